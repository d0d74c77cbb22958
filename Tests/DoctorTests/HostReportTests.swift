import Credentials
import Doctor
import Ports
import Testing

/// The machine, one thing wrong at a time.
struct HostReportTests {
    /// A machine with which everything is right.
    static let healthy: HostFacts = {
        var facts = HostFacts()
        facts.room = .known(HostFacts.Room(free: 1 << 30, needed: 1 << 26, in: "/var/lib/leadkeeper"))
        facts.keyring = .known(.open)
        facts.keyringProvider = KeyringProvider(name: "gnome-keyring", version: "48.0")
        facts.clock = .known(.kept)
        facts.hosts = [answer(.answered(ahead: .seconds(2))), HostAnswer("graph", .answered(ahead: nil))]
        facts.mailServers = [HostAnswer("localhost:25", .answered(ahead: nil))]
        return facts
    }()

    private static func answer(_ outcome: HostAnswer.Outcome) -> HostAnswer {
        HostAnswer("login.microsoftonline.com", outcome)
    }

    /// What is wrong, by the check that is to find it.
    static let ailments: [(HostCheck, CheckFinding.Status, @Sendable (inout HostFacts) -> Void)] = [
        (.configuration, .fault, { $0.faults = ["leadkeeper.conf:3: [Mail] Server: found nothing"] }),
        (.configuration, .warning, { $0.warnings = ["a warning", "another one"] }),
        (.stateDirectory, .fault, { $0.room = .known(HostFacts.Room(free: 1 << 20, needed: 1 << 26, in: "/var")) }),
        (.keyring, .fault, { $0.keyring = .known(.shut("no such file")) }),
        (.keyring, .warning, { $0.keyringProvider = KeyringProvider(name: "gnome-keyring", version: "51.0") }),
        (.clock, .fault, { $0.hosts[0] = answer(.answered(ahead: .minutes(6))) }),
        (.clock, .fault, { $0.hosts[0] = answer(.answered(ahead: .minutes(-6))) }),
        (.proxy, .fault, { $0.hosts[0] = answer(.stoppedByProxy("407")) }),
        (.nameResolution, .fault, { $0.hosts[0] = answer(.unresolved("no address")) }),
        (.tls, .fault, { $0.hosts[0] = answer(.distrusted("self-signed")) }),
        (.connection, .fault, { $0.hosts[0] = answer(.silent("timed out")) }),
        (.mailServer, .fault, { $0.mailServers[0].outcome = .silent("refused") }),
        (
            .clock, .warning,
            {
                $0.hosts = []
                $0.clock = .known(.neglected)
            }
        ),
        (
            .clock, .warning,
            {
                $0.hosts = []
                $0.clock = .known(.unsettled("it jumped"))
            }
        ),
        (
            .clock, .fault,
            {
                $0.hosts = []
                $0.clock = .known(.doubted("it is a year behind"))
            }
        ),
        (.keyring, .fault, { $0.keyring = .known(.obstructed(.locked)) }),
        (.keyring, .fault, { $0.keyring = .known(.obstructed(.degraded)) }),
        (.keyring, .fault, { $0.keyring = .known(.obstructed(.timedOut)) }),
        (.alertCircle, .warning, { $0.circles = [.host("mail.contoso.com")] }),
    ]

    @Test func `where everything is right, everything is found right`() {
        let report = HostReport(of: Self.healthy)
        #expect(report.host.map(\.check) == HostCheck.allCases)
        #expect(report.host.allSatisfy { $0.status == .ok && $0.steps.isEmpty })
    }

    @Test func `what alone is wrong is the one thing found, with steps that mend it`() {
        for (check, status, change) in Self.ailments {
            var facts = Self.healthy
            change(&facts)
            let amiss = HostReport(of: facts).host.filter { $0.status == .fault || $0.status == .warning }
            #expect(amiss.map(\.check) == [check] && amiss.first?.status == status, "\(check)")
            #expect(amiss.first?.steps.isEmpty == false, "\(check)")
        }
        #expect(Set(Self.ailments.map(\.0)) == Set(HostCheck.allCases))
    }

    @Test func `where nothing may be looked at, nothing is found wrong, and each gap says why`() {
        let report = HostReport(of: HostFacts())
        #expect(report.host.allSatisfy { $0.status == .ok || $0.status == .unknown })
        #expect(report.host.allSatisfy { !$0.evidence.isEmpty })
    }

    @Test(arguments: [299, 300, 301] as [Int64])
    func `a clock may be five minutes off`(seconds: Int64) {
        var facts = Self.healthy
        facts.hosts[0] = Self.answer(.answered(ahead: .seconds(seconds)))
        #expect(HostReport(of: facts).host.first { $0.check == .clock }?.status == (seconds > 300 ? .fault : .ok))
    }
}
