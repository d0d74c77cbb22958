public import Credentials
public import Curl
public import Microsoft
public import Ports

/// A mail server, reached through libcurl.
///
/// Each mail is a conversation of its own; nothing blocks its caller's thread.
public struct SMTPMailer: Mailer {
    /// How the server is told who sends.
    public enum SignIn: Sendable {
        /// Not at all.
        case none
        /// By a user name, with the password that is the secret of the way.
        case password(userName: String)
        /// By a mailbox, with a token that the application gets whose client secret or certificate is that of the way.
        case token(mailbox: String, AppTokens)
    }

    private let client: SMTPClient
    private let sender: String
    private let signIn: SignIn
    private let host: String
    /// How it is set up, in words that change with it.
    public let setting: String

    /// Sends from that address by the server that the configuration names.
    public init(_ configuration: SMTPClient.Configuration, sender: EmailAddress, signIn: SignIn) {
        client = SMTPClient(configuration: configuration)
        self.sender = sender.description
        self.signIn = signIn
        host = configuration.host
        setting =
            "smtp \(configuration.host):\(configuration.port) \(configuration.security.rawValue) \(sender) \(signIn.words)"
    }

    /// Runs one SMTP transaction for one recipient, signed in where that is configured.
    ///
    /// A token that the server turns down, and that was got for an earlier mail, is got anew once.
    public func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
        let mail = SMTPMessage(sender: sender, recipient: recipient, content: message)
        switch signIn {
        case .none: return Delivery(await client.deliver(mail), server: host, isByToken: false)
        case .password(let userName):
            guard let password = secret?.value else {
                return .misconfigured(code: nil, text: "there is a user name for the mail server, but no password")
            }
            let login = SMTPLogin.password(userName: userName, password)
            return Delivery(await client.deliver(mail, login: login), server: host, isByToken: false)
        case .token(let mailbox, let tokens):
            guard let secret else {
                return .misconfigured(
                    code: nil, text: "there is no client secret and no certificate to get a token with")
            }
            do throws(TokenFailure) {
                let outcome = try await tokens.use(secret, isRefused: \.turnsLoginDown) { token in
                    await client.deliver(mail, login: .bearer(userName: mailbox, token))
                }
                return Delivery(outcome, server: host, isByToken: true)
            } catch {
                return Delivery(error)
            }
        }
    }

    /// Signs in and does nothing more; with a token that is got for it, so that the client secret or certificate is proven too.
    public func signIn(with secret: MailSecret) async -> MailSignIn {
        switch signIn {
        case .none: return .misconfigured(code: nil, text: "nobody is named to sign in as")
        case .password(let userName):
            guard let password = secret.value else {
                return .misconfigured(code: nil, text: "a user name signs in with a password, not with a certificate")
            }
            return MailSignIn(await client.signIn(.password(userName: userName, password)), isByToken: false)
        case .token(let mailbox, let tokens):
            await tokens.forget()
            do throws(TokenFailure) {
                let outcome = try await tokens.use(secret, isRefused: \.turnsLoginDown) { token in
                    await client.signIn(.bearer(userName: mailbox, token))
                }
                return MailSignIn(outcome, isByToken: true)
            } catch {
                return .turnedDown(error.finding)
            }
        }
    }
}

extension SMTPMailer {
    /// Says all of a transaction but the mail itself, signed in where that is configured.
    public func prove(to recipient: String, secret: MailSecret?) async -> WayProof {
        let delivery: Delivery
        switch signIn {
        case .none:
            delivery = Delivery(
                await client.prove(from: sender, to: recipient), server: host, isByToken: false)
        case .password(let userName):
            guard let password = secret?.value else {
                return .fails(
                    .misconfigured(code: nil, text: "there is a user name for the mail server, but no password"))
            }
            let login = SMTPLogin.password(userName: userName, password)
            delivery = Delivery(
                await client.prove(from: sender, to: recipient, login: login), server: host, isByToken: false)
        case .token(let mailbox, let tokens):
            guard let secret else {
                return .fails(
                    .misconfigured(code: nil, text: "there is no client secret and no certificate to get a token with"))
            }
            // A token of before proves nothing of the secret or certificate.
            await tokens.forget()
            do throws(TokenFailure) {
                let outcome = try await tokens.use(secret, isRefused: \.turnsLoginDown) { token in
                    await client.prove(from: sender, to: recipient, login: .bearer(userName: mailbox, token))
                }
                delivery = Delivery(outcome, server: host, isByToken: true)
            } catch {
                return .fails(Delivery(error))
            }
        }
        guard delivery.isAccepted else { return .fails(delivery) }
        return .works("\(host) takes mail from \(sender) for \(recipient)")
    }
}

extension SMTPMailer.SignIn {
    /// Who signs in, and how.
    fileprivate var words: String {
        switch self {
        case .none: "none"
        case .password(let userName): "password \(userName)"
        case .token(let mailbox, _): "oauth \(mailbox)"
        }
    }
}

extension SMTPOutcome {
    /// Whether the login was turned down for good, as a token that has ended is.
    fileprivate var turnsLoginDown: Bool {
        if case .refused(at: .login, let code, _) = self { return code >= 500 }
        return false
    }
}

extension MailSignIn {
    /// What the end of a login means for the secret.
    fileprivate init(_ outcome: SMTPOutcome, isByToken: Bool) {
        switch outcome {
        case .accepted: self = .accepted
        case .refused(let command, let code, let text):
            let reply = MailReply(MailCommand(command), code, text)
            if let problem = reply.problem(isByToken: isByToken) {
                self = .turnedDown(
                    ProbeReport.Finding(
                        class: problem, step: isByToken ? .identity : .token, code: "SMTP \(code)",
                        message: "the mail server says: \(text)", answeredBy: .mailServer))
            } else if reply.turnsPasswordDown, !isByToken {
                self = .refused(code: code, text: text)
            } else if reply.verdict.isLasting {
                self = .misconfigured(code: code, text: text)
            } else {
                self = .unknown(code: code, text: text)
            }
        case .failed(_, _, let text), .unknown(_, let text): self = .unknown(code: nil, text: text)
        case .unfit(_, let text): self = .misconfigured(code: nil, text: text)
        }
    }
}

extension Delivery {
    /// What an SMTP transaction with `server` means for the outbox.
    fileprivate init(_ outcome: SMTPOutcome, server: String, isByToken: Bool) {
        switch outcome {
        case .accepted(let code, let text): self.init(MailReply(.end, code, text), server: server)
        case .refused(let command, let code, let text):
            let reply = MailReply(MailCommand(command), code, text)
            self.init(reply, server: server)
            problem = reply.problem(isByToken: isByToken)
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
