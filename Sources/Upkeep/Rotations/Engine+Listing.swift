internal import Bookkeeping
internal import Credentials
internal import Ports
internal import RotationEffects
internal import UpkeepState

/// The look at what is on a connection's application.
///
/// What others have put there is remembered and told of, and never touched.
extension Engine {
    /// How often the ledger has a listing that says nothing new.
    private static let savingInterval = TimeSpan.days(1)

    /// Lists the application's client secrets, takes in what that says, and removes keys of ours whose value nobody
    /// has.
    ///
    /// The caller has marked the credential and the application as busy.
    func listApplication(of name: CredentialName) async {
        guard let application = inventory[name]?.identity.application else { return }
        rotations.isAsked(.listing, of: name, about: records[name]?.standing.lastAttemptAt)
        guard let look = await look(at: application, for: name) else { return }
        let listing = look.listing
        rotations.prune(now: listing.at)
        let before = records[name]?.listing
        let ours = Set(listing.keys.map(\.keyID).filter(records.keyIndex.isOfVersion))
        var news = listing.news(since: before, current: records[name]?.current)
        if look.isFirst {
            news += listing.news(
                ofOthers: look.changes, since: look.previous, ours: ours, install: ledger.installID,
                interval: Self.savingInterval)
        }
        let events = news.map {
            Event(
                at: listing.at, kind: $0.kind, credential: name, version: $0.version, message: $0.message,
                details: $0.details)
        }
        if !events.isEmpty || before?.keys != listing.keys || isSaveDue(of: name) {
            let saved: Void? = await record { () throws(LedgerError) in
                try await self.ledger.save(listing, of: name, after: before, events: events)
            }
            guard saved != nil else { return rest(.listing, of: name, for: Self.restAfterLedger) }
            rotations.isSaved(name, at: world.timekeeper.uptime())
            records[name]?.listing = listing
        }
        // What the record has says when something was new; when it was looked at last, nothing but memory knows.
        rotations.isListed(name, at: listing.at)
        records.touch(name)
        for event in events { world.journal.write(event) }
        await findKey(of: name, in: listing)
        if let current = records[name]?.current, let report = listing.report(of: current) {
            await learn(report, of: name)
        }
        await noteLostCopy(of: name, listing)
        await removeOrphans(among: listing.keys, of: name)
    }

    private func isSaveDue(of name: CredentialName) -> Bool {
        guard let savedAt = rotations.savedAt(name) else { return true }
        return world.timekeeper.uptime() - savedAt >= Self.savingInterval
    }

    /// What is on an application, as one of the connections that share it sees it.
    private struct ApplicationLook {
        /// What is there.
        var listing: KeyListing
        /// What was there before; `nil` where that is not known.
        var previous: KeyListing?
        /// What others have changed since.
        var changes: [KeyChange]
        /// Whether nobody of those who share it has seen it yet: then it tells what others do there.
        var isFirst: Bool
    }

    /// What is on an application now; `nil` where that is to be asked again.
    ///
    /// One listing answers for all connections that share an application, and the first of them tells what changed.
    private func look(at application: EntraApplication, for name: CredentialName) async -> ApplicationLook? {
        if let known = watch.fresh(
            of: application, within: limits.listingInterval - ApplicationWatch.lead, at: world.timekeeper.uptime()),
            answers(known, for: name)
        {
            return ApplicationLook(listing: known, previous: nil, changes: [], isFirst: false)
        }
        let keys: [IssuedKey]
        do {
            keys = try await askForKeys(of: name)
        } catch {
            noteFailure(of: error, of: name)
            return nil
        }
        let listing = KeyListing(
            at: world.timekeeper.now(), keys: keys.sorted { $0.keyID.description < $1.keyID.description })
        let previous = lastListing(of: application)
        var changes: [KeyChange] = []
        if let previous { changes = await self.changes(in: listing, since: previous, of: application) }
        let gone = Set(changes.filter { $0.kind == .removed }.map(\.key.keyID))
        guard watch.areGone(gone, from: application, at: world.timekeeper.uptime()) else {
            rest(.listing, of: name, for: ApplicationWatch.doubt)
            return nil
        }
        if let previous, !changes.isEmpty {
            guard await tell(changes, in: listing, since: previous.at, of: application, for: name) else {
                rest(.listing, of: name, for: Self.restAfterLedger)
                return nil
            }
        }
        watch.take(listing, of: application, at: world.timekeeper.uptime())
        await explainChanges(of: application, for: name)
        return ApplicationLook(listing: listing, previous: previous, changes: changes, isFirst: true)
    }

    /// Whether a listing that was made for another connection tells what this one has to know: not where it has seen
    /// that one already, where the secret in use is younger, or where its key is missed for the first time.
    private func answers(_ listing: KeyListing, for name: CredentialName) -> Bool {
        guard let record = records[name], let current = record.current else { return true }
        guard rotations.listedAt(name, nil).map({ $0 < listing.at }) ?? true, current.storedAt <= listing.at else {
            return false
        }
        guard let keyID = current.likelyKeyID, !listing.has(keyID) else { return true }
        return record.listing?.has(keyID) == false
    }

    /// What was on an application when it was listed last, by whichever connection; `nil` where it never was.
    private func lastListing(of application: EntraApplication) -> KeyListing? {
        watch.last(of: application)
            ?? inventory.sharers(of: application).compactMap { knownListing(of: $0) }.max { $0.at < $1.at }
    }

    /// What was on a connection's application when that was last listed for it, whether it said anything new or not.
    private func knownListing(of name: CredentialName) -> KeyListing? {
        guard var listing = records[name]?.listing else { return nil }
        if case .at(let last) = rotations.listed(name) { listing.at = max(listing.at, last) }
        return listing
    }

    private func noteFailure(of error: EngineError, of name: CredentialName) {
        rest(.listing, of: name, for: Self.restAfterSetback)
        // What nobody is permitted is no failure of anything.
        guard case .setback(let setback) = error.code, setback.kind != .forbidden,
            setback.kind != .unauthorised || administrator != nil
        else { return }
        // Graph asks all to wait.
        if let span = setback.retryAfter { rest(.listing, for: span) }
        world.journal.write(
            JournalEntry(
                .listingFailed,
                "failed to list the client secrets on the application: \(error.description), trying again",
                credential: name))
    }

    /// Partner Center's copy is dead from the moment when its key is gone: then the hand-over is overdue.
    private func noteLostCopy(of name: CredentialName, _ listing: KeyListing) async {
        if let rotation = records[name]?.rotation {
            var next = rotation
            next.seesCopy(in: listing.keys, at: listing.at)
            guard next != rotation else { return }
            _ = await save(next, of: name, .noted, next.events(since: rotation, of: name, at: listing.at))
            return
        }
        // A person has stored the secret that Partner Center does not have yet.
        guard let current = records[name]?.current, listing.showsLoss(ofCopyIn: current.handOff) else { return }
        var handOff = current.handOff
        handOff.copyEndsAt = listing.at
        let event = Event(
            at: listing.at, kind: .keyVanished, credential: name, version: current.id,
            message:
                "the client secret that Partner Center has is no longer on the application: somebody has removed it",
            details: ["key-id": handOff.copyKeyID?.description ?? ""])
        _ = await save(handOff, of: current, name, [event], at: listing.at)
    }
}
