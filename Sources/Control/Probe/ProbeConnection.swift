public import Credentials

/// `POST /v1/connections/{name}/probe`: probe now.
///
/// Probes now, or waits for the probe under way, and answers what was found; throws `busy` while its secret is being
/// changed.
public struct ProbeConnection: ControlRequest {
    /// What it answers.
    public typealias Answer = ProbeStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "probe", .post, "/v1/connections/{name}/probe", for: .changing, within: .seconds(600),
        "probe now",
        """
        Proves that the secret in use works, all the way to a validation lead, and answers what was found. It \
        may take minutes. A probe that failed is a successful answer with `result` `failed`.
        """,
        parameters: [signInOnly],
        problems: [.unknownConnection, .busy, .cannotWrite])

    /// How many of them a client has under way at once: as many as leadkeeper probes at once by itself.
    public static let atOnce = 16

    private static let signInOnly = Parameter<Bool>(
        flag: "sign-in-only", "Whether to sign in and go no further, so that no validation lead is written.")

    /// Which connection.
    public var name: CredentialName
    /// How far to go.
    public var extent: ProbeReport.Extent

    /// The request for a probe that goes so far.
    public init(_ name: CredentialName, _ extent: ProbeReport.Extent) {
        self.name = name
        self.extent = extent
    }

    /// Understands path and query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(try parts.name(), try parts.value(of: Self.signInOnly) == true ? .signIn : .whole)
    }

    /// Path and query.
    public var parts: RequestParts {
        RequestParts(name: name, query: [Self.signInOnly.argument(extent == .signIn ? true : nil)])
    }
}
