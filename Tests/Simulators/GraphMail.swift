public import Foundation
internal import Microhttpd
internal import Synchronization

/// A mail that Graph has taken.
public struct SentMail: Sendable {
    /// The mailbox that it was sent from.
    public var mailbox: String
    /// Those whom its header names: they get it.
    public var recipients: [String]
    /// The mail as it came.
    public var content: [UInt8]
}

/// `sendMail` in MIME form: Microsoft's "user-sendmail" page, and Exchange's own errors, which Graph passes on.
enum GraphMail {
    static func send(
        from name: String, _ call: Call, _ caller: CloudState.Token, _ state: inout CloudState
    ) throws(GraphRefusal) -> Reply {
        let mailbox = try mailbox(name, caller, state)
        let app = state.world.apps.first { $0.id.lowercased() == caller.identity.lowercased() }
        let mayEverywhere = app?.permissions.contains(.sendMail) ?? false
        let mayHere = mailbox.senders.contains { $0.lowercased() == caller.identity.lowercased() }
        guard caller.isApp, mayHere || mayEverywhere && !mailbox.isGuarded else {
            throw GraphRefusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        }
        guard call.headers["Content-Type"]?.lowercased().hasPrefix("text/plain") ?? false,
            let content = Data(base64Encoded: Data(call.body)), !content.isEmpty
        else {
            throw GraphRefusal(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.")
        }
        let fields = header(of: content)
        let sender = addresses(in: fields.filter { $0.name == "from" }.map(\.value))
        guard sender == [mailbox.address.lowercased()] else {
            throw GraphRefusal(
                403, "ErrorSendAsDenied",
                "The user account which was used to submit this request does not have the right to send mail on behalf "
                    + "of the specified sending account.")
        }
        let recipients = addresses(in: fields.filter { ["to", "cc", "bcc"].contains($0.name) }.map(\.value))
        guard !recipients.isEmpty else {
            throw GraphRefusal(
                400, "ErrorInvalidRecipients",
                "At least one recipient is not valid., A message can't be sent because it contains no recipients.")
        }
        state.sentMails.append(
            SentMail(mailbox: mailbox.address, recipients: recipients, content: Array(content)))
        return Reply(status: 202)
    }

    /// Its inbox, for whoever may read there: Microsoft's "mailfolder-get" page.
    static func inbox(
        of name: String, _ caller: CloudState.Token, _ state: CloudState
    ) throws(GraphRefusal) -> Reply {
        let app = state.world.apps.first { $0.id.lowercased() == caller.identity.lowercased() }
        guard caller.isApp, app?.permissions.contains(.readMailBasics) ?? false else {
            throw GraphRefusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        }
        let mailbox = try mailbox(name, caller, state)
        return Reply(status: 200, json: ["id": .string("inbox of \(mailbox.address)")])
    }

    private static func mailbox(
        _ name: String, _ caller: CloudState.Token, _ state: CloudState
    ) throws(GraphRefusal) -> World.Mailbox {
        let mailbox = state.world.mailboxes.first {
            $0.address.lowercased() == name && $0.tenant.lowercased() == caller.tenant.lowercased()
        }
        guard let mailbox else {
            throw GraphRefusal(404, "ErrorInvalidUser", "The requested user '\(name)' is invalid.")
        }
        guard mailbox.isOnline else {
            throw GraphRefusal(
                404, "MailboxNotEnabledForRESTAPI",
                "The mailbox is either inactive, soft-deleted, or is hosted on-premise.")
        }
        return mailbox
    }

    /// The fields of a mail's header, unfolded, names in lower case.
    private static func header(of content: Data) -> [(name: String, value: String)] {
        let text = String(decoding: content, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
        let head = text.components(separatedBy: "\n\n")[0].replacing(/\n[ \t]/, with: " ")
        return head.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2 ? (parts[0].lowercased(), String(parts[1])) : nil
        }
    }

    private static func addresses(in values: [String]) -> [String] {
        values.flatMap { $0.matches(of: /[^\s<>,;:"]+@[^\s<>,;:"]+/).map { $0.0.lowercased() } }
    }
}

extension MicrosoftCloud {
    /// The mails that Graph has taken, in that order.
    public func sentMails() -> [SentMail] {
        core.state.withLock { $0.sentMails }
    }

    /// Writes a line for each token that is given out from now on into that file, `ID AUDIENCE`: enough to know a token
    /// again, and too little to make one.
    public func noteTokens(in file: URL) {
        core.state.withLock { $0.tokenNotes = file }
    }

    /// Has Exchange and Graph refuse all tokens that were given out by now, as after a person has ended all sessions.
    public func endTokens() {
        core.state.withLock { state in
            state.tokens = [:]
            if let file = state.tokenNotes { try? Data().write(to: file) }
        }
    }
}
