internal import Credentials

/// All connections, reserved names included, in the order of their names.
public struct ConnectionList: Codable, Hashable, Sendable {
    /// One element for each.
    public var connections: [ConnectionStatus]
    /// How leadkeeper itself is; `null` where that was not asked.
    @Nullable public var health: HealthStatus?
    /// Whether notices to contacts are held back; `null` where they are not.
    @Nullable public var hold: HoldStatus?

    /// That list.
    public init(connections: [ConnectionStatus], health: HealthStatus? = nil, hold: HoldStatus? = nil) {
        self.connections = connections
        self.health = health
        self.hold = hold
    }

    private enum CodingKeys: String, CodingKey { case connections, health, hold }

    /// Reads a list; one of a daemon from before the last update has no health in it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        connections = try container.decode([ConnectionStatus].self, forKey: .connections)
        health = try container.decodeIfPresent(HealthStatus.self, forKey: .health)
        hold = try container.decodeIfPresent(HoldStatus.self, forKey: .hold)
    }
}

extension ConnectionList {
    /// Whether somebody has to act: for one of these connections, or for leadkeeper itself.
    public var needsAttention: Bool {
        health?.needsAttention == true
            || connections.contains { $0.conditions.contains { $0.type == .needsAttention && $0.status == .true } }
    }
}

extension ConnectionList: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "All connections, in the order of their names.",
        [
            "connections": .array(.reference(ConnectionStatus.self)),
            "health": .nullable(.reference(HealthStatus.self)),
            "hold": .nullable(.reference(HoldStatus.self)),
        ])
}
