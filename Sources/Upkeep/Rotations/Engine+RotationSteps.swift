internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

/// How a rotation goes on: each change of its state is on the disk before the next effect.
extension Engine {
    /// How many steps one turn takes at most, so that others get theirs.
    private static let stepsAtOnce = 40
    /// Of so many rotations that began last, how many may be stuck before none begins by itself.
    private static let looksBack = 50
    private static let stuckAtMost = 5

    /// Begins a rotation that is due, unless too many others are stuck.
    ///
    /// The caller has marked the credential as busy.
    func begin(_ name: CredentialName, because reason: RotationDue.Reason) async -> Bool {
        let last: [(id: String, of: CredentialName)]? = await ask { () throws(LedgerError) in
            try await self.ledger.namesOfLastRotations(limit: Self.looksBack)
        }
        let now = world.timekeeper.now()
        guard let last else {
            rest(.credential, of: name, for: Self.restAfterLedger)
            return false
        }
        // One that is stuck is under way, so its record has it.
        let stuck = last.count { id, name in
            records[name]?.rotation.map { $0.id == id && $0.isStuckBeforeProof(at: now) } ?? false
        }
        guard stuck <= Self.stuckAtMost else {
            rest(.beginning, for: Self.restAfterSetback)
            world.journal.write(
                JournalEntry(
                    .rotationsHeld,
                    "\(stuck) of the last \(last.count) rotations do not get on; no further one begins by itself"))
            return false
        }
        // The ledger was waited for: ask again whether this is still so.
        guard let credential = inventory[name], records[name]?.rotation == nil, records[name]?.trial == nil,
            case .now = RotationDue(
                credential, facts(of: name, doubt: clockDoubt, at: now), last: records[name]?.lastRotation, now: now)
        else { return false }
        return await begin(credential, isByHand: false, reason: reason.sentence) != nil
    }

    /// Writes down that a rotation begins.
    func begin(_ credential: Credential, isByHand: Bool, reason: String) async -> Rotation? {
        let (name, now) = (credential.name, world.timekeeper.now())
        let record = records[name]
        let rotation = Rotation(
            id: UUIDs.version7(at: now, using: &world.random).description, of: credential, current: record?.current,
            window: record?.window(of: credential), last: record?.lastRotation, isByHand: isByHand,
            isRefused: record?.standing.isSecretRefused ?? false, at: now)
        let event = Event(
            at: now, kind: .rotationBegun, credential: name, version: record?.current?.id,
            message: "a rotation of the \(rotation.method) begins: \(reason)",
            details: ["rotation": rotation.id])
        guard await save(rotation, of: name, .begun, [event]) else { return nil }
        return rotation
    }

    /// Takes steps until the rotation waits for something.
    ///
    /// The caller has marked the credential as busy.
    func goOn(_ name: CredentialName) async {
        for _ in 0..<Self.stepsAtOnce {
            guard !Task.isCancelled, await takeStep(name) else { return }
        }
    }

    /// Takes one step.
    ///
    /// - Returns: whether another may follow at once.
    private func takeStep(_ name: CredentialName) async -> Bool {
        guard let rotation = records[name]?.rotation else { return false }
        let now = world.timekeeper.now()
        let facts = rotationFacts(of: name, rotation, doubt: clockDoubt, now: now)
        if let effect = rotation.inFlight {
            // The daemon was killed in its midst: what came of it is found out, by a clock that can be trusted.
            guard facts.clockDoubt == nil else { return false }
            let next = rotation.after(
                effect, .setback(Setback(.uncertain, message: "its end was not written down")), facts, at: now)
            return await save(
                next, of: name, .noted, [Event(Rotation.resumption(of: effect), of: rotation, name, at: now)])
        }
        let move = rotation.move(facts, now: now)
        if case .perform(let effect) = move { return await perform(effect, of: rotation, for: name) }
        guard let next = rotation.making(move, facts, at: now) else { return false }
        let events = next.events(since: rotation, of: name, at: now)
        let change = rotation.change(
            for: move, after: records[name]?.standing ?? Standing(), isProbed: inventory[name]?.isProbed == true,
            at: now)
        guard await save(next, of: name, change, events) else { return false }
        switch move {
        case .promote, .backOut, .advance: return true
        case .perform, .end, .wait: return false
        }
    }

    /// Writes a rotation down; where the ledger refuses it, it rests and is read anew from there.
    func save(_ rotation: Rotation, of name: CredentialName, _ change: RotationChange, _ events: [Event]) async -> Bool
    {
        let now = world.timekeeper.now()
        let saved: Void? = await record { () throws(LedgerError) in
            try await self.ledger.record(rotation, of: name, change, events: events, at: now)
        }
        guard saved != nil else {
            rest(.credential, of: name, for: Self.restAfterLedger)
            return false
        }
        rotations.take(rotation, of: name)
        switch change {
        case .begun, .noted:
            records[name]?.rotation = rotation
            let current = records[name]?.current
            let tellsOfHandOff =
                rotation.isPromoted && current.map { $0.handOff != $0.handOff.seen(by: rotation) } == true
            let hasStray = rotation.new == nil && records[name]?.versions.contains { $0.stage == .pending } == true
            if hasStray || tellsOfHandOff { await reload(name) }
        case .storing: records[name]?.rotation = rotation
        case .kept, .promoted, .backedOut, .ended: await reload(name)
        }
        // A version may be on its way out of the keyring.
        if rotation.new == nil || rotation.end != nil || rotation.step == .proven { tidySoon() }
        for event in events { world.journal.write(event) }
        return true
    }
}
