import Credentials
import Testing

/// By what a sign of life is decided.
@Suite struct HeartbeatTests {
    private let heartbeat = Heartbeat(.plain, every: .minutes(5))
    private let now = Instant(secondsSinceEpoch: 1_795_000_000)

    private func signs(
        ledger: TimeSpan? = .seconds(0), keyring: TimeSpan? = .seconds(0), _ impairments: [DaemonFault: Bool] = [:],
        mailAcceptedAt: Instant? = Instant(secondsSinceEpoch: 1_790_000_000)
    ) -> LifeSigns {
        let known = impairments.map { fault, isLasting in
            (
                fault.part,
                HealthFacts.Impairment(fault, since: now, message: "it is \(fault.rawValue)", isLasting: isLasting)
            )
        }
        let facts = HealthFacts(
            impairments: Dictionary(uniqueKeysWithValues: known), mailAcceptedAt: mailAcceptedAt,
            keyringAnswersSince: now, isClockConfirmed: true)
        return LifeSigns(health: Health(facts), ledgerWrittenAgo: ledger, keyringReadAgo: keyring)
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

    @Test func `mail that has never left proves nothing`() {
        #expect(heartbeat.obstacle(signs(mailAcceptedAt: nil))?.hasPrefix("mail: ") == true)
    }
}
