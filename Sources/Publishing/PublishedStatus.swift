public import Control
public import Credentials
internal import JSON

/// What `status.json` holds: `status --json`, and when it was written.
public struct PublishedStatus: Codable, Hashable, Sendable {
    /// When it was written; it is written anew when something in it has changed.
    public var asOf: Timestamp
    /// The connections, without what is left of their windows, which would be wrong a moment later.
    public var connections: [ConnectionStatus]
    /// How leadkeeper itself is; `null` where that was not asked.
    @Nullable public var health: HealthStatus?
    /// Whether notices to contacts are held back; `null` where they are not.
    @Nullable public var hold: HoldStatus?

    /// What was seen at that moment.
    public init(_ list: ConnectionList, asOf: Instant) {
        self.asOf = Timestamp(asOf)
        connections = list.connections.map { connection in
            var connection = connection
            connection.window.remainingSeconds = nil
            connection.trial?.window.remainingSeconds = nil
            return connection
        }
        health = list.health
        // That the loop goes round is in the metrics, each minute.
        health?.service?.lastPassAt = nil
        hold = list.hold
    }

    /// Whether both say the same, whenever they were written.
    public func saysTheSame(as other: PublishedStatus?) -> Bool {
        var other = other
        other?.asOf = asOf
        return self == other
    }

    /// The file.
    public func encoded() throws -> [UInt8] { try JSONCoder.encode(self, pretty: true) }
}
