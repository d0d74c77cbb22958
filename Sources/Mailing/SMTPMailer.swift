public import Credentials
public import Curl
public import Ports
public import SecureMemory

/// A mail server, reached through libcurl.
///
/// Each mail is a conversation of its own; nothing blocks its caller's thread.
public struct SMTPMailer: Mailer {
    private let client: SMTPClient
    private let sender: String
    private let userName: String?
    private let host: String

    /// Sends from that address by the server that the configuration names; `userName` is who signs in, `nil` where
    /// nobody has to.
    public init(_ configuration: SMTPClient.Configuration, sender: EmailAddress, userName: String?) {
        client = SMTPClient(configuration: configuration)
        self.sender = sender.description
        self.userName = userName
        host = configuration.host
    }

    /// Runs one SMTP transaction for one recipient; signs in with the password where there is a user name.
    public func deliver(_ message: [UInt8], to recipient: String, password: SharedSecret?) async -> Delivery {
        let mail = SMTPMessage(sender: sender, recipient: recipient, content: message)
        guard let userName else { return Delivery(await client.deliver(mail), server: host) }
        guard let password else {
            return .misconfigured(code: nil, text: "there is a user name for the mail server, but no password")
        }
        return Delivery(await client.deliver(mail, login: .password(userName: userName, password)), server: host)
    }

    /// Signs in with a password and does nothing more.
    public func signIn(password: SharedSecret) async -> MailSignIn {
        guard let userName else { return .misconfigured(code: nil, text: "[Mail] has no UserName= to sign in as") }
        return MailSignIn(await client.signIn(.password(userName: userName, password)))
    }
}

extension MailSignIn {
    /// What the end of a login means for the password.
    fileprivate init(_ outcome: SMTPOutcome) {
        switch outcome {
        case .accepted: self = .accepted
        case .refused(let command, let code, let text):
            let reply = MailReply(MailCommand(command), code, text)
            self =
                reply.turnsPasswordDown
                ? .refused(code: code, text: text)
                : reply.verdict.isLasting ? .misconfigured(code: code, text: text) : .unknown(code: code, text: text)
        case .failed(_, _, let text), .unknown(_, let text): self = .unknown(code: nil, text: text)
        case .unfit(_, let text): self = .misconfigured(code: nil, text: text)
        }
    }
}

extension Delivery {
    /// What an SMTP transaction with `server` means for the outbox.
    fileprivate init(_ outcome: SMTPOutcome, server: String) {
        switch outcome {
        case .accepted(let code, let text): self.init(MailReply(.end, code, text), server: server)
        case .refused(let command, let code, let text):
            self.init(MailReply(MailCommand(command), code, text), server: server)
        case .failed(_, let command, let text):
            // Before it greets, nothing is known of who or what is there.
            self.init(withoutAnswerTo: MailCommand(command), text: text, server: command == .connect ? nil : server)
        case .unknown(_, let text):
            self.init(.unseen, command: .end, text: text, server: server)
            kinship = "no answer to \(MailCommand.end.rawValue)"
        case .unfit(let flaw, let text): self.init(flaw.verdict, text: text)
        }
    }
}

extension SMTPOutcome.Flaw {
    fileprivate var verdict: MailVerdict {
        switch self {
        case .startTLSMissing, .certificate, .settings: MailVerdict(.connection, .restsAll, isLasting: true)
        case .login: MailVerdict(.login, .restsAll, isLasting: true)
        case .sender: MailVerdict(.sender, .restsAll, isLasting: true)
        case .recipient: MailVerdict(.recipient, .ends, isLasting: true)
        case .content: MailVerdict(.content, .restsMail, isLasting: true)
        }
    }
}

extension MailCommand {
    fileprivate init(_ command: SMTPCommand) {
        self =
            switch command {
            case .connect: .connect
            case .hello: .hello
            case .startTLS: .startTLS
            case .login: .login
            case .sender: .sender
            case .recipient: .recipient
            case .data: .data
            case .end: .end
            }
    }
}
