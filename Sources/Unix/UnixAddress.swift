public import Glibc

/// The address of a Unix socket in the file system, as the calls on sockets want it; unix(7).
public enum UnixAddress {
    /// Lends the address of the socket at `path` for the time of `body`.
    ///
    /// Answers `nil`, and does not call `body`, where the path is empty, does not fit into an address (107 bytes), or
    /// holds a NUL byte.
    public static func withAddress<Result>(
        of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard !path.isEmpty, path.utf8.count < room.count, !path.utf8.contains(0) else { return false }
            unsafe room.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { return nil }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
