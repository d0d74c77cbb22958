internal import Glibc
internal import Launch
internal import SecureMemory
internal import Unix

/// Keeps the socket and starts the worker again whenever it ends, as systemd does where there is one.
///
/// It is this same program, with the same arguments, that it starts; the passed socket makes that one the worker. One
/// thread, and every signal taken with sigtimedwait(2), so nothing happens between the lines.
struct Supervisor {
    private let socket: WorkerSocket
    private var signals = sigset_t()

    init(of socket: WorkerSocket) {
        self.socket = socket
        sigemptyset(&signals)
        for signal in [SIGCHLD, SIGHUP, SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    }

    /// Runs until SIGTERM, SIGINT or SIGHUP and answers the exit code.
    func run() -> Int32 {
        pthread_sigmask(SIG_BLOCK, [signals], nil)
        defer { socket.path.map { _ = unlink($0) } }
        log("listening on \(socket.path ?? "a socket")")
        var failures = 0
        while true {
            guard let worker = spawn() else { return EX_OSERR }
            let started = ContinuousClock.now
            guard let status = waitForEnd(of: worker) else { return stop(worker) }
            failures = status == 0 ? 0 : ContinuousClock.now - started > .seconds(10) ? 1 : failures + 1
            log("the worker ended with \(Self.describe(status)), starting another")
            if isToldToStop(within: Self.pause(after: failures)) { return EX_OK }
        }
    }

    /// How long to wait before the next start: nothing after one failure, then 100 ms, doubling to 1 s.
    ///
    /// No longer, so that a client gets its second try within its deadline.
    static func pause(after failures: Int) -> Duration {
        failures < 2 ? .zero : min(.seconds(1), .milliseconds(100 << min(failures - 2, 5)))
    }

    /// The status of the worker once it has ended; `nil` when it was asked to stop first.
    private func waitForEnd(of worker: pid_t) -> Int32? {
        while true {
            var status: Int32 = 0
            if waitpid(worker, &status, WNOHANG) == worker { return status }
            if let signal = nextSignal(within: .seconds(60)), signal != SIGCHLD { return nil }
        }
    }

    private func isToldToStop(within pause: Duration) -> Bool {
        let end = ContinuousClock.now + pause
        while let signal = nextSignal(within: max(.zero, end - .now)) {
            if signal != SIGCHLD { return true }
        }
        return false
    }

    private func stop(_ worker: pid_t) -> Int32 {
        kill(worker, SIGTERM)
        let end = ContinuousClock.now + .milliseconds(500)
        var status: Int32 = 0
        while waitpid(worker, &status, WNOHANG) != worker {
            let left = end - .now
            guard left > .zero else {
                kill(worker, SIGKILL)
                waitpid(worker, &status, 0)
                break
            }
            _ = nextSignal(within: left)
        }
        return EX_OK
    }

    private func nextSignal(within duration: Duration) -> Int32? {
        var time = timespec(
            tv_sec: Int(duration.components.seconds), tv_nsec: Int(duration.components.attoseconds / 1_000_000_000))
        let signal = sigtimedwait([signals], nil, &time)
        return signal > 0 ? signal : nil
    }

    private func spawn() -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, socket.descriptor, WorkerSocket.firstDescriptor)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var environment = Self.environment()
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        defer { for text in environment + arguments { free(text) } }
        var worker: pid_t = 0
        let result = posix_spawn(&worker, "/proc/self/exe", &actions, &attributes, &arguments, &environment)
        guard result == 0 else {
            log("failed to start the worker: \(errorText(result))")
            return nil
        }
        return worker
    }

    /// This process' environment, and how the worker finds its socket in it.
    private static func environment() -> [UnsafeMutablePointer<CChar>?] {
        let own = ["LISTEN_FDS=", "LISTEN_PID=", "LISTEN_FDNAMES=", "\(Launch.supervisorVariable)="]
        var texts = ProcessEnvironment.entries
        texts.removeAll { text in own.contains { text.hasPrefix($0) } }
        texts += ["LISTEN_FDS=1", "\(Launch.supervisorVariable)=\(getpid())"]
        return texts.map { strdup($0) } + [nil]
    }

    private static func describe(_ status: Int32) -> String {
        status & 0x7f == 0 ? "exit code \(status >> 8 & 0xff)" : "signal \(status & 0x7f)"
    }
}
