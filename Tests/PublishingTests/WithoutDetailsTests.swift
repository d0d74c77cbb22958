import Control
import Credentials
import Foundation
import JSON
import Testing

@testable import ControlTestSupport
@testable import Publishing

@Suite struct WithoutDetailsTests {
    /// Everything that can be said, with something that names a place or a person wherever a text is free.
    static var world: ConnectionList {
        var connection = Samples.connection("contoso")
        connection.doctor = Samples.examination("contoso").map(DoctorSummary.init)
        connection.trial = Samples.trial()
        connection.trial?.probe = ProbeStatus(Samples.failedReport)
        connection.startBy = Timestamp(Samples.now + .days(3))
        connection.acknowledgement = Samples.answers?.acknowledgement
        connection.snoozes = Samples.answers?.snoozes ?? []
        connection.handOff = HandOffRecord(Samples.said)
        connection.secret.doubt = "the date of gate.contoso.com is doubtful"
        connection.window.risk = "ops@contoso.com may turn it off"
        connection.probe.message = "login.contoso.com refuses 198.51.100.7"
        connection.conditions.append(
            ConditionStatus(
                Condition(.needsAttention, .true, "Lapsed", "Anna is on it, at contoso.com", since: Samples.now)))
        var health = Samples.health(mailIsRefused: true)
        health.alertPaths = [
            AlertPathStatus(
                AlertPath(ChannelName("ops"), kind: "teams", reachesOperators: true, WayStanding(), at: Samples.now))
        ]
        health.alertPaths?[0].message = "hooks.contoso.com does not answer"
        health.heartbeat = HeartbeatStatus(
            HeartbeatReport(
                Heartbeat(.plain), .false, "NotTaken", "hc.contoso.com does not answer", host: "hc.contoso.com",
                takenAt: nil))
        health.publishing = .init(status: .false, reason: "NotWritten", message: "failed to write /srv/www/contoso")
        health.service = ServiceStatus(
            version: "0.1.0", lastPassAt: Samples.now, oldestNoticeAt: nil, lastBackupAt: nil)
        return ConnectionList(connections: [connection], health: health, hold: Samples.hold)
    }

    private func texts(of value: some Encodable) throws -> [String] {
        func texts(in value: Any) -> [String] {
            switch value {
            case let text as String: [text]
            case let members as [String: Any]: members.values.flatMap(texts)
            case let elements as [Any]: elements.flatMap(texts)
            default: []
            }
        }
        return texts(in: try JSONSerialization.jsonObject(with: Data(JSONCoder.encode(value))))
    }

    @Test func `what is left is names, moments and words of fixed lists`() throws {
        let known = Set(["contoso", "ops", "0.1.0", ""])
        for text in try texts(of: Self.world.withoutDetails) where !known.contains(text) {
            let isMoment = Instant(rfc3339: text) != nil
            let isWord = text.wholeMatch(of: /[A-Za-z][A-Za-z0-9-]*(\/[0-9]+)?/) != nil
            #expect(isMoment || isWord, "\(text)")
        }
        // With details all of it is there.
        let whole = try texts(of: Self.world).joined(separator: "\n")
        for word in ["198.51.100.7", "Anna", "ops@contoso.com", "hc.contoso.com", "/srv/www", "user 1001"] {
            #expect(whole.contains(word), "\(word)")
        }
    }

    @Test func `dates, states and numbers stay as they are`() throws {
        let (whole, bare) = (Self.world.connections[0], Self.world.withoutDetails.connections[0])
        #expect(bare.name == whole.name && bare.method == whole.method && bare.startBy == whole.startBy)
        #expect(bare.window.expiresAt == whole.window.expiresAt && bare.window.state == whole.window.state)
        #expect(bare.probe.class == whole.probe.class && bare.probe.at == whole.probe.at)
        #expect(bare.probe.steps.map(\.result) == whole.probe.steps.map(\.result))
        #expect(bare.conditions.map(\.status) == whole.conditions.map(\.status))
        #expect(bare.rotation.step == whole.rotation.step && bare.handOff.state == whole.handOff.state)
        #expect(bare.doctor == whole.doctor && bare.probing == whole.probing)
        let health = try #require(Self.world.withoutDetails.health)
        #expect(health.needsAttention && health.mail.needsAttention && health.mail.status == .false)
    }

    @Test func `an edition says the same as one of another moment, until something has changed`() {
        let first = PublishedStatus(Self.world, asOf: Samples.now)
        var later = Self.world
        later.connections[0].window.remainingSeconds = 1
        later.health?.service?.lastPassAt = Timestamp(Samples.now + .minutes(1))
        #expect(PublishedStatus(later, asOf: Samples.now + .minutes(1)).saysTheSame(as: first))
        #expect(!first.saysTheSame(as: nil))
        later.connections[0].window.state = .lapsed
        #expect(!PublishedStatus(later, asOf: Samples.now).saysTheSame(as: first))
    }
}
