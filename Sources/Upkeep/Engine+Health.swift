internal import Bookkeeping
public import Credentials

extension Engine {
    /// How leadkeeper itself is: what is proven of mail, keyring, clock, configuration, ledger and disk.
    public func health() -> Health {
        health(now: world.timekeeper.now(), doubt: clockDoubt)
    }

    /// The same, for those who have looked at the clock already.
    func health(now: Instant, doubt: ClockDoubt?) -> Health {
        // Warnings stop nothing: they are told, and a monitor need not wake anybody for them.
        var facts = HealthFacts(
            impairments: troubles.filter { $0.key != .settings }.mapValues { $0.impairment(at: now) },
            mailAcceptedAt: mailAcceptedAt, keyringAnswersSince: keyringAnswersSince, clockDoubt: doubt,
            isClockConfirmed: gate.isConfirmed)
        facts.areFilesNewer = configuration.isOutdated
        facts.warning = troubles[.settings]?.message
        return Health(facts)
    }

    /// Looks up in the ledger what was proven before this start.
    func recallHealth() async throws(LedgerError) {
        let inLedger = try await ledger.newestAcceptance()
        mailAcceptedAt = [mailAcceptedAt, inLedger].compactMap(\.self).max()
    }
}

extension Trouble {
    /// The trouble as the daemon's health has it.
    fileprivate func impairment(at now: Instant) -> HealthFacts.Impairment {
        HealthFacts.Impairment(fault, since: since, message: message, isLasting: isLasting(at: now))
    }
}
