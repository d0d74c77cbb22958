internal import Bookkeeping
internal import Credentials
internal import Ports
internal import RotationEffects
internal import UpkeepState

extension Engine {
    /// Removes keys of ours that are of use to nobody.
    func removeOrphans(among keys: [IssuedKey], of name: CredentialName) async {
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
                watch.forget(application)
                try await world.issuer.removeKey(key.keyID, from: application, as: who.application, proof: who.proof)
            } catch {
                guard error.kind != .absent else { continue }
                rest(.listing, of: name, for: Self.restAfterSetback)
                rotations.listAnew(name)
                records.touch(name)
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
