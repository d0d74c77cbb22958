internal import Glibc
internal import Unix

/// A stream socket that listens, to be handed to a server, which then owns it.
public struct ListeningSocket: ~Copyable {
    private let descriptor: Int32

    /// The TCP port, or nil for a Unix socket.
    public let port: UInt16?

    /// Takes over a descriptor that listens already, such as one passed by the service manager.
    ///
    /// It becomes non-blocking and close-on-exec. Throws where it is no listening stream socket. getsockopt(2)
    /// `SO_ACCEPTCONN`.
    public init(adopting descriptor: Int32) throws(HTTPServerError) {
        var listens: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 else {
            throw HTTPServerError(.socket, "adopt a listening socket", errno: errno)
        }
        guard listens != 0 else {
            throw HTTPServerError(.socket, "adopt a listening socket", text: "it does not listen")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        self.descriptor = descriptor
        port = nil
    }

    /// Listens on an address of the loopback network, on `port` or, where that is zero, on one that is free.
    ///
    /// Throws for any address that is not 127.0.0.0/8.
    public init(loopback address: String = "127.0.0.1", port: UInt16 = 0) throws(HTTPServerError) {
        let operation = "listen on \(address):\(port)"
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        guard unsafe inet_pton(AF_INET, address, &name.sin_addr) == 1,
            UInt32(bigEndian: name.sin_addr.s_addr) >> 24 == 127
        else {
            throw HTTPServerError(.socket, operation, text: "not a loopback address")
        }
        let descriptor = socket(AF_INET, Self.type, 0)
        guard descriptor >= 0 else { throw HTTPServerError(.socket, operation, errno: errno) }
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                guard unsafe bind(descriptor, name, size) == 0, listen(descriptor, SOMAXCONN) == 0 else { return errno }
                return unsafe getsockname(descriptor, name, &size) == 0 ? 0 : errno
            }
        }
        guard status == 0 else {
            close(descriptor)
            throw HTTPServerError(.socket, operation, errno: status)
        }
        self.descriptor = descriptor
        self.port = UInt16(bigEndian: name.sin_port)
    }

    /// Listens on a Unix socket at `path`, with the file's `mode`; a stale socket file that nobody answers at is
    /// replaced.
    ///
    /// Throws `EADDRINUSE` where somebody does answer. unix(7).
    public init(path: String, mode: UInt32 = 0o600) throws(HTTPServerError) {
        let operation = "listen on \(path)"
        let descriptor = socket(AF_UNIX, Self.type, 0)
        guard descriptor >= 0 else { throw HTTPServerError(.socket, operation, errno: errno) }
        let status = unsafe UnixAddress.withAddress(of: path) { name, size in
            var status = unsafe bind(descriptor, name, size) == 0 ? 0 : errno
            if status == EADDRINUSE, unsafe Self.isStale(name, size) {
                _ = unsafe unlink(path)
                status = unsafe bind(descriptor, name, size) == 0 ? 0 : errno
            }
            guard status == 0 else { return status }
            guard unsafe chmod(path, mode) == 0, listen(descriptor, SOMAXCONN) == 0 else { return errno }
            return 0
        }
        guard status == 0 else {
            close(descriptor)
            throw HTTPServerError(.socket, operation, errno: status ?? ENAMETOOLONG)
        }
        self.descriptor = descriptor
        port = nil
    }

    deinit {
        close(descriptor)
    }

    /// Gives the descriptor away: the caller closes it.
    consuming func release() -> Int32 {
        let descriptor = descriptor
        discard self
        return descriptor
    }

    private static var type: Int32 {
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    }

    /// Whether a connection to the socket file is refused, as after the death of whoever made it.
    private static func isStale(_ name: UnsafePointer<sockaddr>, _ size: socklen_t) -> Bool {
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return unsafe connect(descriptor, name, size) != 0 && errno == ECONNREFUSED
    }
}
