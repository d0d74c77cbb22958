internal import Configuration
internal import Credentials
internal import Curl
internal import Ports
internal import SecureMemory
internal import Upkeep

/// The mail server behind `[Mail]`, reached through libcurl.
struct SMTPMailer: Mailer {
    private let client: SMTPClient
    private let sender: String
    private let userName: String?
    private let host: String

    /// The server that the settings name; `ownName` is what this host calls itself in EHLO.
    init(_ settings: MailSettings, _ network: NetworkSettings, ownName: String) {
        var configuration = SMTPClient.Configuration(
            host: settings.host, port: Int(settings.port), security: SMTPClient.Security(settings.security),
            ownName: ownName,
            caFile: network.caFile)
        // What comes before the mail itself; from MAIL on the client's limits are those of RFC 5321 §4.5.3.2.
        configuration.connectTimeout = .seconds(network.timeout.seconds)
        client = SMTPClient(configuration: configuration)
        sender = settings.from.description
        userName = settings.userName
        host = settings.host
    }

    func deliver(_ message: [UInt8], to recipient: String, password: SharedSecret?) async -> Delivery {
        let mail = SMTPMessage(sender: sender, recipient: recipient, content: message)
        guard let userName else { return Delivery(await client.deliver(mail), server: host) }
        guard let password else {
            return .misconfigured(code: nil, text: "there is a user name for the mail server, but no password")
        }
        return Delivery(await client.deliver(mail, login: .password(userName: userName, password)), server: host)
    }

    func signIn(password: SharedSecret) async -> MailSignIn {
        guard let userName else { return .misconfigured(code: nil, text: "[Mail] has no UserName= to sign in as") }
        return MailSignIn(await client.signIn(.password(userName: userName, password)))
    }
}

extension MailSignIn {
    /// What the end of a login means for the password.
    init(_ outcome: SMTPOutcome) {
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

extension SMTPClient.Security {
    init(_ security: MailSettings.Security) {
        switch security {
        case .starttls: self = .startTLS
        case .tls: self = .tls
        case .none: self = .none
        }
    }
}

extension Delivery {
    /// What an SMTP transaction with `server` means for the outbox.
    init(_ outcome: SMTPOutcome, server: String) {
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
    init(_ command: SMTPCommand) {
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
