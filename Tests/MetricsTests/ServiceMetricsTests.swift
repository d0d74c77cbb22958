import Control
import Credentials
import TestBasics
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import Metrics

@Suite struct ServiceMetricsTests {
    /// Everything that can be said, about a connection of which all is known, and about one of which nothing is.
    static var world: ConnectionList {
        var full = Samples.connection("contoso")
        full.doctor = Samples.examination("contoso").map(DoctorSummary.init)
        full.trial = Samples.trial()
        full.startBy = Timestamp(Samples.now + .days(3))
        full.acknowledgement = Samples.answers?.acknowledgement
        full.rotation.beginsAt = Timestamp(Samples.now + .days(2))
        var health = Samples.health(mailIsRefused: true)
        health.service = ServiceStatus(
            version: "0.1.0", lastPassAt: Samples.now, oldestNoticeAt: Samples.now - .hours(1),
            lastBackupAt: Samples.now - .days(4))
        health.heartbeat = HeartbeatStatus(
            HeartbeatReport(
                Heartbeat(.plain), .true, "Taken", "it is taken", host: "hc-ping.com",
                takenAt: Samples.now))
        health.alertPaths = [
            path("mail", "mail", .true), path("ops", "teams", .false), path("slow", "slack", .unknown),
        ]
        health.publishing = .init(status: .true, reason: "Written", message: "the files in /srv are written")
        return ConnectionList(
            connections: [full, Samples.connection("fabrikam", full: false)], health: health, hold: Samples.hold)
    }

    private static func path(_ name: String, _ kind: String, _ status: Condition.Status) -> AlertPathStatus {
        var path = AlertPathStatus(
            AlertPath(ChannelName(name), kind: kind, reachesOperators: true, WayStanding(), at: Samples.now))
        path.status = status
        path.lastProofAt = Timestamp(Samples.now - .days(1))
        return path
    }

    static let process = ProcessFacts(startedAt: 1, processorSeconds: 0.5, residentBytes: 4_096, openFiles: 9)

    private func samples(_ name: String, of list: ConnectionList = world) -> [MetricFamily.Sample] {
        ServiceMetrics(list, process: Self.process).families.first { $0.name == "leadkeeper_\(name)" }?.samples ?? []
    }

    @Test func `every metric has a sample where everything is known, with a value for each label`() {
        let families = ServiceMetrics(Self.world, process: Self.process).families
        #expect(families.map(\.name) == Metric.all.map(\.name))
        for family in families {
            #expect(family.samples.allSatisfy { $0.labels.count == family.labels.count }, "\(family.name)")
            #expect(Set(family.samples.map(\.labels)).count == family.samples.count, "\(family.name)")
        }
        #expect(Set(Metric.all.map(\.name)).count == Metric.all.count)
    }

    @Test func `what is not known has no sample, and never a zero`() {
        let bare = ConnectionList(connections: [Samples.connection("fabrikam", full: false)])
        let names = ServiceMetrics(bare).families.map(\.name)
        #expect(
            names
                == [
                    "connections", "connection_info", "connection_ready", "connection_condition",
                ].map { "leadkeeper_\($0)" })
        #expect(ServiceMetrics(ConnectionList(connections: [])).families.isEmpty)
    }

    @Test func `moments are seconds since 1970`() {
        let now = Double(Samples.now.secondsSinceEpoch)
        #expect(samples("credential_expiration_timestamp_seconds").map(\.value) == [now + 6 * 86_400])
        #expect(samples("credential_start_by_timestamp_seconds").map(\.value) == [now + 3 * 86_400])
        #expect(samples("credential_issued_timestamp_seconds").map(\.value) == [now])
        #expect(samples("notice_oldest_waiting_timestamp_seconds").map(\.value) == [now - 3_600])
        #expect(samples("handoff_due_timestamp_seconds") == [.init(["contoso"], now)])
        #expect(samples("rotation_stuck_timestamp_seconds") == [.init(["contoso", "no-room"], now)])
        #expect(
            samples("probe_last_success_timestamp_seconds")
                == [.init(["contoso", "whole"], now - 2 * 86_400), .init(["contoso", "sign-in"], now - 86_400)])
    }

    @Test func `renewal is when leadkeeper begins, and where it does not, by when people have to`() {
        let now = Double(Samples.now.secondsSinceEpoch)
        #expect(
            samples("credential_renewal_timestamp_seconds") == [.init(["contoso", "assisted"], now + 2 * 86_400)])
        var list = Self.world
        list.connections[0].rotation.beginsAt = nil
        #expect(
            samples("credential_renewal_timestamp_seconds", of: list)
                == [.init(["contoso", "remind"], now + 3 * 86_400)])
        // Nothing ends on the day that a lifetime sets for what never expires.
        list.connections[0].startBy = nil
        list.connections[0].window.origin = .age
        #expect(
            samples("credential_renewal_timestamp_seconds", of: list)
                == [.init(["contoso", "remind"], now + 6 * 86_400)])
        #expect(samples("credential_expiration_timestamp_seconds", of: list).isEmpty)
    }

    @Test(arguments: [
        (true, Condition.Status.true), (true, .false), (true, .unknown), (false, .unknown), (false, .true),
    ])
    func `one of three states is the readiness, and without a secret it is none`(
        isStored: Bool, valid: Condition.Status
    ) {
        var list = Self.world
        list.connections[0].secret.stored = isStored
        list.connections[0].conditions[0].status = valid
        let ready = samples("connection_ready", of: list).filter { $0.labels[0] == "contoso" && $0.value == 1 }
        #expect(ready.map(\.labels) == [["contoso", isStored ? valid.rawValue : "False"]])
    }

    @Test func `a way that is not known to work has no sample`() {
        #expect(
            samples("alert_path_up")
                == [.init(["mail", "mail", "true"], 1), .init(["ops", "teams", "true"], 0)])
        #expect(samples("part_up").contains(.init(["mail"], 0)))
        #expect(samples("part_needs_attention").contains(.init(["mail"], 1)))
    }

    @Test func `a reload that was refused is told apart from files that nobody has read yet`() {
        var list = Self.world
        let flags = { (list: ConnectionList) in
            [
                self.samples("configuration_last_reload_successful", of: list),
                self.samples("configuration_files_newer", of: list),
            ].flatMap { $0.map(\.value) }
        }
        #expect(flags(list) == [1, 0])
        list.health?.configuration = .init(status: .false, reason: Health.filesNewer, message: "reload")
        #expect(flags(list) == [1, 1])
        list.health?.configuration = .init(status: .false, reason: "ConfigurationRefused", message: "it has faults")
        #expect(flags(list) == [0, 0])
    }

    @Test func `no address, host, id or message is in it`() {
        let text = ServiceMetrics(Self.world, process: Self.process).exposition(as: .text)
        for word in ["@contoso", "dynamics.com", "23456052", "hc-ping", "535 5.7.8", "no room for", "0193500c", "Anna"]
        {
            #expect(!text.contains(word), "\(word)")
        }
    }

    @Test(.enabled(if: Judges.hasPromtool, "needs Debian's prometheus for promtool"))
    func `promtool finds nothing to say about it`() async throws {
        let text = ServiceMetrics(Self.world, process: Self.process).exposition(as: .text)
        let answer = try await ChildProcess.run(Judges.promtool, ["check", "metrics"], input: .text(text))
        #expect(
            answer.status == 0 && answer.output.isEmpty && answer.errors.isEmpty, "\(answer.output)\(answer.errors)")
    }

    @Test(.enabled("the package index cannot be reached") { await Judges.python.isReady })
    func `both forms say the same to Prometheus' own library`() async throws {
        let metrics = ServiceMetrics(Self.world, process: Self.process)
        let answers = try await Judges.python.run(
            [],
            MetricsFormat.allCases.map {
                ["text": metrics.exposition(as: $0), "openMetrics": $0 == .openMetrics]
            })
        let read = answers.map { answer in
            (answer["families"] as? [[String: Any]] ?? []).flatMap { family in
                (family["samples"] as? [[String: Any]] ?? []).map { "\($0["name"] ?? "") \($0["value"] ?? "")" }
            }
        }
        #expect(answers.allSatisfy { $0["fault"] == nil }, "\(answers.compactMap { $0["fault"] })")
        #expect(read.first == read.last && (read.first?.count ?? 0) > 50)
    }
}
