import Control
import Credentials
import GLib
import JSON
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

@Suite struct HealthTests {
    private func line(_ health: HealthStatus) -> String { HealthLine().text(health, on: Output(.never)) }

    @Test func `one line says that mail, keyring, clock and configuration are well`() {
        #expect(line(Samples.health()) == "leadkeeper: mail ok, keyring ok, clock ok, configuration ok\n")
    }

    @Test func `what fails is named with its cause, and ledger and disk where they do`() {
        #expect(
            line(Samples.health(mailIsRefused: true))
                == "leadkeeper: mail FAILS (535 5.7.8 authentication failed), keyring ok, clock ok, configuration ok\n")
        let full = HealthFacts.Impairment(
            .diskFull, since: Samples.now, message: "the disk is full: 16 MiB are needed", isLasting: true)
        #expect(
            line(HealthStatus(Health(HealthFacts(impairments: [.disk: full]))))
                == "leadkeeper: mail unknown (no mail has been sent yet), keyring unknown (it has not been used yet), "
                + "clock unknown (it has not been compared yet), configuration ok, disk FAILS (the disk is full: 16 MiB are needed)\n"
        )
    }

    @Test func `each way out has its proof and its trouble on one line, and there is none from an older daemon`() throws
    {
        let now = Samples.now
        func path(_ name: String, _ status: Condition.Status, provenAgo: TimeSpan?) throws -> AlertPathStatus {
            var standing = WayStanding()
            if let provenAgo { _ = standing.works(by: .canary, "it takes mail", at: now - provenAgo) }
            if status == .false {
                _ = standing.fails(
                    by: .delivery, .init("Refuses", "x answered 404", isLasting: true), at: now)
            }
            return AlertPathStatus(
                AlertPath(ChannelName(name), kind: "webhook", reachesOperators: true, standing, at: now))
        }
        let times = LocalTimes(zone: try #require(Zone(identifier: "UTC")), now: now)
        let line = AlertPathsLine(times: times).text(
            [
                try path("mail", .true, provenAgo: .hours(2)), try path("new", .unknown, provenAgo: nil),
                try path("ops", .false, provenAgo: .days(3)),
            ], on: Output(.never))
        #expect(
            line == "alert paths: mail proven 2 h ago, new unknown (it has not been tried yet), "
                + "ops FAILS (x answered 404), last proven 3 d ago\n", "\(line)")
        #expect(AlertPathsLine(times: times).text([], on: Output(.never)) == "")
        let old = try JSONCoder.encode(Samples.health())
        #expect(try JSONCoder.decode(HealthStatus.self, from: old).alertPaths == nil)
    }

    @Test func `a configuration that is in use with warnings, or not in use, is said to be so`() {
        var facts = HealthFacts()
        facts.warning = "a.conf:2: [Notices] Language: “fr” is not valid"
        #expect(
            line(HealthStatus(Health(facts))).contains("configuration ok with warnings (a.conf:2: [Notices] Language"))
        facts.areFilesNewer = true
        #expect(
            line(HealthStatus(Health(facts))).contains("configuration FAILS (the files have changed"))
    }

    @Test func `a keyring of a version that is known to lose keyrings is said to be so`() throws {
        var facts = HealthFacts(keyringAnswersSince: Samples.now)
        facts.keyringProvider = KeyringProvider(name: "gnome-keyring", version: "51.0")
        let health = HealthStatus(Health(facts))
        #expect(line(health).contains("keyring ok with warnings (gnome-keyring 51.0 is known to crash"))
        #expect(health.keyring.provider == "gnome-keyring" && health.keyring.providerVersion == "51.0")
        // A daemon of before the update says nothing of it.
        let old = #"{"status":"True","reason":"Answers","message":"it answers","needsAttention":false,"since":null}"#
        let keyring = try JSONCoder.decode(KeyringHealth.self, from: Array(old.utf8))
        #expect(keyring.provider == nil && keyring.providerVersion == nil && keyring.part.reason == "Answers")
    }

    @Test func `a server's words are cut, and no control character of theirs reaches the terminal`() {
        let words = "550 \u{1B}[31m\r\n" + String(repeating: "no ", count: 100)
        let trouble = HealthFacts.Impairment(.mailUnreachable, since: Samples.now, message: words, isLasting: false)
        let line = line(HealthStatus(Health(HealthFacts(impairments: [.mail: trouble]))))
        #expect(!line.contains("\u{1B}") && line.count { $0 == "\n" } == 1 && line.count < 200)
    }

    @Test(arguments: [([], 0), (["contoso"], 0), (["needy"], 1), (["contoso", "needy"], 1)] as [([String], Int32)])
    func `--check prints nothing, and its exit code says whether somebody has to act`(names: [String], code: Int32)
        async throws
    {
        let served = try ServedSocket()
        let program = try await Program.run(["status", "--check", "--runtime", served.directory.path] + names)
        #expect(program.status == code && program.output.isEmpty && program.errors.isEmpty)
    }

    @Test func `--check of what is not configured is an error of whoever asks, and says so`() async throws {
        let served = try ServedSocket()
        let program = try await Program.run(["status", "--check", "unknown", "--runtime", served.directory.path])
        #expect(program.status == 64 && program.output.isEmpty && program.errors.contains("unknown"))
    }

    @Test func `--check without a daemon prints nothing and exits 69`() async throws {
        let directory = try TemporaryDirectory()
        for names in [[], ["contoso"]] {
            let program = try await Program.run(["status", "--check", "--runtime", directory.path] + names)
            #expect(program.status == 69 && program.output.isEmpty && program.errors.isEmpty)
        }
    }

    @Test func `--check asks a daemon that needs somebody itself`() {
        let refused = ConnectionList(connections: [], health: Samples.health(mailIsRefused: true))
        #expect(refused.needsAttention)
        #expect(!ConnectionList(connections: [], health: Samples.health()).needsAttention)
    }

    @Test func `a list from a daemon of before the update is understood`() throws {
        let old = try JSONCoder.decode(ConnectionList.self, from: Array(#"{"connections":[]}"#.utf8))
        #expect(old.health == nil && !old.needsAttention)
    }
}
