import Credentials
import Foundation
import Ports
import SecureMemory
import TestSupport
import Testing

@testable import Couriers

/// Alerts on their way to an Alertmanager: one that misbehaves below HTTP, and Debian's own as the judge.
@Suite struct AlertmanagerTests {
    private static let server = Task { try await RudeServer() }
    /// What stands in each URL and must stand nowhere else.
    private static let canary = "c4n4ry-of-the-url"

    private let channel: Channel
    private let name: CredentialName

    init() throws {
        channel = Channel(try #require(ChannelName("monitor")), .alertmanager, allowsPrivate: true)
        name = try #require(CredentialName("contoso"))
    }

    private func alert(
        _ reason: String = "RenewalDue", isUrgent: Bool = false, startsAt: Instant, endsAt: Instant? = nil
    ) -> Alert {
        Alert(
            Alert.Key(channel.name, .credential(name), reason: reason, isUrgent: isUrgent),
            message: "replace the client secret before it expires; `leadkeeper rotate contoso` prints the steps",
            startsAt: startsAt, endsAt: endsAt)
    }

    private func post(
        _ url: String, _ alerts: [Alert]? = nil, timeout: Duration = .seconds(20), at now: Instant? = nil
    ) async throws -> Delivery {
        let server = try await Self.server.value
        let courier = AlertmanagerCourier(
            try HTTPCourier(HTTPCourier.Network(caFile: server.caFile, timeout: timeout)), host: "gate.contoso.example")
        let now = now ?? Instant(secondsSinceEpoch: 1_700_000_000)
        let delivery = await courier.post(
            alerts ?? [alert(startsAt: now - .hours(1))], through: channel,
            secret: SharedSecret(SecretBytes(copying: Array(url.utf8))), at: now)
        for text in [delivery.text, delivery.sentence, delivery.server ?? "", "\(delivery)"] {
            #expect(!text.contains(Self.canary), "\(text)")
        }
        return delivery
    }

    private func url(_ path: String, on listener: RudeServer.Listener = .good) async throws -> String {
        try await Self.server.value.url("\(path)\(path.contains("?") ? "&" : "?")\(Self.canary)", on: listener)
    }

    @Test(arguments: [
        ("https://x.example", "https://x.example/api/v2/alerts"),
        ("https://x.example/", "https://x.example/api/v2/alerts"),
        ("https://x.example/am/", "https://x.example/am/api/v2/alerts"),
        ("https://x.example/api/v2/alerts", "https://x.example/api/v2/alerts"),
        ("https://x.example/am?team=a", "https://x.example/am/api/v2/alerts?team=a"),
    ]) func `alerts go where the API takes them, whichever address of it is stored`(stored: String, url: String) throws
    {
        #expect(try #require(HTTPCourierTests.address(stored)).alertsURL == url)
    }

    @Test func `an alert has few labels, words for people, and an end in the future while it stands`() throws {
        let now = Instant(secondsSinceEpoch: 1_700_000_000)
        let form = AlertmanagerAlert(alert(startsAt: now - .hours(1)), host: "gate.contoso.example", at: now)
        let labels = try object(form.labels)
        #expect(
            labels == [
                "alertname": "LeadkeeperRenewalDue", "severity": "warning", "connection": "contoso",
                "condition": "NeedsAttention", "instance": "gate.contoso.example",
            ])
        #expect(try object(form.annotations)["runbook"] == "On gate.contoso.example, run: leadkeeper status contoso")
        #expect(form.annotations.summary.hasPrefix("contoso: replace the client secret"))
        #expect(form.startsAt == Timestamp(now - .hours(1)) && form.endsAt == Timestamp(now + Alert.validity))
        let part = Alert(
            Alert.Key(channel.name, .daemon(.keyring), reason: "KeyringLocked", isUrgent: true), message: "locked",
            startsAt: now, endsAt: now)
        let own = AlertmanagerAlert(part, host: "gate", at: now)
        #expect(
            try object(own.labels) == [
                "alertname": "LeadkeeperKeyringLocked", "severity": "critical", "condition": "Keyring",
                "instance": "gate",
            ])
        #expect(own.endsAt == Timestamp(now))
    }

    @Test(arguments: [
        (200, true, false), (301, false, true), (400, false, true), (401, false, true), (404, false, true),
        (429, false, false), (500, false, false), (503, false, false),
    ]) func `each answer is told apart`(code: Int, isAccepted: Bool, isLasting: Bool) async throws {
        let delivery = try await post(await url("/status?code=\(code)&at=/api/v2/alerts"))
        #expect(delivery.code == code && delivery.isAccepted == isAccepted && delivery.verdict.isLasting == isLasting)
    }

    @Test(arguments: [RudeServer.Listener.expired, .wrongHost, .selfSigned, .unknownAuthority, .oldTLS, .reset])
    func `a bad certificate or handshake fails closed`(listener: RudeServer.Listener) async throws {
        #expect(try await !post(await url("/status?code=200", on: listener)).isAccepted)
    }

    @Test func `what hangs, drips or answers without end ends in its time`() async throws {
        for path in ["/late?seconds=30", "/slow-header"] {
            #expect(try await !post(await url(path), timeout: .seconds(4)).isAccepted, "\(path)")
        }
        #expect(try await !post(await url("/status?code=200", on: .silent), timeout: .seconds(4)).isAccepted)
        for path in ["/slow-body", "/endless-body", "/bytes?count=104857600"] {
            #expect(try await post(await url(path), timeout: .seconds(10)).isAccepted, "\(path)")
        }
    }

    @Test func `a redirect to this host is not followed`() async throws {
        let mark = UUID().uuidString
        let target = try await Self.server.value.url("/echo?\(mark)", on: .other)
        let delivery = try await post(await url("/redirect?to=\(target)"))
        #expect(delivery.code == 302 && !delivery.isAccepted)
    }

    @Test func `a name and password in the URL sign in, and go no further`() async throws {
        let mark = UUID().uuidString
        let place = try await url("/echo?\(mark)").replacing("https://", with: "https://keeper:c4n4ry%2Fpass@")
        let delivery = try await post(place)
        #expect(delivery.isAccepted && !"\(delivery)".contains("keeper"))
        let history = try await ChildProcess.run(
            "/usr/bin/curl",
            ["--silent", "--cacert", try await Self.server.value.caFile, try await Self.server.value.url("/history")])
        let requests = try JSONDecoder().decode([RudeServer.Request].self, from: Data(history.output.utf8))
        let request = try #require(requests.first { $0.target.contains(mark) })
        #expect(request.header("authorization") == "Basic " + Data("keeper:c4n4ry/pass".utf8).base64EncodedString())
        #expect(!request.target.contains("keeper"))
    }

    private func works(_ url: String) async throws -> Bool {
        let server = try await Self.server.value
        let courier = AlertmanagerCourier(
            try HTTPCourier(HTTPCourier.Network(caFile: server.caFile)), host: "gate.contoso.example")
        let secret = SharedSecret(SecretBytes(copying: Array(url.utf8)))
        let proof = await courier.prove(channel, secret: secret, at: Instant(secondsSinceEpoch: 1_700_000_000))
        if case .works = proof { return true }
        return false
    }

    @Test func `the way is proven by a list of no alerts`() async throws {
        #expect(try await works(await url("/status?code=200")))
        #expect(try await !works(await url("/status?code=404")))
    }

    @Test(.enabled(if: AlertmanagerServer.isAvailable, "prometheus-alertmanager is not installed"))
    func `Debian's Alertmanager takes alerts, shows them while they stand, and ends them`() async throws {
        let judge = try await AlertmanagerServer()
        #expect(try await works(judge.url))
        #expect(try await judge.alerts().isEmpty)
        let now = Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970))
        let standing = alert(startsAt: now - .hours(1))
        let urgent = alert("Lapsed", isUrgent: true, startsAt: now - .minutes(1))
        for _ in 1...2 { #expect(try await post(judge.url, [standing, urgent], at: now).isAccepted) }
        let shown = try await judge.alerts()
        #expect(shown.count == 2)
        let one = try #require(shown.first { ($0["labels"] as? [String: String])?["severity"] == "warning" })
        #expect(
            one["labels"] as? [String: String] == [
                "alertname": "LeadkeeperRenewalDue", "severity": "warning", "connection": "contoso",
                "condition": "NeedsAttention", "instance": "gate.contoso.example",
            ])
        #expect((one["annotations"] as? [String: String])?["runbook"]?.contains("leadkeeper status contoso") == true)
        let format = ISO8601DateFormatter()
        format.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        let end = try #require((one["endsAt"] as? String).flatMap(format.date))
        #expect(Int64(end.timeIntervalSince1970) == (now + Alert.validity).secondsSinceEpoch)

        var over = standing
        over.endsAt = now
        #expect(try await post(judge.url, [over, urgent], at: now).isAccepted)
        let left = try await judge.alerts()
        #expect(left.map { ($0["labels"] as? [String: String])?["alertname"] } == ["LeadkeeperLapsed"])
    }

    private func object(_ value: some Encodable) throws -> [String: String] {
        let data = try JSONEncoder().encode(value)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: String])
    }
}
