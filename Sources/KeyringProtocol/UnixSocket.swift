internal import Glibc
internal import Unix

/// The call that a client of the keyring's socket needs.
public enum UnixSocket {
    /// Connects to the socket at `path`; absent when nobody listens there.
    ///
    /// Does not block: a listener whose queue is full counts as nobody. unix(7).
    public static func connect(to path: String) -> FrameChannel? {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let channel = FrameChannel(owning: descriptor)
        let result = UnixAddress.withAddress(of: path) { address, length in
            Glibc.connect(descriptor, address, length)
        }
        return result == 0 ? channel : nil
    }
}
