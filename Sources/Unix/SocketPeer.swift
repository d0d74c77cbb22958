internal import Glibc

/// The process at the other end of a connected Unix socket, as the kernel knows it; unix(7), `SO_PEERCRED`.
public struct SocketPeer: Hashable, Sendable {
    /// Its number.
    public let process: Int32
    /// The user that it ran as when it connected.
    public let user: UInt32
    /// Its primary group.
    public let group: UInt32

    /// `nil` where the descriptor is not of such a socket.
    public init?(of descriptor: Int32) {
        // struct ucred, which Glibc does not export to Swift.
        var credentials: (process: Int32, user: UInt32, group: UInt32) = (0, 0, 0)
        var length = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
        (process, user, group) = credentials
    }
}
