public import Glibc

/// The address of a Unix socket in the file system, as the calls on sockets want it; unix(7).
public enum UnixAddress {
    /// Lends the address of the socket at `path` for the time of `body`.
    ///
    /// Answers `nil`, and does not call `body`, where the path is empty, does not fit into an address (107 bytes), or
    /// holds a NUL byte.
    /// - Parameter takingAbstract: whether one that begins with `@` is a name and no path, as systemd writes it.
    public static func withAddress<Result>(
        of path: String, takingAbstract: Bool = false, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard !path.isEmpty, path.utf8.count < room.count, !path.utf8.contains(0) else { return false }
            unsafe room.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { return nil }
        var size = MemoryLayout<sockaddr_un>.size
        if takingAbstract, path.utf8.first == UInt8(ascii: "@") {
            address.sun_path.0 = 0
            // All that is in the address counts as the name.
            size = size - MemoryLayout.size(ofValue: address.sun_path) + path.utf8.count
        }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(size))
            }
        }
    }
}
