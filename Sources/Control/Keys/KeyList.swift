/// The client secrets on a connection's application.
public struct KeyList: Codable, Hashable, Sendable {
    /// The connection.
    public var name: String
    /// The client secrets, in the order in which they lapse.
    public var keys: [KeyRecord]
    /// Why those that lie on the service principal alone could not be listed; `null` where they could.
    @Nullable public var principalObstacle: String?

    /// Those client secrets.
    public init(name: String, keys: [KeyRecord], principalObstacle: String? = nil) {
        self.name = name
        self.keys = keys
        self.principalObstacle = principalObstacle
    }
}

extension KeyList: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "The client secrets on a connection's application.",
        [
            "name": .string("The connection.", example: "contoso"), "keys": .array(.reference(KeyRecord.self)),
            "principalObstacle": .nullable(
                .string("Why those that lie on the service principal alone could not be listed; null where they could.")
            ),
        ])
}
