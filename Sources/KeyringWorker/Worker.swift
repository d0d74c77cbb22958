internal import Glibc

/// The process that holds the keyring: the only one that asks it, together with the program that stores for it.
///
/// It may be killed at any time, and ends by itself whenever it doubts its connection. Somebody has to start it again:
/// systemd, or the supervisor that `--keyring` brings along.
public enum Worker {
    /// Runs until the process is told to stop and answers its exit code (sysexits(3)).
    ///
    /// Call it right after `Launch.begin` and from the main thread, which then belongs to the keyring: no thread may
    /// exist yet.
    public static func run(_ options: WorkerOptions) -> Int32 {
        do throws(WorkerSocket.Failure) {
            if let inherited = try WorkerSocket.inherited() {
                return serve(inherited, options)
            }
            guard let path = options.socketPath else {
                throw WorkerSocket.Failure(
                    exitCode: EX_USAGE,
                    description: "failed to find a socket: systemd passed none and --keyring is not given")
            }
            return try Supervisor(of: WorkerSocket(bindingTo: path)).run()
        } catch {
            log(error.description)
            return error.exitCode
        }
    }

    private static func serve(_ socket: WorkerSocket, _ options: WorkerOptions) -> Int32 {
        let directory = KeyringDirectory(options.keyringDirectory)
        let keeper = Keeper(directory: directory, lookupsBeforeRecycling: options.lookupsBeforeRecycling)
        KeyringCopies(path: directory.path).clear(at: Int64(time(nil)))
        keeper.keepCopy()
        let watchdog = RequestWatchdog(deadline: options.deadline)
        let guests = PeerRule(users: options.allowedUsers, groups: options.allowedGroups)
        return RequestServer(socket: socket, keeper: keeper, watchdog: watchdog, guests: guests).run()
    }
}
