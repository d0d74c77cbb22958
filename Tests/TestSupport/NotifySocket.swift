internal import Foundation
internal import Glibc
public import TestBasics

/// The service manager's end of `$NOTIFY_SOCKET`: keeps every message that a daemon sends, and waits for them.
public final class NotifySocket: @unchecked Sendable {
    // Sendable: everything mutable is touched under `condition` alone.

    /// Where a daemon finds it.
    public let path: String

    private let descriptor: Int32
    private let condition = NSCondition()
    private var received: [String] = []
    private var isClosed = false

    /// Binds a socket at `path`, which must be free.
    public init(at path: String) throws {
        self.path = path
        descriptor = try bindDatagramSocket(at: path)
        let reader = descriptor
        Thread.detachNewThread { [weak self] in
            Self.read(reader) { self?.append($0) }
            Glibc.close(reader)
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        unlink(path)
    }

    /// Every message so far, a datagram each.
    public var messages: [String] {
        condition.withLock { received }
    }

    /// Tells those who wait that nothing more will come, because the daemon has ended.
    public func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }

    /// Waits until the messages satisfy a condition, and answers them; throws when the daemon ends before, or it takes
    /// too long.
    @discardableResult
    public func messages(
        within seconds: Double = Patience.seconds, until isEnough: @escaping @Sendable ([String]) -> Bool
    ) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                let deadline = Date(timeIntervalSinceNow: seconds)
                let (found, all) = self.condition.withLock {
                    var isInTime = true
                    while !isEnough(self.received), !self.isClosed, isInTime {
                        isInTime = self.condition.wait(until: deadline)
                    }
                    return (isEnough(self.received), self.received)
                }
                if found {
                    continuation.resume(returning: all)
                } else {
                    continuation.resume(
                        throwing: ChildProcess.Failure(description: "waited in vain; the daemon said \(all)"))
                }
            }
        }
    }

    /// Waits until so many messages hold a line that begins with `text`.
    @discardableResult
    public func line(
        _ text: String, times: Int = 1, within seconds: Double = Patience.seconds
    ) async throws -> [String] {
        try await messages(within: seconds) { messages in
            messages.count { $0.split(separator: "\n").contains { $0.hasPrefix(text) } } >= times
        }
    }

    private func append(_ message: String) {
        condition.withLock {
            received.append(message)
            condition.broadcast()
        }
    }

    private static func read(_ descriptor: Int32, _ append: (String) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 8_192)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            append(String(decoding: buffer[..<count], as: UTF8.self))
        }
    }
}
