public import Credentials

/// `POST /v1/connections/{name}/rotation`: begin a rotation.
///
/// Begins a rotation, or has one that is stuck tried again; throws `rotationUnderWay`, or `notPossible` with the
/// reason. With `publishesEdits`, lets the one that waits for somebody's pending edits publish them along.
public struct BeginRotation: ControlRequest {
    /// What it answers.
    public typealias Answer = ConnectionStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "beginRotation", .post, "/v1/connections/{name}/rotation", for: .changing, within: .seconds(60),
        "begin a rotation",
        """
        Begins to replace the secret, and answers the connection as it is then. The rotation goes on by itself; \
        its step and whom it waits for stand in `rotation`. One that is stuck is tried again at once; with \
        `publish-edits`, one that waits for somebody's pending edits in the offer publishes them along; with `retire`, \
        one that spares the old secret because somebody still signs in with it removes it.
        """,
        parameters: [publishEdits, retire],
        problems: [.unknownConnection, .noSecret, .busy, .rotationUnderWay, .noRotation, .notPossible, .cannotWrite])

    private static let publishEdits = Parameter<Bool>(
        flag: "publish-edits", "Whether to publish somebody's pending edits in the offer along with the new secret.")

    private static let retire = Parameter<Bool>(
        flag: "retire", "Whether the old secret is removed although somebody still signs in with it.")

    /// Which connection's secret is replaced.
    public var name: CredentialName
    /// Whether somebody's pending edits in the offer are published along.
    public var publishesEdits: Bool
    /// Whether the old secret is removed although somebody still signs in with it.
    public var retiresOld: Bool

    /// The request about that connection.
    public init(
        _ name: CredentialName, publishingEdits publishesEdits: Bool = false, retiringOld retiresOld: Bool = false
    ) {
        self.name = name
        self.publishesEdits = publishesEdits
        self.retiresOld = retiresOld
    }

    /// Understands path and query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(
            try parts.name(), publishingEdits: try parts.value(of: Self.publishEdits) ?? false,
            retiringOld: try parts.value(of: Self.retire) ?? false)
    }

    /// Path and query.
    public var parts: RequestParts {
        RequestParts(
            name: name,
            query: [
                Self.publishEdits.argument(publishesEdits ? true : nil), Self.retire.argument(retiresOld ? true : nil),
            ])
    }
}
