internal import Dispatch
internal import Glibc
internal import Hooks
internal import Unix

/// What came of calling a program through its socket.
enum HookReply: Hashable, Sendable {
    /// It was called, and this is what became of it.
    case answered(HookAnswer)
    /// Nobody listens there: the unit was not started.
    case absent
    /// This process may not connect.
    case notAllowed
    /// It takes no connection now, for that reason.
    case busy(String)
    /// There was no answer; whoever had the whole event may have acted on it.
    case unanswered(String, wasSent: Bool)
}

/// One event on its way through a socket, and the answer to it; nothing of it blocks.
final class HookExchange: @unchecked Sendable {
    // Sendable: what is mutable is touched on `queue` alone.

    private let queue: DispatchQueue
    private let sources = DispatchGroup()
    private var descriptor: Int32 = -1
    private var rest: ArraySlice<UInt8>
    private var answer: [UInt8] = []
    private var isSent = false
    private var isCancelled = false
    private var continuation: CheckedContinuation<HookReply, Never>?
    private var reader: (any DispatchSourceRead)?
    private var writer: (any DispatchSourceWrite)?
    private var timer: (any DispatchSourceTimer)?

    private init(_ body: [UInt8], on queue: DispatchQueue) { (rest, self.queue) = (body[...], queue) }

    /// Sends an event to whoever listens at `path`, and waits for the answer, as long as `patience` has it.
    static func perform(
        _ body: [UInt8], at path: String, patience: Duration, on queue: DispatchQueue
    ) async -> HookReply {
        let exchange = HookExchange(body, on: queue)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async { exchange.begin(at: path, patience, continuation) }
            }
        } onCancel: {
            queue.async {
                exchange.isCancelled = true
                exchange.giveUp("the attempt was ended")
            }
        }
    }

    private func begin(at path: String, _ patience: Duration, _ continuation: CheckedContinuation<HookReply, Never>) {
        self.continuation = continuation
        guard !isCancelled else { return giveUp("the attempt was ended") }
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { return end(.busy(errorText())) }
        let result = UnixAddress.withAddress(of: path) { connect(descriptor, $0, $1) }
        guard result == 0 else {
            let reply: HookReply =
                switch result == nil ? ENAMETOOLONG : errno {
                case ENOENT, ENOTDIR, ECONNREFUSED: .absent
                case EACCES, EPERM: .notAllowed
                case EAGAIN: .busy("it has too many connections to take another")
                case let number: .busy(errorText(number))
                }
            close(descriptor)
            return end(reply)
        }
        watch(patience)
        send()
    }

    private func watch(_ patience: Duration) {
        let (seconds, attoseconds) = patience.components
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { self.giveUp("it did not answer in time") }
        timer.schedule(
            deadline: .now() + .seconds(Int(seconds)) + .milliseconds(Int(attoseconds / 1_000_000_000_000_000)))
        let reader = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        reader.setEventHandler { self.receive() }
        sources.enter()
        reader.setCancelHandler { [sources] in sources.leave() }
        (self.timer, self.reader) = (timer, reader)
        timer.activate()
        reader.activate()
    }

    private func send() {
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                return waitForRoom()
            } else if errno != EINTR {
                return giveUp("the connection was lost")
            }
        }
        writer?.cancel()
        isSent = true
        shutdown(descriptor, Int32(SHUT_WR))
    }

    private func waitForRoom() {
        guard writer == nil else { return }
        let writer = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
        writer.setEventHandler { if self.continuation != nil, !self.isSent { self.send() } }
        sources.enter()
        writer.setCancelHandler { [sources] in sources.leave() }
        self.writer = writer
        writer.activate()
    }

    private func receive() {
        guard continuation != nil else { return }
        var buffer = [UInt8](repeating: 0, count: HookAnswer.longest + 1)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        if count > 0 { answer += buffer[..<count] }
        let hasLine = answer.last == UInt8(ascii: "\n")
        guard count <= 0 || hasLine || answer.count > HookAnswer.longest else { return }
        if let answer = HookAnswer(answer) { return end(.answered(answer)) }
        giveUp(answer.isEmpty ? "it closed the connection without an answer" : "it answered what no hook answers")
    }

    private func giveUp(_ reason: String) { end(.unanswered(reason, wasSent: isSent)) }

    private func end(_ reply: HookReply) {
        guard let continuation else { return }
        self.continuation = nil
        timer?.cancel()
        reader?.cancel()
        writer?.cancel()
        // Not before, as its number may be another's then.
        if reader != nil { sources.notify(queue: queue) { [descriptor] in close(descriptor) } }
        (timer, reader, writer) = (nil, nil, nil)
        continuation.resume(returning: reply)
    }
}
