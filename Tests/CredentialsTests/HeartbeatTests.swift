import Credentials
import Testing

/// By what a sign of life is decided.
@Suite struct HeartbeatTests {
    private let heartbeat = Heartbeat(.plain, every: .minutes(5))
    private let now = Instant(secondsSinceEpoch: 1_795_000_000)

    /// A way that was proven so long ago; `nil` for never.
    private func way(_ channel: ChannelName? = nil, provenAgo: TimeSpan?, reachesOperators: Bool = true) -> AlertPath {
        var standing = WayStanding()
        if let provenAgo { _ = standing.works(by: .canary, "it takes mail", at: now - provenAgo) }
        return AlertPath(channel, kind: "webhook", reachesOperators: reachesOperators, standing, at: now)
    }

    private func signs(
        ledger: TimeSpan? = .seconds(0), keyring: TimeSpan? = .seconds(0), _ impairments: [DaemonFault: Bool] = [:],
        ways: [AlertPath]? = nil
    ) -> LifeSigns {
        let known = impairments.map { fault, isLasting in
            (
                fault.part,
                HealthFacts.Impairment(fault, since: now, message: "it is \(fault.rawValue)", isLasting: isLasting)
            )
        }
        let facts = HealthFacts(
            impairments: Dictionary(uniqueKeysWithValues: known), keyringAnswersSince: now, isClockConfirmed: true)
        var standing = WayStanding()
        _ = standing.works(by: .delivery, WayStanding.delivered, at: now)
        let mail = AlertPath(
            nil, kind: "mail", reachesOperators: true, standing, impairment: facts.impairments[.mail], at: now)
        return LifeSigns(
            health: Health(facts), ways: AlertPaths(ways ?? [mail]), ledgerWrittenAgo: ledger, keyringReadAgo: keyring)
    }

    @Test func `all is well while all was seen to work within two intervals`() {
        #expect(heartbeat.obstacle(signs()) == nil)
        #expect(heartbeat.obstacle(signs(ledger: .minutes(10) - .seconds(1))) == nil)
        #expect(heartbeat.obstacle(signs(ledger: .minutes(10)))?.hasPrefix("ledger: ") == true)
        #expect(heartbeat.obstacle(signs(ledger: nil))?.hasPrefix("ledger: ") == true)
        #expect(heartbeat.obstacle(signs(keyring: .minutes(10) - .seconds(1))) == nil)
        #expect(heartbeat.obstacle(signs(keyring: .minutes(10)))?.hasPrefix("keyring: ") == true)
        #expect(heartbeat.obstacle(signs(keyring: nil))?.hasPrefix("keyring: ") == true)
    }

    @Test(arguments: DaemonFault.allCases) func `trouble that lasts is an obstacle where nobody could be told`(
        fault: DaemonFault
    ) {
        let counts: Bool =
            switch fault.part {
            case .keyring, .ledger, .mail, .clock: true
            case .disk, .configuration, .settings, .mailSignIn: false
            }
        #expect((heartbeat.obstacle(signs([fault: true])) != nil) == counts)
        #expect(heartbeat.obstacle(signs([fault: false])) == nil, "it may pass by itself")
    }

    @Test func `a way that was never proven, or not within two days, proves nothing`() {
        #expect(heartbeat.obstacle(signs(ways: [way(provenAgo: nil)]))?.hasPrefix("mail: ") == true)
        #expect(heartbeat.obstacle(signs(ways: [way(provenAgo: .days(2) - .seconds(1))])) == nil)
        #expect(heartbeat.obstacle(signs(ways: [way(provenAgo: .days(2))]))?.hasPrefix("mail: ") == true)
        #expect(heartbeat.obstacle(signs(ways: [way(provenAgo: .seconds(-60))])) != nil, "the clock was set back")
    }

    @Test func `one proven way to the operators is enough, and what goes to contacts alone is none`() throws {
        let name = try #require(ChannelName("ops"))
        let mail = way(provenAgo: nil)
        #expect(heartbeat.obstacle(signs(ways: [mail, way(name, provenAgo: .hours(1))])) == nil)
        let contacts = way(name, provenAgo: .hours(1), reachesOperators: false)
        #expect(heartbeat.obstacle(signs(ways: [mail, contacts]))?.hasPrefix("mail: ") == true)
        let both = heartbeat.obstacle(signs(ways: [mail, way(name, provenAgo: .days(3))]))
        #expect(both?.contains("mail: ") == true && both?.contains("ops: ") == true)
    }
}
