internal import Glibc
internal import KeyringProtocol
internal import Launch
internal import SecureMemory
internal import Unix

/// The socket on which the worker is asked.
struct WorkerSocket {
    /// Why there is no socket to listen on.
    struct Failure: Error {
        let exitCode: Int32
        let description: String
    }

    /// The listening descriptor, non-blocking, closed on exec.
    let descriptor: Int32

    /// Where it was bound, if this process bound it.
    let path: String?

    /// The first descriptor that is passed on.
    ///
    /// sd_listen_fds(3).
    static let firstDescriptor: Int32 = 3

    /// The socket that systemd or the supervisor passes; absent when neither does.
    ///
    /// sd_listen_fds(3).
    static func inherited() throws(Failure) -> WorkerSocket? {
        guard let count = number("LISTEN_FDS") else { return nil }
        if let parent = number(Launch.supervisorVariable), parent == getppid() {
            guard ProcessHardening.end(withParent: parent) else {
                throw Failure(exitCode: EX_TEMPFAIL, description: "failed to start: the supervisor is gone")
            }
        } else if number("LISTEN_PID") != getpid() {
            return nil
        }
        guard count == 1 else {
            throw Failure(
                exitCode: EX_CONFIG, description: "failed to take the socket: expected 1, \(count) were passed")
        }
        for variable in ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", Launch.supervisorVariable] { unsetenv(variable) }
        _ = fcntl(firstDescriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(firstDescriptor, F_SETFL, O_NONBLOCK)
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(firstDescriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0, isListening != 0
        else {
            throw Failure(exitCode: EX_CONFIG, description: "failed to take the socket: it is not a listening socket")
        }
        return WorkerSocket(descriptor: firstDescriptor, path: nil)
    }

    private init(descriptor: Int32, path: String?) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Binds a socket for the user and the group alone, in place of one that nobody listens on any more.
    ///
    /// Refuses when another worker lives: one that holds the lock beside the socket, or one that accepts connections.
    /// The lock is held as long as the process lives. flock(2).
    init(bindingTo path: String) throws(Failure) {
        let lock = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw Failure(exitCode: EX_CANTCREAT, description: "failed to open \(path).lock: \(errorText())")
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0, UnixSocket.connect(to: path) == nil else {
            throw Failure(exitCode: EX_TEMPFAIL, description: "failed to listen on \(path): another worker does")
        }
        var existing = stat()
        if lstat(path, &existing) == 0 {
            guard existing.st_mode & S_IFMT == S_IFSOCK else {
                throw Failure(
                    exitCode: EX_CANTCREAT, description: "failed to listen on \(path): it is there and not a socket")
            }
            unlink(path)
        }
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        let mask = umask(0o117)
        let bound = UnixAddress.withAddress(of: path) { [descriptor] address, length in
            bind(descriptor, address, length)
        }
        let cause = bound == nil ? "the path is too long" : errorText()
        umask(mask)
        guard bound == 0, listen(descriptor, SOMAXCONN) == 0 else {
            throw Failure(exitCode: EX_CANTCREAT, description: "failed to listen on \(path): \(cause)")
        }
        self.path = path
    }

    private static func number(_ variable: String) -> Int32? {
        getenv(variable).flatMap { Int32(String(cString: $0)) }
    }
}
