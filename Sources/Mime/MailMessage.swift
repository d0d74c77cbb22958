internal import Basics
internal import CMime
internal import GLib

/// One mail to one person, in plain text and HTML, from which always the same bytes are made.
public struct MailMessage: Hashable, Sendable {
    /// The sender's name as it is displayed.
    public var senderName: String
    /// The sender's address.
    public var sender: String
    /// The recipient's address.
    public var recipient: String
    /// The subject.
    public var subject: String
    /// `Date`, in seconds since the epoch.
    public var date: Int64
    /// `Message-ID`, with its angle brackets.
    public var messageID: String
    /// The plain text.
    public var text: String
    /// The HTML.
    public var html: String
    /// Where answers go; to the sender where it is empty.
    public var replyTo: [String] = []
    /// The Message-ID of the mail that its thread hangs on, with its angle brackets; `nil` where it begins or joins
    /// none.
    ///
    /// There need not be such a mail: programs sort by the name alone.
    public var thread: String?
    /// The list that filters sort it by; `nil` for none.
    public var list: MailList?
    /// Whether a person has to act now.
    public var isImportant = false
    /// What it does to the recipient's calendar; mostly nothing.
    public var calendar: [CalendarPart] = []
    /// Whether it is about the entry that it carries, where it carries just one, so that programs show it as an
    /// invitation.
    public var isInvitation = false

    /// Joins the parts.
    public init(
        senderName: String, sender: String, recipient: String, subject: String, date: Int64, messageID: String,
        text: String,
        html: String
    ) {
        self.senderName = senderName
        self.sender = sender
        self.recipient = recipient
        self.subject = subject
        self.date = date
        self.messageID = messageID
        self.text = text
        self.html = html
    }

    /// The message as SMTP wants it: header fields and a body in ASCII, with CRLF line ends.
    ///
    /// The same message gives the same bytes: the boundaries are made from the Message-ID. It says that it was sent by a
    /// program, so that no program answers it (RFC 3834). Does not block.
    public func encoded() -> [UInt8] {
        MimeLibrary.start()
        guard let message = unsafe g_mime_message_new(0) else { fatalError("out of memory for a mail") }
        defer { unsafe g_object_unref(message) }
        unsafe g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, Self.line(senderName), sender)
        unsafe g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, nil, recipient)
        unsafe g_mime_message_set_subject(message, Self.line(subject), "utf-8")
        if let moment = unsafe g_date_time_new_from_unix_utc(gint64(date)) {
            unsafe g_mime_message_set_date(message, moment)
            unsafe g_date_time_unref(moment)
        }
        unsafe g_mime_message_set_message_id(message, messageID.filter { !"<>".contains($0) })
        let object = unsafe UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
        for address in replyTo {
            unsafe g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, nil, address)
        }
        for (name, value) in fields { unsafe g_mime_object_set_header(object, name, value, nil) }
        let body = unsafe body
        unsafe g_mime_message_set_mime_part(message, body)
        unsafe g_object_unref(body)
        return unsafe Self.write(object)
    }

    /// The header fields that GMime has no calls for: RFC 3834 (`Auto-Submitted`), RFC 5322, 3.6.4 (the thread),
    /// RFC 2919 (`List-Id`) and RFC 2156 (`Importance`).
    private var fields: [(name: String, value: String)] {
        var fields = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")]
        if let thread { fields += [("In-Reply-To", thread), ("References", thread)] }
        if let list { fields.append(("List-Id", list.field)) }
        if isImportant { fields.append(("Importance", "high")) }
        return fields
    }

    private static func write(_ object: UnsafeMutablePointer<GMimeObject>) -> [UInt8] {
        let options = unsafe g_mime_format_options_new()
        defer { unsafe g_mime_format_options_free(options) }
        guard let text = unsafe g_mime_object_to_string(object, options) else { fatalError("out of memory for a mail") }
        defer { unsafe g_free(text) }
        // One kind of line end goes in and one comes out, whatever the parts were given.
        var bytes: [UInt8] = []
        var previous: UInt8 = 0
        for byte in unsafe String(cString: text).utf8 {
            if byte == UInt8(ascii: "\n"), previous != UInt8(ascii: "\r") { bytes.append(UInt8(ascii: "\r")) }
            bytes.append(byte)
            previous = byte
        }
        return bytes.suffix(2) == [13, 10] ? bytes : bytes + [13, 10]
    }

    /// Names come from whoever configured them: nothing in them begins a line of its own, and 200 characters are
    /// enough.
    private static func line(_ text: String) -> String { text.displaySafe(.removed, limit: 200) }
}

/// What filters sort mails by: RFC 2919.
public struct MailList: Hashable, Sendable {
    /// `List-Id`.
    let field: String

    /// The mails of that leadkeeper: `leadkeeper on HOST <leadkeeper.HOST>`.
    ///
    /// What may not stand in a host's name is left out.
    public init(host: String) {
        let host = host.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
        let name = host.isEmpty ? "localhost" : String(host.prefix(200))
        field = "leadkeeper on \(name) <leadkeeper.\(name)>"
    }
}

/// The `Message-ID` of a mail that has to be told from all others, and recognised when it comes twice.
public enum MessageID {
    /// The id that belongs to a key: `<hash@domain>`, the same for the same key.
    public static func make(key: String, domain: String) -> String {
        "<\(Checksum.hexadecimal(of: key.utf8).prefix(40))@\(domain)>"
    }
}

/// GMime's global state, made once.
enum MimeLibrary {
    private static let isStarted: Bool = {
        g_mime_init()
        return true
    }()

    static func start() {
        _ = isStarted
    }
}
