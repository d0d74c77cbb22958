internal import Configuration
internal import Credentials

/// Where the new way leads: by what the options say, what was prepared before, and what a person answers.
struct MailWayChoice {
    let invocation: Invocation
    let settings: Settings
    /// What was prepared before.
    let prepared: MailWay?
    let operation: String

    /// The way; throws where nobody can be asked for what is missing.
    func way() throws(Failure) -> MailWay {
        let isGraph = try graph()
        let server = try self.server(isGraph)
        let mailbox = try value(
            .mailbox, "Mailbox to send from", known: prepared?.mailbox.description ?? usualMailbox,
            accepted: "a mail address such as leads@contoso.com", EmailAddress.init)
        let directory = try value(
            .directoryID, "Directory (tenant) ID of the app", known: prepared?.application.directory.description,
            accepted: Self.guid, GUID.init)
        let application = try value(
            .applicationID, "Application (client) ID of the app", known: prepared?.application.id.description,
            accepted: Self.guid, GUID.init)
        return MailWay(
            server: server, mailbox: mailbox, application: EntraApplication(directory: directory, id: application))
    }

    private static let guid = "an ID such as 12345678-8af1-4a5f-1234-12234d01db47"

    private func graph() throws(Failure) -> Bool {
        // A server that is named is a mail server.
        if invocation[.way] == nil, invocation.has(.server) { return false }
        return try value(
            .way, "Send through Microsoft Graph, or to the mail server with a token (graph/smtp)",
            known: prepared.map { $0.isGraph ? "graph" : "smtp" } ?? (Question.isPossible ? "graph" : nil),
            isAskedAgain: prepared == nil,
            accepted: "graph or smtp"
        ) { text in
            switch text {
            case "graph": true
            case "smtp": false
            default: nil
            }
        }
    }

    private func server(_ isGraph: Bool) throws(Failure) -> String {
        guard !isGraph else {
            guard !invocation.has(.server) else {
                throw .usage("--server is for --way smtp", hint: "Microsoft Graph has no mail server")
            }
            return MailWay.graph
        }
        let known = prepared.flatMap { $0.isGraph ? nil : $0.server } ?? settings.entra.cloud.mailServer
        guard let text = invocation[.server] else { return known }
        guard text.hasPrefix("smtp://") || text.hasPrefix("smtps://") else {
            throw .usage("--server takes a mail server such as \(settings.entra.cloud.mailServer)")
        }
        return text
    }

    /// Who signs in now, where that is an address, else the sender.
    private var usualMailbox: String {
        let mail = settings.mail
        return mail.userName.flatMap(EmailAddress.init)?.description ?? mail.from.description
    }

    private func value<Value>(
        _ option: Option, _ prompt: String, known: String?, isAskedAgain: Bool? = nil, accepted: String,
        _ read: (String) -> Value?
    ) throws(Failure) -> Value {
        if let text = invocation[option] {
            guard let value = read(text) else { throw .usage("--\(option.name) takes \(accepted)") }
            return value
        }
        // What was said once is not asked for again.
        if prepared != nil || isAskedAgain == false, let known, let value = read(known) { return value }
        guard Question.isPossible else {
            if option == .mailbox, let known, let value = read(known) { return value }
            throw .usage("failed to \(operation): --\(option.name) is missing: \(accepted)")
        }
        return try Question.ask(prompt, else: known, accepted: accepted, to: operation, read)
    }
}
