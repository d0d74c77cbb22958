public import Glibc

/// The address and the few calls that both ends of the keyring's socket need.
public enum UnixSocket {
    /// Connects to the socket at `path`; absent when nobody listens there.
    ///
    /// Does not block: a listener whose queue is full counts as nobody. unix(7).
    public static func connect(to path: String) -> FrameChannel? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let channel = FrameChannel(owning: descriptor)
        let result = withAddress(of: path) { address, length in
            Glibc.connect(descriptor, address, length)
        }
        return result == 0 ? channel : nil
    }

    /// Lends the socket address of a path; absent when the path does not fit into one (107 bytes).
    public static func withAddress<Result>(
        of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            guard path.utf8.count < buffer.count, !path.utf8.contains(0) else { return false }
            buffer.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { return nil }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
