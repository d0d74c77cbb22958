internal import Control
internal import Glibc
internal import JSON
internal import SecureMemory
internal import Unix

/// Asks the daemon over its control socket.
///
/// Blocks the thread that asks, which is this program's main thread.
struct ControlClient {
    let socket: String
    let limit: Duration?

    /// A client of the daemon whose socket is in that directory; nothing is asked yet.
    ///
    /// - Parameter limit: how long an answer may take, where that is less than the route's own time.
    init(runtime: String, within limit: Duration? = nil) {
        socket = runtime + "/control.sock"
        self.limit = limit
    }

    /// Asks, and answers what the daemon answers; `operation` says what for, as in "failed to <operation>".
    func ask<Request: ControlRequest>(_ request: Request, to operation: String) throws(Failure) -> Request.Answer {
        let response = try send(request, to: operation)
        do {
            return try .read(response.secretBody.map(AnswerBody.secret) ?? .bytes(response.body))
        } catch {
            throw illegible(operation)
        }
    }

    func time(for route: Route) -> Duration { limit.map { min($0, route.timeout) } ?? route.timeout }

    func illegible(_ operation: String) -> Failure {
        Failure(
            .internal, "failed to \(operation): the daemon's answer is not valid",
            hint: "the daemon and this command may be different versions; restart the daemon")
    }

    /// The first lines of a request without a body.
    func head(of request: some ControlRequest) -> [String] {
        [
            "\(type(of: request).route.method.rawValue) \(request.target) HTTP/1.1", "User-Agent: leadkeeper",
            "\(SaidCaller.field): \(Self.said.value)",
        ]
    }

    private func send<Request: ControlRequest>(
        _ request: Request, to operation: String
    ) throws(Failure) -> ControlExchange.Answer {
        let route = Request.route
        var head = head(of: request)
        if route.takesSecret { head.append("Content-Type: \(SharedSecret.mediaType)") }
        let answer: ControlExchange.Answer
        do throws(ControlExchange.Failure) {
            let exchange = try ControlExchange(with: socket, within: time(for: route))
            let secret = route.takesSecret ? request.parts.secret : nil
            answer = try exchange.run(head, secret: secret, answerIsSecret: Request.Answer.isSecret)
        } catch {
            throw failure(error, operation)
        }
        guard answer.status != 200 else { return answer }
        throw failure(answer, operation)
    }

    /// Who asks, for the record: the kernel may not tell the daemon.
    private static var said: SaidCaller {
        SaidCaller(userID: getuid(), sudoUserID: getenv("SUDO_UID").flatMap { SaidCaller.userID(String(cString: $0)) })
    }

    func failure(_ answer: ControlExchange.Answer, _ operation: String) -> Failure {
        let body = answer.secretBody?.bytes.withBytes { [UInt8]($0) } ?? answer.body
        if let problem = try? JSONCoder.decode(Problem.self, from: body) {
            return Failure(problem, operation: operation)
        }
        // The server's library answers by itself what is too long for it.
        let code: ExitCode = answer.status == 413 || answer.status == 414 ? .usage : .internal
        return Failure(code, "failed to \(operation): the daemon answers with HTTP status \(answer.status)")
    }

    func failure(_ error: ControlExchange.Failure, _ operation: String) -> Failure {
        switch error {
        case .unreachable(let cause): unreachable(cause, operation)
        case .timedOut:
            Failure(
                .temporary, "failed to \(operation): the daemon took too long", hint: "see `journalctl -u leadkeeper`")
        case .interrupted:
            Failure(
                .unavailable, "failed to \(operation): the daemon ended before it answered",
                hint: "see `journalctl -u leadkeeper`")
        case .illegible: Failure(.internal, "failed to \(operation): the daemon's answer is not valid")
        }
    }

    private func unreachable(_ cause: Int32, _ operation: String) -> Failure {
        let message = "failed to \(operation): failed to reach the daemon at \(socket): \(errorText(cause))"
        switch cause {
        case EACCES, EPERM:
            return Failure(.notPermitted, message, hint: "run it as root (sudo) or as a member of the group leadkeeper")
        case ENOENT, ECONNREFUSED:
            return Failure(.unavailable, message, hint: "see `systemctl status leadkeeper`")
        default:
            return Failure(.unavailable, message)
        }
    }
}
