internal import Credentials
internal import Curl
internal import Ports
internal import Refusals

/// What came of asking `sendMail`, and what it means.
enum GraphMailAnswer: Sendable {
    /// Graph, or something on the way, answered.
    case response(status: Int, GraphError?, retryAfter: TimeSpan?)
    /// There was no answer.
    case none(CurlError)

    /// Whether the token was turned down, as one that has ended is.
    var turnsTokenDown: Bool {
        if case .response(401, _?, _) = self { return true }
        return false
    }

    /// What a refusal means; `nil` for what is no refusal of Graph's, or may pass by itself.
    static func meaning(_ status: Int, _ error: GraphError?) -> GraphMailCode.Meaning? {
        guard let error, (400..<500).contains(status), status != 408, status != 429 else { return nil }
        if let known = error.codes.lazy.compactMap({ GraphMailCode.known[$0] }).first { return known }
        return switch status {
        case 401: GraphMailCode.Meaning(.login, .restsAll, .mailTokenRefused)
        case 403: GraphMailCode.Meaning(.sender, .restsAll, .mailAccessDenied)
        case 404: GraphMailCode.Meaning(.sender, .restsAll, .mailboxNotFound)
        case 413: GraphMailCode.Meaning(.content, .restsMail, nil)
        default: GraphMailCode.Meaning(.unsaid, .restsMail, nil)
        }
    }
}

extension Delivery {
    /// What `sendMail`'s answer means for the outbox.
    init(_ answer: GraphMailAnswer, server: String) {
        switch answer {
        case .none(let error):
            // From the moment that a byte of it may have been sent, Graph may have the mail.
            guard error.mayHaveBeenSent else {
                self.init(withoutAnswerTo: .connect, text: error.description)
                return
            }
            self.init(.unseen, command: .end, text: error.description, server: server)
            kinship = "no answer to sendMail"
        case .response(202, _, _): self.init(MailReply(.end, 202, "Accepted"), server: server)
        case .response(let status, let error, let retryAfter):
            self.init(status, error, retryAfter: retryAfter, server: server)
        }
    }

    private init(_ status: Int, _ error: GraphError?, retryAfter: TimeSpan?, server: String) {
        let text = error?.codes.first ?? "HTTP \(status)"
        if let meaning = GraphMailAnswer.meaning(status, error) {
            self.init(
                MailVerdict(meaning.subject, meaning.consequence, isLasting: meaning.subject != .limit),
                command: .end, code: status, text: text, server: server)
            problem = meaning.problem
            kinship = "sendMail \(status) \(text)"
        } else if Stranger.speaks(by: status) || error == nil && status < 500 && status != 429 {
            self.init(
                MailVerdict(.connection, .restsAll, isLasting: false, rest: retryAfter),
                text: "the answer is not Microsoft Graph's: something on the way answered instead (HTTP \(status))")
        } else if status == 429 {
            self.init(
                MailVerdict(.limit, .restsAll, isLasting: false, rest: retryAfter ?? RetryAfter.fallback),
                command: .end, code: status, text: text, server: server)
        } else if status == 503 || status < 500 {
            self.init(
                MailVerdict(.connection, .restsAll, isLasting: false, rest: retryAfter), command: .end, code: status,
                text: text, server: server)
        } else {
            // A fault in the midst of it leaves open whether the mail was taken.
            self.init(
                MailVerdict(.connection, .restsAll, isLasting: false, rest: retryAfter), command: .end,
                text: "Microsoft Graph has a fault of its own for the moment (HTTP \(status))", server: server)
        }
    }
}

extension MailSignIn {
    /// What the answer to a body that cannot be sent says of who asked.
    init(_ answer: GraphMailAnswer) {
        switch answer {
        case .none(let error): self = .turnedDown(ExchangeFailure(error).finding(at: .identity))
        case .response(let status, let error, let retryAfter):
            let code = error?.codes.first ?? "HTTP \(status)"
            func found(_ class: ProbeClass, _ message: String, by answerer: Answerer = .graph) -> MailSignIn {
                .turnedDown(
                    ProbeReport.Finding(
                        class: `class`, step: .identity, code: code, message: message, retryAfter: retryAfter,
                        answeredBy: answerer))
            }
            if let meaning = GraphMailAnswer.meaning(status, error) {
                self =
                    meaning.problem.map { found($0, "Microsoft Graph does not let the application send mail") }
                    ?? (status == 400 ? .accepted : found(.unrecognised, "Microsoft Graph refused the request"))
            } else if Stranger.speaks(by: status) || error == nil && status < 500 && status != 429 {
                self = found(
                    .serviceFault, "the answer is not Microsoft Graph's: something on the way answered instead",
                    by: .proxy)
            } else if status == 429 {
                self = found(.throttled, "Microsoft Graph asks to be called less often")
            } else {
                self = found(.serviceFault, "Microsoft Graph has a fault of its own for the moment")
            }
        }
    }
}

extension WayProof {
    /// What the mailbox's own answer adds to a token and the right to send, which are proven already.
    init(ofReading answer: GraphMailAnswer, _ mailbox: String, _ host: String) {
        let sends = "\(host) lets the application send as \(mailbox)"
        switch answer {
        case .response(200, _, _): self = .works("\(sends), and has its mailbox")
        case .response(403, _?, _):
            self = .works("\(sends); whether it has the mailbox cannot be told, since the application may not read it")
        case .response(let status, let error, _):
            self =
                GraphMailAnswer.meaning(status, error)?.problem == .mailboxNotFound
                ? .fails(Delivery(answer, server: host))
                : .works("\(sends); whether it has the mailbox could not be told (HTTP \(status))")
        case .none: self = .works("\(sends); whether it has the mailbox could not be told")
        }
    }
}
