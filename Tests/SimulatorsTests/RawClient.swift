import Dispatch
import Foundation

/// A client that sends bytes as it likes, and reads what comes.
final class RawClient: @unchecked Sendable {
    // Sendable: the descriptor never changes, and sockets may be used from any thread.
    struct Failure: Error {
        let number: Int32
    }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "raw client")

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(number: errno) }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// What comes until the peer closes, or until `enough` says that it has come.
    ///
    /// "reset" is at the end where the peer resets, "hung" where it does nothing for a minute.
    func read(until enough: @escaping @Sendable (String) -> Bool = { _ in false }) async -> String {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                var all: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while true {
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    let cause = errno
                    if count < 0, cause == EINTR { continue }
                    if count > 0 { all += buffer.prefix(count) }
                    let text = String(decoding: all, as: UTF8.self)
                    if count < 0 { return continuation.resume(returning: text + (cause == EAGAIN ? "hung" : "reset")) }
                    if count == 0 || enough(text) { return continuation.resume(returning: text) }
                }
            }
        }
    }
}
