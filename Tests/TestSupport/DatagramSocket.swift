internal import Foundation
internal import Glibc

/// Binds a datagram socket at `path`, which must be free, and answers its descriptor; unix(7).
///
/// It is closed on exec, and it is the caller's to close.
public func bindDatagramSocket(at path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    guard bound == 0 else {
        let cause = String(cString: strerror(errno))
        close(descriptor)
        throw ChildProcess.Failure(description: "failed to bind \(path): \(cause)")
    }
    return descriptor
}
