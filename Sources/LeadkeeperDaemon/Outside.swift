internal import Configuration
internal import Credentials
internal import Curl
internal import Glibc
internal import Microsoft
internal import Mime
internal import SecureMemory
internal import Upkeep

/// What the configuration decides of the outside world: how Microsoft and the mail server are reached, and what notices look like.
struct Outside: Sendable {
    let prober: MicrosoftProber
    let mailer: SMTPMailer
    let noticeWriter: NoticeWriter

    init(_ settings: Settings) throws {
        var network = HTTPClient.Configuration()
        network.caFile = settings.network.caFile
        network.proxy = settings.network.proxy
        network.timeout = .seconds(settings.network.timeout.seconds)
        network.connectTimeout = min(network.connectTimeout, network.timeout)
        let https = try HTTPClient(configuration: network)
        prober = MicrosoftProber(prober: Prober(client: https, loginEndpoint: settings.entra.loginEndpoint.description))

        let host = Self.hostName
        let mail = settings.mail
        let smtp = SMTPClient(
            configuration: SMTPClient.Configuration(
                host: mail.host, port: Int(mail.port), security: SMTPClient.Security(mail.security), ownName: host,
                caFile: settings.network.caFile))
        mailer = SMTPMailer(client: smtp, sender: mail.from.description, userName: mail.userName)
        let composer = NoticeComposer(host: host)
        noticeWriter = { request in
            let notice = composer.compose(request)
            let messageID = MessageID.make(key: request.key, domain: String(mail.from.domain))
            let message = MailMessage(
                senderName: "leadkeeper on \(host)", sender: mail.from.description, recipient: request.recipient.description,
                subject: notice.subject, date: request.now.secondsSinceEpoch, messageID: messageID, text: notice.text,
                html: notice.html)
            return NoticeDraft(messageID: messageID, subject: notice.subject, message: message.encoded())
        }
    }

    /// This host's name; gethostname(2).
    private static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Proves credentials at Microsoft.
struct MicrosoftProber: CredentialProber {
    let prober: Prober

    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: Span
    ) async -> ProbeReport {
        await prober.probe(credential, secret: secret, plan: plan, at: now, secretAge: secretAge)
    }
}

/// Hands mail to the configured server.
struct SMTPMailer: Mailer {
    let client: SMTPClient
    let sender: String
    let userName: String?

    func deliver(_ message: [UInt8], to recipient: String, password: SharedSecret?) async -> Delivery {
        var login: SMTPLogin?
        if let userName, let password { login = .password(userName: userName, password) }
        let mail = SMTPMessage(sender: sender, recipient: recipient, content: message)
        return Delivery(await client.deliver(mail, login: login))
    }
}

extension Delivery {
    fileprivate init(_ outcome: SMTPOutcome) {
        self =
            switch outcome {
            case .accepted(let code, let text): .accepted(code: code, text: text)
            case .retry(_, let code, let text): .postponed(code: code, text: text)
            case .unknown(_, let text): .postponed(code: nil, text: text)
            case .dead(let code, let text): .refused(code: code ?? 0, text: text)
            case .configuration(_, let code, let text): .misconfigured(code: code, text: text)
            }
    }
}

extension SMTPClient.Security {
    fileprivate init(_ security: MailSettings.Security) {
        self =
            switch security {
            case .none: .none
            case .starttls: .startTLS
            case .tls: .tls
            }
    }
}
