internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// Has secrets follow their accounts where ways for mail have traded places, before anything uses the new
    /// configuration.
    ///
    /// What is configured is kept in the same transaction, so that a stop in between moves nothing twice.
    func moveSecrets(to credentials: [Credential], _ known: [CredentialName: CredentialRecord])
        async throws(LedgerError)
    {
        let ways = try await ledger.waysForMail().compactMap(\.credential)
        let holders = Set(ways.map(\.name).filter { known[$0]?.current != nil })
        guard !holders.isEmpty else { return }
        let plan = SecretMoves(from: ways, holders: holders, to: credentials)
        guard !plan.moves.isEmpty else { return }
        let now = world.timekeeper.now()
        let targets = Set(plan.moves.map(\.target))
        let events = plan.moves.compactMap { move -> Event? in
            guard let version = known[move.source]?.current else { return nil }
            return Event(
                at: now, kind: .secretMoved, credential: move.target, version: version.id,
                message: move.target == .spareMail
                    ? "what signed in for mail until now is kept aside: [Mail] names another account"
                    : "the secret of \(move.source) is that of \(move.target) now: it belongs to the account")
        }
        try await ledger.move(
            plan.moves.map { move in
                let standing = known[move.target]?.standing ?? Standing()
                return SecretMove(
                    from: move.source, to: move.target,
                    standing: standing.afterNewConfiguration().afterNewVersion(at: now))
            },
            keeping: credentials.filter { targets.contains($0.name) } + [plan.spare].compactMap(\.self),
            events: events, at: now)
        for event in events { world.journal.write(event) }
        tidySoon()
    }
}
