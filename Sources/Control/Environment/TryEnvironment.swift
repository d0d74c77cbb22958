/// `POST /v1/environment/trial`: ask an address whether it is a Dynamics 365 environment, and whose.
public struct TryEnvironment: ControlRequest {
    /// What it answers.
    public typealias Answer = EnvironmentTrialStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "tryEnvironment", .post, "/v1/environment/trial", for: .changing, within: .seconds(120),
        "ask an environment whose it is",
        """
        Asks an address, without any credential, whether it is a Dynamics 365 environment that Microsoft hosts, and \
        which directory it belongs to. It need not be a connection's yet. An address that is none is a successful \
        answer whose `probe` has `result` `failed`.
        """,
        parameters: [url])

    private static let url = Parameter<String>(
        name: "url", description: "The environment's address, as a connection's file names it.",
        schema: .text(within: 1...500), isRequired: true
    ) { text throws(Problem) in
        guard (1...500).contains(text.utf8.count) else {
            throw .refusal(of: "url", accepted: "an environment's address")
        }
        return text
    } write: {
        $0
    }

    /// The environment's address.
    public var environment: String

    /// The request about that address.
    public init(_ environment: String) {
        self.environment = environment
    }

    /// Understands the query.
    public init(_ parts: RequestParts) throws(Problem) {
        guard let environment = try parts.value(of: Self.url) else {
            throw .refusal(of: Self.url.name, accepted: "an environment's address")
        }
        self.init(environment)
    }

    /// The query.
    public var parts: RequestParts { RequestParts(query: [Self.url.argument(environment)]) }
}
