/// `GET /v1/mail/migration`: how far the move of mail to tokens has come.
public struct GetMailMigration: ControlRequest {
    /// What it answers.
    public typealias Answer = MailMigrationStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "getMailMigration", .get, "/v1/mail/migration", for: .reading, within: .seconds(30),
        "how far mail has moved to tokens",
        """
        Answers whether a secret is kept for the way that `leadkeeper mail migrate` has prepared, since when mail \
        leaves by the new way, and whether the old one may go.
        """)

    /// The request.
    public init() {}

    /// Understands nothing: it has no parameters.
    public init(_ parts: RequestParts) throws(Problem) {}

    /// Nothing.
    public var parts: RequestParts { RequestParts() }
}
