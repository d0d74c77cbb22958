/// What becomes of the signs of life for a monitor, for whoever looks.
public struct HeartbeatReport: Hashable, Sendable {
    /// What is configured.
    public var heartbeat: Heartbeat
    /// Whether signs reach the monitor: `unknown` until one was due.
    public var status: Condition.Status
    /// Why, in one stable word.
    public var reason: String
    /// Why, in a clause.
    public var message: String
    /// The monitor's host, which is all of its URL that may be shown; `nil` until one was sent.
    public var host: String?
    /// When the monitor last took one that says that all is well; `nil` where it has not since the start.
    public var takenAt: Instant?

    /// Joins what is known.
    public init(
        _ heartbeat: Heartbeat, _ status: Condition.Status, _ reason: String, _ message: String, host: String? = nil,
        takenAt: Instant? = nil
    ) {
        self.heartbeat = heartbeat
        (self.status, self.reason, self.message) = (status, reason, message)
        (self.host, self.takenAt) = (host, takenAt)
    }
}
