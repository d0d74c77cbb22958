public import Credentials

/// What becomes of the signs of life for a monitor.
public struct HeartbeatStatus: Codable, Hashable, Sendable {
    /// What the monitor is, as `[Heartbeat] Kind` says it.
    public var kind: String
    /// Whether signs reach the monitor; `Unknown` until one was due.
    public var status: Condition.Status
    /// Why, in one stable word in camel case.
    public var reason: String
    /// Why, in a clause.
    public var message: String
    /// The monitor's host, which is all of its URL that is shown; `null` until a sign was sent.
    @Nullable public var host: String?
    /// When the monitor last took a sign that all is well; `null` where it has not since the start.
    @Nullable public var takenAt: Timestamp?

    /// The report as JSON has it.
    public init(_ report: HeartbeatReport) {
        kind = report.heartbeat.kind.rawValue
        (status, reason, message) = (report.status, report.reason, report.message)
        host = report.host
        takenAt = report.takenAt.map(Timestamp.init)
    }

    /// The same as a part of leadkeeper's health; nobody is woken for it but by the monitor.
    public var part: HealthStatus.Part {
        HealthStatus.Part(status: status, reason: reason, message: message, since: takenAt)
    }
}

extension HeartbeatStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What becomes of the signs of life for a monitor beyond this host.",
        [
            "kind": .choice("What the monitor is.", Heartbeat.Kind.allCases),
            "status": .choice(
                "Whether signs reach the monitor; Unknown until one was due.", Condition.Status.allCases),
            "reason": .string("Why, in one stable word.", example: "Withheld"),
            "message": .string("Why, in a clause.", example: "mail: the mail server takes no mail"),
            "host": .nullable(.string("The monitor's host; null until a sign was sent.", example: "hc-ping.com")),
            "takenAt": .nullable(
                .time("When the monitor last took a sign that all is well; null where it has not since the start.")),
        ])
}
