public import Credentials

/// `GET /v1/connections/{name}/rotation`: what a rotation would do.
///
/// What a rotation would do and what stands in its way; changes nothing.
public struct PlanRotation: ConnectionRequest {
    /// What it answers.
    public typealias Answer = RotationPlanStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "planRotation", .get, "/v1/connections/{name}/rotation", for: .reading, within: .seconds(30),
        "what a rotation would do",
        """
        Answers what a rotation of the secret would do, step by step, what stands in its way, and the steps by \
        which a person replaces the secret. Changes nothing.
        """,
        problems: [.unknownConnection])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
