import Control
import Credentials

/// Bodies with something in every member, and the same with nothing where nothing may be.
enum Samples {
    static let now = Instant(secondsSinceEpoch: 1_763_700_000)

    static let failedReport = ProbeReport(
        extent: .whole,
        finding: .init(class: .secretExpired, step: .token, code: "AADSTS7000222", message: "the client secret has expired"),
        steps: [
            .init(name: .endpoint, result: .ok, durationMilliseconds: 40),
            .init(name: .token, result: .failed, durationMilliseconds: 90, note: "refused"),
        ],
        at: now, durationMilliseconds: 130)

    static func report(_ probeClass: ProbeClass?) -> ProbeReport {
        ProbeReport(
            extent: .whole, finding: probeClass.map { .init(class: $0, step: .endpoint, message: "it could not be told") },
            steps: ProbeReport.StepName.allCases.map { .init(name: $0, result: .ok, durationMilliseconds: 10) }, at: now,
            durationMilliseconds: 60)
    }

    static func connection(_ name: String, full: Bool = true) -> ConnectionStatus {
        ConnectionStatus(
            name: name, url: full ? "https://contoso.crm4.dynamics.com" : nil, method: "azure-ad",
            identity: "23456052-aaaa-bbbb-8662-1234df56788f", contacts: ["ops@contoso.com", "sales@contoso.com"],
            secret: full
                ? SecretStatus(
                    stored: true, version: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52", issuedAt: Timestamp(now), keyID: "key")
                : SecretStatus(stored: false),
            window: full
                ? WindowStatus(
                    state: .notice, expiresAt: Timestamp(now + .days(6)), remainingSeconds: 518_400, origin: .operator)
                : WindowStatus(state: .unknown),
            probe: ProbeStatus(full ? failedReport : nil),
            rotation: RotationStatus(step: full ? "begun" : nil),
            conditions: [
                ConditionStatus(Condition(.credentialValid, .false, "SecretExpired", "it has expired", since: full ? now : nil))
            ],
            next: full ? NextAction(action: .probe, at: Timestamp(now + .minutes(5))) : nil)
    }

    static func event(full: Bool = true) -> EventRecord {
        EventRecord(
            id: 17, at: Timestamp(now), type: "probe-failed", connection: full ? "contoso" : nil,
            version: full ? "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52" : nil, class: full ? .secretExpired : nil,
            message: "the probe failed", details: full ? ["userID": "0"] : [:])
    }

    static func notice(full: Bool = true) -> NoticeRecord {
        NoticeRecord(
            id: 3, connection: "contoso", version: full ? "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52" : nil,
            occasion: "lapses/604800", recipient: "ops@contoso.com", subject: "contoso lapses", messageID: "<1@host>",
            state: full ? .accepted : .queued, createdAt: Timestamp(now), attempts: full ? 1 : 0,
            lastAttemptAt: full ? Timestamp(now) : nil, nextAttemptAt: full ? Timestamp(now) : nil,
            acceptedAt: full ? Timestamp(now) : nil,
            lastReply: full ? .init(code: 250, text: "2.0.0 Ok", server: "localhost") : nil)
    }
}
