public import Credentials

/// `POST /v1/connections/{name}/acknowledgement`: say who is on it.
///
/// Takes a person's word that somebody is on it; a second one replaces the first.
public struct AcknowledgeNotices: ControlRequest {
    /// What it answers.
    public typealias Answer = ConnectionStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "acknowledgeNotices", .post, "/v1/connections/{name}/acknowledgement", for: .changing, within: .seconds(60),
        "say who is on it",
        """
        Records that somebody is on it, and answers the connection as it is then. Reminders go on and say who, and \
        nobody else is told that nobody has begun. It ends after three days or at the start-by date, whichever is \
        first, and when the secret is replaced.
        """,
        parameters: [who], problems: [.unknownConnection, .noSecret, .busy, .cannotWrite])

    private static let who = Parameter<String>.words("by", "Who is on it, as reminders name them.")

    /// Which connection.
    public var name: CredentialName
    /// Who is on it.
    public var who: String

    /// The request about that connection.
    public init(_ name: CredentialName, by who: String) {
        (self.name, self.who) = (name, who)
    }

    /// Understands path and query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(try parts.name(), by: try parts.required(Self.who))
    }

    /// Path and query.
    public var parts: RequestParts { RequestParts(name: name, query: [Self.who.argument(who)]) }
}

/// `DELETE /v1/connections/{name}/acknowledgement`: take back who is on it.
///
/// Where nobody is on it, it changes nothing.
public struct EndAcknowledgement: ConnectionRequest {
    /// What it answers.
    public typealias Answer = ConnectionStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "endAcknowledgement", .delete, "/v1/connections/{name}/acknowledgement", for: .changing, within: .seconds(60),
        "take back who is on it",
        "Takes back that somebody is on it, and answers the connection as it is then.",
        problems: [.unknownConnection, .busy, .cannotWrite])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
