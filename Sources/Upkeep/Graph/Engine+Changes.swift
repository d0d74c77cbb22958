internal import Bookkeeping
internal import Credentials
internal import Ports
internal import RotationEffects
internal import UpkeepState

/// Who has touched an application without leadkeeper.
extension Engine {
    /// How long before a listing a change may have been made that it shows: Graph's replicas, and clocks, differ.
    private static let slack = TimeSpan.minutes(30)

    /// What others have done to the client secrets of an application since it was listed before.
    func changes(
        in listing: KeyListing, since previous: KeyListing, of application: EntraApplication
    ) async -> [KeyChange] {
        let removed = removedByUs(from: application)
        let all = listing.changes(since: previous) { key in
            let isMinted = key.operation(of: ledger.installID) != nil
            if listing.has(key.keyID) { return isMinted || records.keyIndex.isKept(key.keyID) }
            return !records.keyIndex.isKept(key.keyID) && (isMinted || removed.contains(key.keyID))
        }
        var changes: [KeyChange] = []
        for change in all where await !isStoredHere(change, of: application) { changes.append(change) }
        return changes
    }

    /// The keys that rotations of the application's connections have removed, or are about to.
    private func removedByUs(from application: EntraApplication) -> Set<GUID> {
        let rotations = inventory.sharers(of: application).flatMap {
            [records[$0]?.rotation, records[$0]?.lastRotation]
        }
        return Set(rotations.compactMap(\.self).flatMap { [$0.old?.keyID, $0.new?.keyID].compactMap(\.self) })
    }

    /// Whether a key that appeared begins as a secret does that a person has stored since, without its id: then whoever
    /// made it has brought it here, and nobody has to be told.
    private func isStoredHere(_ change: KeyChange, of application: EntraApplication) async -> Bool {
        guard change.kind == .added, let startsAt = change.key.startsAt, let beginning = change.key.hint else {
            return false
        }
        for name in inventory.sharers(of: application).prefix(20) {
            guard let current = records[name]?.current, current.keyID == nil,
                current.storedAt >= startsAt - SecretVersion.propagation
            else { continue }
            if await hint(of: name) == beginning { return true }
        }
        return false
    }

    /// Tells the operators what others have done, once for all connections of the application, with who did it where
    /// that may be read.
    ///
    /// - Returns: whether it could be written down.
    func tell(
        _ changes: [KeyChange], in listing: KeyListing, since: Instant, of application: EntraApplication,
        for name: CredentialName
    ) async -> Bool {
        let matters = changes.filter { $0.isOfMatter(at: listing.at) }
        guard !matters.isEmpty else { return true }
        let log = await auditedChanges(of: .application(application), since: since - Self.slack, for: name)
        let sentences = matters.map { change in
            change.sentence(use(of: change.key, by: application), by: change.change(among: log ?? []))
        }
        guard await tell(.keysChanged(name, since: listing.at), sentences.joined(separator: "; "), now: listing.at)
        else { return false }
        let unexplained = matters.filter { $0.change(among: log ?? []) == nil }
        guard log != nil, !unexplained.isEmpty else { return true }
        watch.remember(
            .init(
                teller: name, changes: unexplained, since: since - Self.slack,
                until: world.timekeeper.uptime() + ApplicationWatch.patience), of: application)
        return true
    }

    /// What is known of the use of a key by the connections of its application.
    private func use(of key: IssuedKey, by application: EntraApplication) -> KeyChange.Use {
        let versions = inventory.sharers(of: application).compactMap { records[$0]?.current }
        if versions.contains(where: { $0.likelyKeyID == key.keyID }) { return .inUse }
        if versions.contains(where: { $0.handOff.isDue && $0.handOff.copyKeyID == key.keyID }) { return .copied }
        return versions.contains { $0.likelyKeyID == nil && $0.certificate == nil } ? .unknown : .none
    }

    /// Asks again who made the changes that were told without it; the history and the journal get it.
    func explainChanges(of application: EntraApplication, for name: CredentialName) async {
        for open in watch.toExplain(of: application, at: world.timekeeper.uptime()) {
            guard let log = await auditedChanges(of: .application(application), since: open.since, for: name) else {
                return
            }
            let known = open.changes.compactMap { change in change.change(among: log).map { (change, $0) } }
            guard !known.isEmpty else { continue }
            let now = world.timekeeper.now()
            let events = known.map { change, audited in
                Event(
                    at: now, kind: .changerKnown, credential: open.teller,
                    message: change.sentence(use(of: change.key, by: application), by: audited),
                    details: ["key-id": change.key.keyID.description, "actor": audited.actor ?? ""])
            }
            let saved: Void? = await record { () throws(LedgerError) in
                for event in events { _ = try await self.ledger.append(event) }
            }
            guard saved != nil else { return }
            for event in events { world.journal.write(event) }
            watch.isExplained(open, of: application)
        }
    }

    /// What the directory's audit log says of changes since a moment; `nil` where it may not be read now.
    func auditedChanges(
        of target: AuditTarget, since: Instant, for name: CredentialName
    ) async -> [DirectoryChange]? {
        let issuer = world.issuer
        return try? await askGraph(.audits, about: name) { who throws(Setback) in
            try await issuer.changes(of: target, since: since, as: who.application, proof: who.proof)
        }
    }
}
