internal import Foundation

/// A real gnome-keyring-daemon on a real dbus-daemon of its own, in a directory of its own, for one test.
///
/// The bus has no service directories, as in production: nothing starts a keyring behind the test's back. All of it
/// goes away with the value, however the test ends.
public final class PrivateKeyring: @unchecked Sendable {
    // Sendable: the processes are exchanged under `lock` alone.

    /// The programs that it takes.
    public static let programs = ["/usr/bin/dbus-daemon", "/usr/bin/gnome-keyring-daemon", "/usr/bin/gdbus"]

    /// Whether this machine has them.
    public static var isAvailable: Bool {
        programs.allSatisfy { access($0, X_OK) == 0 }
    }

    /// Whether this process may mount a file system of its own, for a keyring on a small disk.
    public static let canMount: Bool = {
        guard let directory = try? TemporaryDirectory(), mountSmallDisk(at: directory.path, bytes: 65_536) else {
            return false
        }
        return umount2(directory.path, 0) == 0
    }()

    /// What a process needs in its environment to use this keyring.
    public let environment: [String: String]

    /// Where the keyring daemon keeps its files.
    public var keyringDirectory: String { "\(directory.path)/data/keyrings" }

    /// The file with the secrets.
    public var keyringFile: String { "\(keyringDirectory)/login.keyring" }

    /// A path for a worker's socket.
    public var workerSocket: String { "\(directory.path)/keyring.sock" }

    /// The directory of all of it.
    public let directory: TemporaryDirectory

    private let lock = NSLock()
    private var busProcess: ChildProcess?
    private var keyringProcess: ChildProcess?
    private let isOnSmallDisk: Bool

    /// Starts a bus and an unlocked, empty keyring on it.
    ///
    /// - Parameters:
    ///   - diskBytes: puts the keyring's files onto a file system of this size; needs `canMount`.
    ///   - file: a keyring's file to begin with, a copy of which is used.
    public init(masterPassword: String = "master", diskBytes: Int? = nil, copyOf file: String? = nil) async throws {
        directory = try TemporaryDirectory()
        for name in ["home", "data", "run"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory.path)/\(name)", withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
        }
        isOnSmallDisk = diskBytes != nil
        environment = [
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=\(directory.path)/bus", "HOME": "\(directory.path)/home",
            "PATH": "/usr/bin:/bin", "XDG_DATA_HOME": "\(directory.path)/data",
            "XDG_RUNTIME_DIR": "\(directory.path)/run",
        ]
        if let diskBytes, !Self.mountSmallDisk(at: "\(directory.path)/data", bytes: diskBytes) {
            throw ChildProcess.Failure(description: "failed to mount a small disk")
        }
        try Self.busConfiguration(socket: "\(directory.path)/bus")
            .write(toFile: "\(directory.path)/bus.conf", atomically: false, encoding: .utf8)
        if let file {
            try FileManager.default.createDirectory(
                atPath: keyringDirectory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try FileManager.default.copyItem(atPath: file, toPath: keyringFile)
        }
        try await startBus()
        try await startKeyring(masterPassword: masterPassword)
    }

    deinit {
        keyringProcess?.send(SIGKILL)
        busProcess?.send(SIGKILL)
        if isOnSmallDisk { umount2("\(directory.path)/data", Int32(MNT_DETACH)) }
    }

    /// The bus daemon.
    public var bus: ChildProcess? { lock.withLock { busProcess } }

    /// The keyring daemon.
    public var keyring: ChildProcess? { lock.withLock { keyringProcess } }

    /// Starts a bus where the last one was.
    public func startBus() async throws {
        unlink("\(directory.path)/bus")
        let process = try ChildProcess(
            "/usr/bin/dbus-daemon",
            ["--config-file=\(directory.path)/bus.conf", "--nofork", "--nopidfile", "--print-address=1"],
            environment: environment)
        lock.withLock { busProcess = process }
        guard await process.writes("guid=") else {
            throw ChildProcess.Failure(description: "failed to start dbus-daemon: \(process.output)")
        }
    }

    /// Starts a keyring daemon over the same files, with a master password that may be wrong.
    ///
    /// Returns when its name is on the bus; it is locked then if the password was wrong.
    public func startKeyring(masterPassword: String = "master") async throws {
        let process = try ChildProcess(
            "/usr/bin/gnome-keyring-daemon",
            ["--foreground", "--unlock", "--components=secrets", "--control-directory=\(directory.path)/run"],
            environment: environment, input: masterPassword)
        lock.withLock { keyringProcess = process }
        let name = try ChildProcess(
            "/usr/bin/gdbus",
            ["wait", "--session", "--timeout", "\(Int(Patience.seconds))", "org.freedesktop.secrets"],
            environment: environment)
        guard await name.exit() == .code(0) else {
            throw ChildProcess.Failure(description: "failed to start gnome-keyring-daemon: \(process.output)")
        }
    }

    /// Kills the keyring daemon, as a crash would, and waits until it is gone.
    public func killKeyring() async {
        await keyring?.stop(SIGKILL)
    }

    /// Kills the bus, as a crash would, and waits until it is gone.
    public func killBus() async {
        await bus?.stop(SIGKILL)
    }

    /// Lets the keyring daemon hang, or go on.
    public func setHanging(_ isHanging: Bool) {
        keyring?.send(isHanging ? SIGSTOP : SIGCONT)
    }

    /// Cuts the file of the keyring to so many bytes; while no daemon runs.
    public func truncateFile(to bytes: Int) throws {
        guard truncate(keyringFile, off_t(bytes)) == 0 else {
            throw ChildProcess.Failure(description: "failed to truncate \(keyringFile)")
        }
    }

    /// Starts `leadkeeper keyring` on `workerSocket` and returns when it listens.
    public func startWorker(_ options: [String] = []) async throws -> ChildProcess {
        let worker = try ChildProcess(
            Self.leadkeeper, ["keyring", "--keyring", workerSocket] + options, environment: environment)
        guard await worker.writes("listening on") else {
            throw ChildProcess.Failure(description: "failed to start a worker: \(worker.output)")
        }
        return worker
    }

    /// The program under test, which is built beside the tests.
    public static var leadkeeper: String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("leadkeeper").path
    }

    /// Mounts a file system in memory; needs root and the right to mount.
    public static func mountSmallDisk(at path: String, bytes: Int) -> Bool {
        geteuid() == 0 && mount("tmpfs", path, "tmpfs", 0, "size=\(bytes),mode=0700") == 0
    }

    /// The bus as it is installed, at another place.
    private static func busConfiguration(socket: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: "systemd/bus.conf"), encoding: .utf8)
            .replacingOccurrences(of: "/run/leadkeeper-bus/bus", with: socket)
    }
}
