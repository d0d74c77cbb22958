internal import Bookkeeping
public import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// How leadkeeper itself is: what is proven of mail, keyring, clock, configuration, ledger and disk.
    public func health() -> Health {
        health(now: world.timekeeper.now(), doubt: clockDoubt)
    }

    /// The same, for those who have looked at the clock already.
    func health(now: Instant, doubt: ClockDoubt?) -> Health {
        var facts = HealthFacts(
            impairments: troubles.impairments(at: now),
            mailAcceptedAt: [outbox.acceptedAt, ways[nil].provenAt].compactMap(\.self).max(),
            keyringAnswersSince: troubles.keyringAnswersSince, clockDoubt: doubt,
            isClockConfirmed: gate.isConfirmed)
        facts.areFilesNewer = configuration.isOutdated
        facts.warning = troubles.warning
        return Health(facts)
    }

    /// Looks up in the ledger what was proven before this start.
    func recallHealth() async throws(LedgerError) {
        outbox.isAccepted(at: try await ledger.newestAcceptance())
    }
}
