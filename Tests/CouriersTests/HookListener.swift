import Foundation
import Glibc
import Synchronization
import TestBasics
import Unix

/// A socket as a unit with `Accept=yes` has it: what is done with each connection is the test's to say.
final class HookListener: Sendable {
    let path: String
    private let descriptor: Int32
    private let isServed: Bool
    private let events = Mutex<[[UInt8]]>([])

    /// Listens at that path; `body` gets each connection, on a thread of its own, and what it was sent.
    ///
    /// - Parameter body: `nil` has nobody accept connections.
    init(at path: String, backlog: Int32 = 16, body: (@Sendable (Int32, [UInt8]) -> Void)?) throws {
        self.path = path
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        descriptor = listener
        let isBound = UnixAddress.withAddress(of: path) { bind(listener, $0, $1) == 0 } ?? false
        guard isBound, listen(listener, backlog) == 0 else {
            throw ChildProcess.Failure(description: "failed to listen at \(path): \(errorText())")
        }
        isServed = body != nil
        guard let body else { return }
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else {
                    // Here and nowhere else: another test's socket may get the number, and this thread its connections.
                    close(listener)
                    return
                }
                Thread.detachNewThread { [self] in
                    let bytes = Self.readAll(connection)
                    events.withLock { $0.append(bytes) }
                    body(connection, bytes)
                    close(connection)
                }
            }
        }
    }

    /// Answers each event with the same line.
    convenience init(at path: String, answering line: String) throws {
        try self.init(at: path) { connection, _ in Self.write(line, to: connection) }
    }

    /// What it was sent, in the order in which that ended.
    var received: [[UInt8]] { events.withLock(\.self) }

    /// Listens no longer.
    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        if !isServed { close(descriptor) }
    }

    static func write(_ text: String, to connection: Int32) {
        let bytes = Array(text.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private static func readAll(_ connection: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(connection, &buffer, buffer.count, 0), count > 0 { bytes += buffer[..<count] }
        return bytes
    }
}
