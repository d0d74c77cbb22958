internal import Configuration
internal import Credentials
internal import Curl
internal import SecureMemory
internal import Upkeep

/// The mail server behind `[Mail]`, reached through libcurl.
struct SMTPMailer: Mailer {
    private let client: SMTPClient
    private let sender: String
    private let userName: String?

    /// The server that the settings name; `ownName` is what this host calls itself in EHLO.
    init(_ settings: MailSettings, _ network: NetworkSettings, ownName: String) {
        var configuration = SMTPClient.Configuration(
            host: settings.host, port: Int(settings.port), security: SMTPClient.Security(settings.security), ownName: ownName,
            caFile: network.caFile)
        // The replies to the mail itself keep the times of RFC 5321 §4.5.3.2: giving up earlier makes copies.
        configuration.connectTimeout = .seconds(network.timeout.seconds)
        client = SMTPClient(configuration: configuration)
        sender = settings.from.description
        userName = settings.userName
    }

    func deliver(_ message: [UInt8], to recipient: String, password: SharedSecret?) async -> Delivery {
        let mail = SMTPMessage(sender: sender, recipient: recipient, content: message)
        guard let userName else { return Delivery(await client.deliver(mail)) }
        guard let password else {
            return .misconfigured(code: nil, text: "there is a user name for the mail server, but no password")
        }
        return Delivery(await client.deliver(mail, login: .password(userName: userName, password)))
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
    /// What an SMTP transaction means for the outbox.
    ///
    /// A mail whose fate nobody saw is sent again, the same bytes under the same Message-ID: rather twice than not at all.
    init(_ outcome: SMTPOutcome) {
        switch outcome {
        case .accepted(let code, let text): self = .accepted(code: code, text: text)
        case .retry(_, let code, let text): self = .postponed(code: code, text: text)
        case .unknown(_, let text): self = .postponed(code: nil, text: text)
        case .dead(let code, let text): self = .refused(code: code, text: text)
        case .configuration(_, let code, let text): self = .misconfigured(code: code, text: text)
        }
    }
}
