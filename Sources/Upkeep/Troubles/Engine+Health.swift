internal import Bookkeeping
public import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// How leadkeeper itself is: what is proven of mail, keyring, clock, configuration, ledger and disk.
    public func health() async -> Health {
        await learnProvider()
        return health(now: world.timekeeper.now(), doubt: clockDoubt)
    }

    /// Asks who keeps the secrets, now and then; a keyring in trouble is left alone.
    func learnProvider() async {
        guard troubles[.keyring] == nil, providerNote.isDue(at: world.timekeeper.uptime()) else { return }
        providerNote.isTold(await world.keyring.provider())
    }

    /// The same, for those who have looked at the clock already.
    func health(now: Instant, doubt: ClockDoubt?) -> Health {
        var facts = HealthFacts(
            impairments: troubles.impairments(at: now),
            mailAcceptedAt: [outbox.acceptedAt, ways[nil].provenAt].compactMap(\.self).max(),
            keyringAnswersSince: troubles.keyringAnswersSince, clockDoubt: doubt,
            isClockConfirmed: gate.isConfirmed)
        facts.keyringProvider = providerNote.provider
        facts.areFilesNewer = configuration.isOutdated
        facts.warning = troubles.warning
        return Health(facts)
    }

    /// Looks up in the ledger what was proven before this start.
    func recallHealth() async throws(LedgerError) {
        outbox.isAccepted(at: try await ledger.newestAcceptance())
        chores.backupBegunAt = try await ledger.lastEvent(of: nil, .backupBegun, or: .backupBegun)?.event.at
    }

    /// When a backup was last begun; `nil` where the record has none.
    public var backupBegunAt: Instant? { chores.backupBegunAt }

    /// Since when the notice waits that has waited longest to be sent, by whatever way; `nil` where none waits, or where
    /// the ledger does not say.
    ///
    /// The ledger is asked only where it has changed since the last time.
    public func oldestNoticeAt() async -> Instant? {
        if outbox.oldestIsKnown == nil {
            let asOf = outbox.asOf
            let ways = [nil] + channels.all.map(\.name)
            let oldest: Instant?? = await ask { () throws(LedgerError) in
                try await self.ledger.oldestWaitingNotice(through: ways)
            }
            guard let oldest else { return nil }
            outbox.keep(oldest: oldest, asOf: asOf)
            return waiting(since: oldest)
        }
        return waiting(since: outbox.oldestIsKnown ?? nil)
    }

    /// What is to be sent later does not wait yet.
    private func waiting(since instant: Instant?) -> Instant? {
        instant.flatMap { $0 <= world.timekeeper.now() ? $0 : nil }
    }
}
