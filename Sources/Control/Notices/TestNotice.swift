public import Credentials

/// `POST /v1/notices/test`: send a test notice.
///
/// Sends a marked test notice to the contacts now and answers how it went, one element a contact.
public struct TestNotice: ControlRequest {
    /// What it answers.
    public typealias Answer = NoticeList

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "testNotice", .post, "/v1/notices/test", for: .changing, within: .seconds(300),
        "send a test notice",
        """
        Sends a notice that is marked as a test to the connection's contacts and through each channel now, and answers \
        how that went.
        """,
        parameters: [connection],
        problems: [.unknownConnection, .cannotWrite])

    private static let connection = Parameter<CredentialName>.connection(isRequired: true)

    /// Whose contacts get it.
    public var name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(try parts.required(Self.connection))
    }

    /// The query.
    public var parts: RequestParts { RequestParts(query: [Self.connection.argument(name)]) }
}
