internal import Glibc
internal import SecureMemory
internal import Unix

/// One request to the daemon and its answer: HTTP/1.1 over a Unix socket, a connection for each.
///
/// It speaks what of HTTP the daemon does and no more: every answer states its length. RFC 9112. Blocks the thread that
/// asks, until the deadline at most.
struct ControlExchange: ~Copyable {
    /// Why there is no answer.
    enum Failure: Error, Equatable {
        /// The socket cannot be connected to; the error of connect(2).
        case unreachable(Int32)
        /// The deadline passed.
        case timedOut
        /// The daemon went away before all of its answer was there.
        case interrupted
        /// What came is no answer that the daemon gives.
        case illegible
    }

    /// A complete answer, whatever its status says.
    struct Answer {
        var status: Int
        /// The body; empty where it was asked for as a secret.
        var body: [UInt8] = []
        /// The body of an answer that was asked for as a secret; `nil` for any other, and where it is empty.
        var secretBody: SharedSecret?
    }

    /// The most bytes of an answer's header; the daemon's have some hundred.
    static let headLimit = 16_384
    /// The most bytes of a body: more than any inventory makes.
    static let bodyLimit = 64 << 20

    private let descriptor: Int32
    private let deadline: ContinuousClock.Instant

    /// Connects to the socket at `path`; all of the exchange is to end within `time`.
    ///
    /// Does not wait for a place in a queue that is full. unix(7).
    init(with path: String, within time: Duration) throws(Failure) {
        deadline = .now + time
        descriptor = try Self.connected(to: path)
    }

    /// A socket that is connected to the one at `path`, and waits for nothing.
    static func connected(to path: String) throws(Failure) -> Int32 {
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard socket >= 0 else { throw .unreachable(errno) }
        let status = UnixAddress.withAddress(of: path) { connect(socket, $0, $1) }
        guard status == 0 else {
            let cause = status == nil ? ENAMETOOLONG : errno
            close(socket)
            throw .unreachable(cause)
        }
        return socket
    }

    deinit {
        close(descriptor)
    }

    /// Sends a request and waits for its answer.
    ///
    /// - Parameters:
    ///   - head: the request's first line and its fields, but for `Host`, `Connection` and the length of the body.
    ///   - secret: the body; it goes from its own memory into the socket.
    ///   - answerIsSecret: whether the answer's body is to touch no other memory than a secret's.
    consuming func run(_ head: [String], secret: SharedSecret?, answerIsSecret: Bool) throws(Failure) -> Answer {
        let length = secret.map { $0.bytes.count } ?? 0
        let lines = head + ["Host: localhost", "Connection: close", "Content-Length: \(length)", "", ""]
        do throws(Failure) {
            try send(Array(lines.joined(separator: "\r\n").utf8))
            if let secret { try secret.bytes.withBytes { bytes throws(Failure) in try send(bytes) } }
        } catch {
            // A server that will not take all of a request says why before it closes.
            guard error == .interrupted else { throw error }
        }
        guard answerIsSecret else { return try receivePlainAnswer() }
        let (status, count) = try receiveHead()
        guard count > 0 else { return Answer(status: status) }
        let body = try SecretBytes(capacity: count) { buffer throws(Failure) in
            try fill(buffer)
            return count
        }
        return Answer(status: status, secretBody: SharedSecret(body))
    }

    /// Sends a request without a body, and hands out the body of a successful answer piece by piece.
    ///
    /// - Returns: the answer; its body is empty where it was handed out.
    consuming func run(_ head: [String], each: (ArraySlice<UInt8>) -> Void) throws(Failure) -> Answer {
        let lines = head + ["Host: localhost", "Connection: close", "Content-Length: 0", "", ""]
        try send(Array(lines.joined(separator: "\r\n").utf8))
        let (status, count) = try receiveHead()
        guard status == 200 else { return Answer(status: status, body: try receiveBody(count)) }
        var room = [UInt8](repeating: 0, count: min(count, Self.pieceSize))
        var left = count
        while left > 0 {
            let length = min(left, room.count)
            try room.withUnsafeMutableBufferPointer { buffer throws(Failure) in
                try fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<length]))
            }
            each(room[..<length])
            left -= length
        }
        return Answer(status: status)
    }

    /// How many bytes of a body are handed out at once.
    private static let pieceSize = 65_536

    private func send(_ bytes: [UInt8]) throws(Failure) {
        try bytes.withUnsafeBufferPointer { bytes throws(Failure) in try send(UnsafeRawBufferPointer(bytes)) }
    }

    private func send(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
            let count = Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { sent += count } else { try wait(for: POLLOUT) }
        }
    }

    /// The status and the body's length of the final answer.
    private func receiveHead() throws(Failure) -> (status: Int, count: Int) {
        while true {
            let head = try ControlAnswerHead(of: receiveLines())
            // An interim answer has no body, and another one follows it.
            guard head.status < 200 else {
                guard let count = head.contentLength, count <= Self.bodyLimit else { throw .illegible }
                return (head.status, count)
            }
        }
    }

    /// The lines up to the empty one.
    ///
    /// Byte by byte, so that nothing of the body, which may be a secret, is read along; a header has some hundred.
    private func receiveLines() throws(Failure) -> [String] {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard bytes.count < Self.headLimit else { throw .illegible }
            var byte: UInt8 = 0
            try withUnsafeMutableBytes(of: &byte) { buffer throws(Failure) in try fill(buffer) }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    /// An answer that is no secret, in as few pieces as it comes in.
    private func receivePlainAnswer() throws(Failure) -> Answer {
        var bytes: [UInt8] = []
        while true {
            if let (head, start) = try ControlAnswerHead.found(in: bytes) {
                guard let count = head.contentLength, count <= Self.bodyLimit else { throw .illegible }
                var body = Array(bytes[start...].prefix(count))
                let room = count - body.count
                if room > 0 { body += try receiveBody(room) }
                return Answer(status: head.status, body: body)
            }
            if try !Self.append(to: &bytes, 4_096, from: descriptor) { try wait(for: POLLIN) }
        }
    }

    /// Appends what has come, up to that many bytes.
    ///
    /// - Returns: whether something had come; if not, `errno` is `EAGAIN`.
    static func append(to bytes: inout [UInt8], _ count: Int, from descriptor: Int32) throws(Failure) -> Bool {
        var received = -1
        let held = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        repeat {
            received = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress.map { $0 + held }, count, 0) }
        } while received < 0 && errno == EINTR
        let cause = errno
        bytes.removeLast(count - max(received, 0))
        guard received != 0, received > 0 || cause == EAGAIN else { throw .interrupted }
        errno = cause
        return received > 0
    }

    private func receiveBody(_ count: Int) throws(Failure) -> [UInt8] {
        var body = [UInt8](repeating: 0, count: count)
        try body.withUnsafeMutableBufferPointer { buffer throws(Failure) in
            try fill(UnsafeMutableRawBufferPointer(buffer))
        }
        return body
    }

    /// Receives as many bytes as the buffer has.
    private func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(Failure) {
        var received = 0
        while received < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[received...])
            let count = recv(descriptor, rest.baseAddress, rest.count, 0)
            if count > 0 {
                received += count
            } else if count == 0 {
                throw .interrupted
            } else {
                try wait(for: POLLIN)
            }
        }
    }

    /// Looks at errno: waits until the socket is ready again if that is all that it says.
    private func wait(for event: Int32) throws(Failure) {
        switch errno {
        case EINTR: return
        case EAGAIN:
            let left = deadline - .now
            guard left > .zero else { throw .timedOut }
            var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            poll(&entry, 1, Self.milliseconds(until: deadline))
        default: throw .interrupted
        }
    }

    /// How long it is until then, for poll(2): rounded up, so that the last wait does not become a busy loop.
    static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
        let left = max(.zero, deadline - .now).components
        return Int32(clamping: left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000 + 1)
    }
}
