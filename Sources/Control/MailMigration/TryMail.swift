/// `POST /v1/mail/migration/trial`: try the way for mail that is prepared, with the secret that is kept for it.
public struct TryMail: ControlRequest {
    /// What it answers.
    public typealias Answer = MailTrialStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "tryMail", .post, "/v1/mail/migration/trial", for: .changing, within: .seconds(600),
        "try the prepared way for mail",
        """
        Signs in by the way that `leadkeeper mail migrate` has prepared, with the secret that is kept for it, and \
        sends the operators a test mail by it if `test-mail` says so. Mail goes on leaving by the configured way. A \
        way that was refused is a successful answer whose `probe` has `result` `failed`.
        """,
        parameters: [testMail], problems: [.notPossible, .noSecret, .busy, .cannotWrite])

    static let testMail = Parameter<Bool>(flag: "test-mail", "Whether to send the operators a test mail.")

    /// Whether the operators get a test mail.
    public var sendsTestMail: Bool

    /// The request.
    public init(sendingTestMail sendsTestMail: Bool) {
        self.sendsTestMail = sendsTestMail
    }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(sendingTestMail: try parts.value(of: Self.testMail) ?? false)
    }

    /// The query.
    public var parts: RequestParts { RequestParts(query: [Self.testMail.argument(sendsTestMail ? true : nil)]) }
}
