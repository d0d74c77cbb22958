internal import Foundation
internal import Glibc
import Unix

/// Binds a datagram socket at `path`, which must be free, and answers its descriptor; unix(7).
///
/// It is closed on exec, and it is the caller's to close.
public func bindDatagramSocket(at path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard UnixAddress.withAddress(of: path, { bind(descriptor, $0, $1) }) == 0 else {
        let cause = errorText()
        close(descriptor)
        throw ChildProcess.Failure(description: "failed to bind \(path): \(cause)")
    }
    return descriptor
}
