public import Credentials

/// `GET /v1/doctor`: whether connections are set up as Microsoft's article has it.
///
/// Asks Microsoft anew and changes nothing; what may not be read cannot be told.
public struct RunDoctor: ControlRequest {
    /// What it answers.
    public typealias Answer = DoctorReport

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "runDoctor", .get, "/v1/doctor", for: .reading, within: .seconds(600),
        "whether connections are set up as they have to be",
        """
        Checks everything that Microsoft's article on lead management asks for, and what may stand in the way, one \
        finding for each check. Signs in as the connection and, where it may, asks Microsoft Graph and Partner Center; \
        changes nothing. What may not be read cannot be told, and names the right that is missing. A fault is a \
        successful answer.
        """,
        parameters: [connection],
        problems: [.unknownConnection])

    private static let connection = Parameter<CredentialName>.connection()

    /// Which connection; `nil` stands for all.
    public var connection: CredentialName?

    /// The request about that connection, or about all.
    public init(_ connection: CredentialName? = nil) { self.connection = connection }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) { self.init(try parts.value(of: Self.connection)) }

    /// The query.
    public var parts: RequestParts { RequestParts(query: [Self.connection.argument(connection)]) }
}
