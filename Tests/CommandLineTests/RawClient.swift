import Glibc
import TestSupport
import Unix

/// One who speaks to the daemon's socket by hand.
final class RawClient: Sendable {
    private let descriptor: Int32

    init(to path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard UnixAddress.withAddress(of: path, { connect(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            throw ChildProcess.Failure(description: "failed to connect to \(path)")
        }
    }

    deinit { close(descriptor) }

    /// Sends a text.
    func send(_ text: String) { _ = Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) }

    /// Goes away without having read.
    func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
