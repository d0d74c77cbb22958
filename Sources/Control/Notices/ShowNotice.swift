/// `GET /v1/notices/message`: what was sent.
///
/// The mail of one notice, as it was or will be sent; throws `unknownNotice` for a number that none has.
public struct ShowNotice: ControlRequest {
    /// What it answers.
    public typealias Answer = MailText

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "showNotice", .get, "/v1/notices/message", for: .reading, within: .seconds(30),
        "what was sent",
        "Answers the mail of one notice, by the number that the list of notices has.",
        parameters: [id], problems: [.unknownNotice])

    private static let id = Parameter<Int64>(
        number: "id", "The number of the notice.", from: 1, accepted: "a notice's number", isRequired: true)

    /// Its number.
    public var id: Int64

    /// The request about that notice.
    public init(_ id: Int64) {
        self.id = id
    }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(try parts.required(Self.id))
    }

    /// The query.
    public var parts: RequestParts { RequestParts(query: [Self.id.argument(id)]) }
}
