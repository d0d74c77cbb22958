internal import Bookkeeping
internal import Credentials
internal import Ports
internal import RotationEffects
internal import UpkeepState

/// The daily look at what is on a connection's application.
///
/// What others have put there is remembered and told of, and never touched.
extension Engine {
    /// Lists the application's client secrets, takes in what that says, and removes keys of ours whose value nobody
    /// has.
    ///
    /// The caller has marked the credential and the application as busy.
    func listApplication(of name: CredentialName) async {
        let keys: [IssuedKey]
        do {
            keys = try await askForKeys(of: name)
        } catch {
            rest(.listing, of: name, for: Self.restAfterSetback)
            // What nobody is permitted is no failure of anything.
            guard case .setback(let setback) = error.code, setback.kind != .forbidden,
                setback.kind != .unauthorised || administrator != nil
            else { return }
            world.journal.write(
                JournalEntry(
                    .listingFailed,
                    "failed to list the client secrets on the application: \(error.description), trying again",
                    credential: name))
            return
        }
        let now = world.timekeeper.now()
        rotations.prune(now: now)
        let listing = KeyListing(at: now, keys: keys)
        let ours = Set(keys.map(\.keyID).filter(records.keyIndex.isOfVersion))
        let news = listing.news(
            since: records[name]?.listing, ours: ours, current: records[name]?.current, install: ledger.installID,
            interval: RotationSituation.listingInterval)
        let events = news.map {
            Event(
                at: now, kind: $0.kind, credential: name, version: $0.version, message: $0.message, details: $0.details)
        }
        let saved: Void? = await record { () throws(LedgerError) in
            try await self.ledger.save(listing, of: name, events: events)
        }
        guard saved != nil else { return rest(.listing, of: name, for: Self.restAfterLedger) }
        records[name]?.listing = listing
        for event in events { world.journal.write(event) }
        await learnWindow(of: name, from: listing)
        await noteLostCopy(of: name, listing)
        await removeOrphans(among: keys, of: name)
    }

    private func learnWindow(of name: CredentialName, from listing: KeyListing) async {
        guard let version = records[name]?.current.flatMap(listing.learned) else { return }
        let event = Event(
            at: listing.at, kind: .windowLearned, credential: name, version: version.id,
            message: "the client secret's end is known from Microsoft Graph", details: ["key-id": version.keyID ?? ""])
        _ = await amend(version, of: name, event)
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

    /// Removes keys of ours that are of use to nobody.
    private func removeOrphans(among keys: [IssuedKey], of name: CredentialName) async {
        guard let application = inventory[name]?.identity.application else { return }
        for key in keys {
            guard let operation = key.operation(of: ledger.installID), !records.keyIndex.isKept(key.keyID) else {
                continue
            }
            let read: (of: CredentialName, rotation: Rotation)?? = await ask { () throws(LedgerError) in
                try await self.ledger.rotation(operation)
            }
            guard let (owner, rotation) = read ?? nil, !records.keyIndex.isKept(key.keyID),
                isOrphan(key, of: rotation, owner),
                let who = try? await whoAsks(for: name)
            else { continue }
            let event = Event(
                at: world.timekeeper.now(), kind: .keyRemoved, credential: name,
                message: "a client secret that leadkeeper has minted and nobody uses is removed: \(key.keyID)",
                details: ["key-id": key.keyID.description, "rotation": operation])
            // The record has it before it is done, as whatever is removed from an application.
            let recorded: RecordedEvent.ID? = await record { () throws(LedgerError) in
                try await self.ledger.append(event)
            }
            guard recorded != nil else { return }
            world.journal.write(event)
            do {
                try await world.issuer.removeKey(key.keyID, from: application, as: who.application, proof: who.proof)
            } catch {
                guard error.kind != .absent else { continue }
                rest(.listing, of: name, for: Self.restAfterSetback)
                records[name]?.listing = nil
            }
        }
    }

    /// Whether a key that a rotation of the owner's has minted, and that nothing has any more, is of use to nobody.
    private func isOrphan(_ key: IssuedKey, of rotation: Rotation, _ owner: CredentialName) -> Bool {
        let record = records[owner]
        return rotation.leavesBehind(
            key, current: record?.current, underWay: record?.rotation, last: record?.lastRotation,
            now: world.timekeeper.now())
    }
}
