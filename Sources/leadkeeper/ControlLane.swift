internal import Glibc
internal import Unix

/// A connection to the daemon that is kept from one request to the next, and waits for nothing: who has several of them
/// asks several things at once.
///
/// RFC 9112 §9.3. Requests have no body, and answers no secret.
final class ControlLane {
    private let path: String
    /// The socket; `nil` while there is none.
    private var descriptor: Int32?
    /// What of the request is still to be sent.
    private var outgoing: ArraySlice<UInt8> = []
    /// What of the answer has come.
    private var incoming: [UInt8] = []
    /// The answer's head once it is there, and where its body begins.
    private var head: (answer: ControlAnswerHead, bodyStart: Int)?
    /// When the request under way has to be answered; `nil` where none is.
    private(set) var deadline: ContinuousClock.Instant?

    /// A lane to the socket at `path`; nothing is connected yet.
    init(to path: String) { self.path = path }

    deinit { hangUp() }

    /// Begins a request, of which the lines of the head are given but for `Host` and the length of the body.
    func begin(_ head: [String], within time: Duration) throws(ControlExchange.Failure) {
        let lines = head + ["Host: localhost", "Content-Length: 0", "", ""]
        // One that the daemon has closed meanwhile answers nothing any more.
        if let descriptor, Self.hasEnded(descriptor) { hangUp() }
        if descriptor == nil { descriptor = try ControlExchange.connected(to: path) }
        (outgoing, incoming, self.head) = (Array(lines.joined(separator: "\r\n").utf8)[...], [], nil)
        deadline = .now + time
    }

    /// What to wait for until it can go on; poll(2).
    var interest: pollfd? {
        descriptor.map { pollfd(fd: $0, events: Int16(outgoing.isEmpty ? POLLIN : POLLOUT), revents: 0) }
    }

    /// Sends and receives what it can without waiting.
    ///
    /// - Returns: the answer once all of it is there, and then no request is under way any more.
    func proceed() throws(ControlExchange.Failure) -> ControlExchange.Answer? {
        guard let descriptor, let deadline else { return nil }
        guard ContinuousClock.now < deadline else { throw end(.timedOut) }
        guard try send() else { return nil }
        while true {
            if let answer = try answer() { return answer }
            let missing = head.map { $0.bodyStart + ($0.answer.contentLength ?? 0) - incoming.count }
            guard try ControlExchange.append(to: &incoming, max(missing ?? 0, 4_096), from: descriptor) else {
                return nil
            }
        }
    }

    /// Sends what it can without waiting, and answers whether that is all of the request.
    func send() throws(ControlExchange.Failure) -> Bool {
        while let descriptor, !outgoing.isEmpty {
            let count = outgoing.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                outgoing = outgoing.dropFirst(count)
            } else if errno == EAGAIN {
                return false
            } else if errno != EINTR {
                throw end(.interrupted)
            }
        }
        return true
    }

    /// The answer, where all of it has come.
    private func answer() throws(ControlExchange.Failure) -> ControlExchange.Answer? {
        if head == nil { head = try ControlAnswerHead.found(in: incoming) }
        guard let (head, bodyStart) = head else { return nil }
        guard let length = head.contentLength, length <= ControlExchange.bodyLimit else { throw end(.illegible) }
        guard incoming.count >= bodyStart + length else { return nil }
        let body = Array(incoming[bodyStart..<(bodyStart + length)])
        deadline = nil
        if head.closes { hangUp() }
        return ControlExchange.Answer(status: head.status, body: body)
    }

    private func end(_ failure: ControlExchange.Failure) -> ControlExchange.Failure {
        hangUp()
        return failure
    }

    private func hangUp() {
        if let descriptor { close(descriptor) }
        (descriptor, deadline) = (nil, nil)
    }

    /// Whether the other side has closed the connection, or has said something unasked.
    private static func hasEnded(_ descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) >= 0
            || errno != EAGAIN
    }
}
