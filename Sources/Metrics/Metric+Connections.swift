internal import Control
internal import Credentials

extension Metric {
    /// Those of a connection and of its secret.
    static let ofConnections = [
        Metric(
            ofEach: "connection_info", "How a connection signs in, with what, and who replaces that",
            labels: "method", "kind", "mode"
        ) {
            MetricFamily.Sample.one($0.method, $0.secret.kind?.rawValue ?? "", $0.rotation.mode.rawValue)
        },
        Metric(
            ofEach: "connection_ready", "Whether leads can be written: one of True, False and Unknown is 1",
            labels: "condition"
        ) { connection in
            Condition.Status.allCases.flatMap {
                MetricFamily.Sample.flag($0 == connection.readiness, $0.rawValue)
            }
        },
        Metric(
            ofEach: "connection_condition",
            "A condition of a connection: 1 for True, 0 for False, no sample for Unknown", labels: "condition"
        ) {
            $0.conditions.flatMap { MetricFamily.Sample.flag($0.status, $0.type.rawValue) }
        },
        Metric(
            ofEach: "connection_acknowledged_timestamp_seconds",
            "Since when somebody is on it; no sample where nobody has said so"
        ) {
            MetricFamily.Sample.moment($0.acknowledgement?.since)
        },
        Metric(ofEach: "credential_issued_timestamp_seconds", "When the secret in use was issued") {
            MetricFamily.Sample.moment($0.secret.issuedAt)
        },
        Metric(
            ofEach: "credential_expiration_timestamp_seconds",
            "When the secret in use expires; no sample where that is not known, or never"
        ) {
            MetricFamily.Sample.moment($0.window.isDueDate ? nil : $0.window.expiresAt)
        },
        Metric(
            ofEach: "credential_start_by_timestamp_seconds",
            "By when people have to begin, so that the next secret is live before this one expires"
        ) {
            MetricFamily.Sample.moment($0.startBy)
        },
        Metric(
            ofEach: "credential_renewal_timestamp_seconds",
            "When the replacement of the secret is to begin: by leadkeeper itself, or with mode remind by people",
            labels: "mode"
        ) {
            // Whatever the mode is called, people do what leadkeeper does not begin by itself.
            guard let beginsAt = $0.rotation.beginsAt else {
                let date = $0.startBy ?? ($0.window.isDueDate ? $0.window.expiresAt : nil)
                return MetricFamily.Sample.moment(date, RotationPolicy.Mode.remind.rawValue)
            }
            return MetricFamily.Sample.moment(beginsAt, $0.rotation.mode.rawValue)
        },
        Metric(
            ofEach: "credential_trial_stored_timestamp_seconds",
            "When the secret was stored that is tried before it takes the place of the one in use"
        ) {
            MetricFamily.Sample.moment($0.trial?.storedAt)
        },
    ]

    /// Those of its probes, and of what the doctor says.
    static let ofProbes = [
        Metric(ofEach: "probe_last_attempt_timestamp_seconds", "When the last probe began") {
            MetricFamily.Sample.moment($0.probe.at)
        },
        Metric(
            ofEach: "probe_last_success_timestamp_seconds",
            "When a probe last succeeded: a whole one, which writes a lead, or any, which signs in at least",
            labels: "extent"
        ) {
            MetricFamily.Sample.moment($0.probing?.provenAt, ProbeReport.Extent.whole.rawValue)
                + MetricFamily.Sample.moment($0.probing?.acceptedAt, ProbeReport.Extent.signIn.rawValue)
        },
        Metric(
            ofEach: "probe_interval_seconds", "How long it is from one probe of that extent to the next",
            labels: "extent"
        ) {
            let number = { (seconds: Int64?, extent: ProbeReport.Extent) in
                MetricFamily.Sample.number(seconds.map { Double($0) }, extent.rawValue)
            }
            return number($0.probing?.leadIntervalSeconds, .whole) + number($0.probing?.signInIntervalSeconds, .signIn)
        },
        Metric(ofEach: "probe_duration_seconds", "How long the last probe took") {
            MetricFamily.Sample.number($0.probe.durationMilliseconds.map { Double($0) / 1_000 })
        },
        Metric(
            ofEach: "probe_step_seconds", "How long a step of the last probe took; no sample where it was skipped",
            labels: "step"
        ) {
            $0.probe.steps.filter { $0.result != .skipped }.flatMap {
                MetricFamily.Sample.number(Double($0.durationMilliseconds) / 1_000, $0.name.rawValue)
            }
        },
        Metric(
            ofEach: "probe_failure", "What the last probe found wrong; no sample where it found nothing",
            labels: "class"
        ) {
            $0.probe.class.map { MetricFamily.Sample.one($0.rawValue) } ?? []
        },
        Metric(ofEach: "doctor_last_timestamp_seconds", "When the doctor last looked at a connection") {
            MetricFamily.Sample.moment($0.doctor?.at)
        },
        Metric(
            ofEach: "doctor_findings", "How many checks of the doctor ended so when it last looked", labels: "status"
        ) {
            MetricFamily.Sample.number($0.doctor.map { Double($0.faults) }, "fault")
                + MetricFamily.Sample.number($0.doctor.map { Double($0.warnings) }, "warning")
                + MetricFamily.Sample.number($0.doctor.map { Double($0.untold) }, "unknown")
        },
    ]

    /// Those of the replacement of its secret.
    static let ofRotations = [
        Metric(
            ofEach: "rotation_step", "The step that the rotation under way has reached; no sample where none is",
            labels: "step"
        ) {
            $0.rotation.step.map { MetricFamily.Sample.one($0.rawValue) } ?? []
        },
        Metric(ofEach: "rotation_step_timestamp_seconds", "Since when the rotation under way is at its step") {
            MetricFamily.Sample.moment($0.rotation.since)
        },
        Metric(
            ofEach: "rotation_stuck_timestamp_seconds",
            "Since when the rotation under way does not get on, and why; no sample while it does", labels: "reason"
        ) {
            $0.rotation.attention.map { MetricFamily.Sample.moment($0.since, $0.reason.rawValue) } ?? []
        },
        Metric(ofEach: "rotation_last_end_timestamp_seconds", "When the last rotation ended, and how", labels: "end") {
            $0.rotation.last.map { MetricFamily.Sample.moment($0.at, $0.end.rawValue) } ?? []
        },
        Metric(
            ofEach: "handoff_due_timestamp_seconds",
            "By when a person has to enter the new secret in Partner Center; no sample where nobody has to"
        ) {
            MetricFamily.Sample.moment($0.handOff.deadline)
        },
    ]
}

extension WindowStatus {
    /// Whether nothing ends at its end: it is the day by which somebody is to replace the secret.
    fileprivate var isDueDate: Bool { origin == .age }
}

extension ConnectionStatus {
    /// Whether leads can be written, as far as is known: what `CredentialValid` says, and false without a secret.
    fileprivate var readiness: Condition.Status {
        if !secret.stored { return .false }
        return conditions.first { $0.type == .credentialValid }?.status ?? .unknown
    }
}
