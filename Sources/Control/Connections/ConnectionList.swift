internal import Credentials

/// All connections, reserved names included, in the order of their names; or a page of them.
public struct ConnectionList: Codable, Hashable, Sendable {
    /// One element for each.
    public var connections: [ConnectionStatus]
    /// How leadkeeper itself is; `null` where that was not asked, and in all pages but the first.
    @Nullable public var health: HealthStatus?
    /// Whether notices to contacts are held back; `null` where they are not, and in all pages but the first.
    @Nullable public var hold: HoldStatus?
    /// The name behind which the next page begins; `null` where this is the last one.
    @Nullable public var next: String?
    /// What is another text once something has changed; `null` in all pages but the first.
    @Nullable public var mark: String?
    /// Whether nothing has changed since the answer that was named, so that no connections are here.
    public var unchanged = false

    /// That list.
    public init(
        connections: [ConnectionStatus], health: HealthStatus? = nil, hold: HoldStatus? = nil, next: String? = nil,
        mark: String? = nil, unchanged: Bool = false
    ) {
        self.connections = connections
        self.health = health
        self.hold = hold
        (self.next, self.mark, self.unchanged) = (next, mark, unchanged)
    }

    private enum CodingKeys: String, CodingKey { case connections, health, hold, next, mark, unchanged }

    /// Reads a list; one of a daemon from before an update may have its connections alone.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        connections = try container.decode([ConnectionStatus].self, forKey: .connections)
        health = try container.decodeIfPresent(HealthStatus.self, forKey: .health)
        hold = try container.decodeIfPresent(HoldStatus.self, forKey: .hold)
        next = try container.decodeIfPresent(String.self, forKey: .next)
        mark = try container.decodeIfPresent(String.self, forKey: .mark)
        unchanged = try container.decodeIfPresent(Bool.self, forKey: .unchanged) ?? false
    }
}

extension ConnectionList {
    /// Whether somebody has to act: for one of these connections, or for leadkeeper itself.
    public var needsAttention: Bool {
        health?.needsAttention == true
            || connections.contains { $0.needsAttention }
    }
}

extension ConnectionStatus {
    /// Whether somebody has to act for it.
    public var needsAttention: Bool { conditions.contains { $0.type == .needsAttention && $0.status == .true } }
}

extension ConnectionList: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "All connections, in the order of their names, or a page of them.",
        [
            "connections": .array(.reference(ConnectionStatus.self)),
            "health": .nullable(.reference(HealthStatus.self)),
            "hold": .nullable(.reference(HoldStatus.self)),
            "next": .nullable(.string("The name behind which the next page begins; null where this is the last one.")),
            "mark": .nullable(
                .string("What is another text once something has changed; null in all pages but the first.")),
            "unchanged": .boolean("Whether nothing has changed since the answer that `unless` names."),
        ])
}
