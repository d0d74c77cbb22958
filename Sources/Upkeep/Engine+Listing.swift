internal import Bookkeeping
internal import Credentials
internal import Ports
internal import SecureMemory

/// The daily look at what is on a connection's application.
///
/// What others have put there is remembered and told of, and never touched.
extension Engine {
    /// How long before its end a foreign key is told of.
    private static let foreignLeadTime = Span.days(7)

    /// Lists the application's client secrets, takes in what that says, and removes keys of ours whose value nobody has.
    ///
    /// The caller has marked the credential and the application as busy.
    func listApplication(of name: CredentialName) async {
        let keys: [IssuedKey]
        do {
            keys = try await askForKeys(of: name)
        } catch {
            rest(.listing(name), for: Self.restAfterSetback)
            guard case .setback(let setback) = error.code else { return }
            noteRefusal(of: setback)
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
        let events = news(of: listing, before: records[name]?.listing, name)
        let saved: Void? = await record { () throws(LedgerError) in
            try await self.ledger.save(listing, of: name, events: events)
        }
        guard saved != nil else {
            rest(.listing(name), for: Self.restAfterLedger)
            return
        }
        records[name]?.listing = listing
        for event in events { world.journal.write(event) }
        await learnWindow(of: name, from: keys, at: now)
        await noteLostCopy(of: name, keys, at: now)
        await removeOrphans(among: keys, of: name)
    }

    /// What a listing tells that the one before did not.
    private func news(of listing: KeyListing, before: KeyListing?, _ name: CredentialName) -> [Event] {
        var events: [Event] = []
        let since = before?.at ?? listing.at - Rotations.listingInterval
        let ours = Set(records.values.flatMap(\.versions).compactMap { $0.keyID.flatMap { GUID($0) } })
        let tell = { (kind: EventKind, message: String, key: IssuedKey) in
            events.append(
                Event(
                    at: listing.at, kind: kind, credential: name, message: message,
                    details: ["key-id": key.keyID.description, "display-name": key.displayName ?? ""]))
        }
        for key in listing.keys where !ours.contains(key.keyID) && key.operation(of: ledger.installID) == nil {
            if let before, !before.keys.contains(where: { $0.keyID == key.keyID }) {
                tell(.foreignKeySeen, "somebody else has added the client secret \(key.keyID) to the application", key)
            }
            guard let end = key.endsAt else { continue }
            if end > since, end <= listing.at {
                tell(.foreignKeyLapses, "somebody else's client secret \(key.keyID) on the application has lapsed", key)
            } else if end - Self.foreignLeadTime <= listing.at, end - Self.foreignLeadTime > since || before == nil,
                end > listing.at
            {
                tell(
                    .foreignKeyLapses,
                    "somebody else's client secret \(key.keyID) on the application lapses within \(Self.foreignLeadTime.inWords)",
                    key)
            }
        }
        let current = records[name]?.current
        if let keyID = current?.keyID.flatMap({ GUID($0) }), !listing.keys.contains(where: { $0.keyID == keyID }),
            before?.keys.contains(where: { $0.keyID == keyID }) ?? true
        {
            events.append(
                Event(
                    at: listing.at, kind: .keyVanished, credential: name, version: current?.id,
                    message: "the client secret in use is no longer on the application: somebody has removed it",
                    details: ["key-id": keyID.description]))
        }
        return events
    }

    /// Of a key whose id is known the issuer knows the end; where the operator gave an earlier one, that stays.
    private func learnWindow(of name: CredentialName, from keys: [IssuedKey], at now: Instant) async {
        guard var version = records[name]?.current, let keyID = version.keyID.flatMap({ GUID($0) }),
            let key = keys.first(where: { $0.keyID == keyID })
        else { return }
        if let end = key.endsAt {
            switch version.expiry {
            case .at(let known, .graph) where known == end: return
            case .at(let known, let origin) where origin != .graph && known <= end: return
            case .at, .never, .unknown: break
            }
            version.expiry = .at(end, origin: .graph)
        } else {
            guard key.hasNoEnd, version.expiry == .unknown else { return }
            version.expiry = .never
        }
        let event = Event(
            at: now, kind: .windowLearned, credential: name, version: version.id,
            message: "the client secret's end is known from Microsoft Graph", details: ["key-id": keyID.description])
        _ = await amend(version, of: name, event)
    }

    /// Partner Center's copy is dead from the moment when its key is gone: then the hand-over is overdue.
    private func noteLostCopy(of name: CredentialName, _ keys: [IssuedKey], at now: Instant) async {
        guard let rotation = records[name]?.rotation else { return await noteLostCopyOfStored(name, keys, at: now) }
        var next = rotation
        next.seesCopy(in: keys, at: now)
        guard next != rotation else { return }
        _ = await save(next, of: name, .noted, story(from: rotation, to: next, of: name, at: now))
    }

    /// The same where a person stored the secret that Partner Center does not have yet.
    private func noteLostCopyOfStored(_ name: CredentialName, _ keys: [IssuedKey], at now: Instant) async {
        guard let current = records[name]?.current, current.handOff.isDue, let copy = current.handOff.copyKeyID,
            current.handOff.copyEndsAt.map({ $0 > now }) ?? true, !keys.contains(where: { $0.keyID == copy })
        else { return }
        var handOff = current.handOff
        handOff.copyEndsAt = now
        let event = Event(
            at: now, kind: .keyVanished, credential: name, version: current.id,
            message: "the client secret that Partner Center has is no longer on the application: somebody has removed it",
            details: ["key-id": copy.description])
        _ = await save(handOff, of: current, name, [event], at: now)
    }

    /// Removes keys of ours that are of use to nobody.
    private func removeOrphans(among keys: [IssuedKey], of name: CredentialName) async {
        guard let application = inventory[name]?.identity.application else { return }
        for key in keys {
            guard let operation = key.operation(of: ledger.installID) else { continue }
            let read: (of: CredentialName, rotation: Rotation)?? = await ask { () throws(LedgerError) in
                try await self.ledger.rotation(operation)
            }
            let now = world.timekeeper.now()
            guard let (owner, rotation) = read ?? nil, isOrphan(key, of: rotation, owner, now: now),
                let who = try? await whoAsks(for: name)
            else { continue }
            let event = Event(
                at: now, kind: .keyRemoved, credential: name,
                message: "a client secret that leadkeeper has minted and nobody uses is removed: \(key.keyID)",
                details: ["key-id": key.keyID.description, "rotation": operation])
            // The record has it before it is done, as whatever is removed from an application.
            let recorded: RecordedEvent.ID? = await record { () throws(LedgerError) in try await self.ledger.append(event) }
            guard recorded != nil else { return }
            world.journal.write(event)
            do {
                try await world.issuer.removeKey(key.keyID, from: application, as: who.application, secret: who.secret)
            } catch {
                guard error.kind != .absent else { continue }
                rest(.listing(name), for: Self.restAfterSetback)
                records[name]?.listing = nil
            }
        }
    }

    /// Whether a key that a rotation of the credential has minted is of use to nobody: its value was lost, it has lapsed, nobody else can
    /// have got it, or another has taken its place everywhere.
    private func isOrphan(_ key: IssuedKey, of rotation: Rotation, _ owner: CredentialName, now: Instant) -> Bool {
        guard let startsAt = key.startsAt, now - startsAt >= Rotations.orphanAge else { return false }
        let isKept = records.values.contains { record in
            record.versions.contains { $0.keyID.flatMap { GUID($0) } == key.keyID }
                || record.rotation?.old?.keyID == key.keyID || record.rotation?.new?.keyID == key.keyID
        }
        if isKept { return false }
        if rotation.isUnderWay { return rotation.step > .begun }
        if rotation.new?.keyID != key.keyID || key.endsAt.map({ $0 <= now }) == true { return true }
        // A secret that a person stored without its key id may be this very one.
        guard let current = records[owner]?.current, current.keyID != nil else { return false }
        if !rotation.mayBeCopied { return true }
        guard let last = records[owner]?.lastRotation, records[owner]?.rotation == nil else { return false }
        return last.end == .completed && last.id > rotation.id && last.new?.version == current.id
    }
}
