internal import Basics
internal import Credentials
internal import JSON

/// One alert as Alertmanager's API takes it: `postableAlert` of its version 2.
///
/// What it tells alerts by, the labels, has a handful of values each, so that nothing piles up there.
struct AlertmanagerAlert: Encodable {
    let labels: Labels
    let annotations: Annotations
    let startsAt: Timestamp
    let endsAt: Timestamp

    /// What it is told by.
    struct Labels: Encodable {
        let alertname: String
        let severity: String
        let instance: String
        let condition: String
        let connection: String?
    }

    /// What people read.
    struct Annotations: Encodable {
        let summary: String
        let description: String
        let runbook: String
    }

    /// An alert of the daemon on that host: one that stands ends by itself if it is not told again.
    init(_ alert: Alert, host: String, at now: Instant) {
        let isUrgent = alert.key.isUrgent
        let (condition, connection, summary, command): (String, String?, String, String) =
            switch alert.key.subject {
            case .credential(let name):
                (
                    Condition.Kind.needsAttention.rawValue, name.description, "\(name): \(alert.message)",
                    "leadkeeper status \(name)"
                )
            case .daemon(let part):
                (
                    part.conditionReason, nil,
                    "leadkeeper's \(part.rawValue): \(alert.message)", "leadkeeper status"
                )
            }
        labels = Labels(
            alertname: "Leadkeeper\(alert.key.reason)", severity: isUrgent ? "critical" : "warning", instance: host,
            condition: condition, connection: connection)
        annotations = Annotations(
            summary: summary.displaySafe(.removed, limit: 200),
            description: alert.message.displaySafe(.removed, limit: 1_000),
            runbook: "On \(host), run: \(command)")
        startsAt = Timestamp(min(alert.startsAt, now))
        endsAt = Timestamp(alert.endsAt ?? now + Alert.validity)
    }
}
