public import Credentials

/// `POST /v1/connections/{name}/snooze`: have reminders wait.
///
/// Has reminders of the secret's end and of its hand-off wait, for one contact or for all; throws `invalidValue` for a
/// moment that is past, or beyond that by which people have to begin.
public struct SnoozeNotices: ControlRequest {
    /// What it answers.
    public typealias Answer = ConnectionStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "snoozeNotices", .post, "/v1/connections/{name}/snooze", for: .changing, within: .seconds(60),
        "have reminders wait",
        """
        Has reminders of the secret's expiry and of its hand-off wait until that moment, for one contact or for all, \
        and answers the connection as it is then. It ends by itself: at that moment, or when the secret is replaced. \
        It never lasts beyond the start-by date. What tells that something has stopped never waits. A second one for \
        the same person replaces the first.
        """,
        parameters: [until, recipient, reason],
        problems: [.unknownConnection, .noSecret, .busy, .cannotWrite])

    private static let until = Parameter<Instant>.moment(
        "until", "Until when: a time, or a date for its first second in UTC.", isRequired: true)
    private static let recipient = Parameter<EmailAddress>.address(
        "for", "Which contact is not reminded; without it, nobody is.")
    private static let reason = Parameter<String>.words("reason", "Why, in a few words that the history keeps.")

    /// Which connection.
    public var name: CredentialName
    /// Until when.
    public var until: Instant
    /// Which contact is not reminded; `nil` for all.
    public var recipient: EmailAddress?
    /// Why.
    public var reason: String

    /// The request about that connection.
    public init(_ name: CredentialName, until: Instant, for recipient: EmailAddress? = nil, reason: String) {
        (self.name, self.until, self.recipient, self.reason) = (name, until, recipient, reason)
    }

    /// Understands path and query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(
            try parts.name(), until: try parts.required(Self.until), for: try parts.value(of: Self.recipient),
            reason: try parts.required(Self.reason))
    }

    /// Path and query.
    public var parts: RequestParts {
        RequestParts(
            name: name,
            query: [
                Self.until.argument(until), Self.recipient.argument(recipient), Self.reason.argument(reason),
            ])
    }
}

/// `DELETE /v1/connections/{name}/snooze`: have reminders go out again.
///
/// Takes a snooze back; what was missed meanwhile goes out. Where there is none it changes nothing.
public struct EndSnooze: ControlRequest {
    /// What it answers.
    public typealias Answer = ConnectionStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "endSnooze", .delete, "/v1/connections/{name}/snooze", for: .changing, within: .seconds(60),
        "have reminders go out again",
        """
        Takes back that reminders wait, for one contact or for all, and answers the connection as it is then. The \
        most urgent reminder that was missed meanwhile goes out.
        """,
        parameters: [recipient], problems: [.unknownConnection, .busy, .cannotWrite])

    private static let recipient = Parameter<EmailAddress>.address(
        "for", "Whose snooze ends; without it, the one that is for all contacts.")

    /// Which connection.
    public var name: CredentialName
    /// Whose snooze ends; `nil` for the one that is for all contacts.
    public var recipient: EmailAddress?

    /// The request about that connection.
    public init(_ name: CredentialName, for recipient: EmailAddress? = nil) {
        (self.name, self.recipient) = (name, recipient)
    }

    /// Understands path and query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(try parts.name(), for: try parts.value(of: Self.recipient))
    }

    /// Path and query.
    public var parts: RequestParts { RequestParts(name: name, query: [Self.recipient.argument(recipient)]) }
}
