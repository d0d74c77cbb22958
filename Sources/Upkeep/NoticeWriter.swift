public import Credentials

/// What a notice is written from.
public struct NoticeRequest: Sendable {
    /// The credential it is about.
    public var credential: Credential
    /// The version it is about; `nil` where no secret is stored.
    public var version: SecretVersion?
    /// Its window.
    public var window: Window?
    /// What happened.
    public var occasion: Occasion
    /// What is known of the credential.
    public var standing: Standing
    /// To whom.
    public var recipient: EmailAddress
    /// When it is written, which is the mail's `Date`.
    public var now: Instant

    /// The key that makes the notice unique: credential, version, occasion and recipient.
    public var key: String {
        "\(credential.name)/\(version?.id ?? "-")/\(occasion.key)/\(recipient)"
    }
}

/// One notice, ready to be sent: the same bytes however often it has to be tried.
public struct NoticeDraft: Hashable, Sendable {
    /// The `Message-ID`, made from the request's key.
    public var messageID: String
    /// The subject, as `leadkeeper notices` shows it.
    public var subject: String
    /// The whole message, with CRLF.
    public var message: [UInt8]

    /// One notice.
    public init(messageID: String, subject: String, message: [UInt8]) {
        self.messageID = messageID
        self.subject = subject
        self.message = message
    }
}

/// Writes a notice as a message; it reads no clock and draws nothing at random.
public typealias NoticeWriter = @Sendable (NoticeRequest) -> NoticeDraft
