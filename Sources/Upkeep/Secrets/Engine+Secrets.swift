internal import Bookkeeping
public import Credentials
internal import Ports
public import SecureMemory
public import UpkeepState

extension Engine {
    /// Reads the secret in use, to be shown to a person.
    ///
    /// That it is shown is in the ledger before it is read.
    public func revealSecret(of name: CredentialName, to reader: String) async throws(EngineError) -> SharedSecret {
        guard let current = records[name]?.current else {
            throw EngineError(inventory[name] == nil ? .unknownCredential : .noSecret, name)
        }
        guard current.certificate == nil else { throw EngineError(.privateKey, name) }
        try await noteShowing(of: name)
        let now = world.timekeeper.now()
        let event = Event(
            at: now, kind: .secretShown, credential: name, version: current.id,
            message: "the \(inventory[name]?.identity.secretKind.words ?? "secret") is shown to \(reader)")
        let noted: RecordedEvent.ID? = await record { () throws(LedgerError) in try await self.ledger.append(event) }
        guard noted != nil else { throw EngineError(.ledgerUnavailable, name) }
        world.journal.write(event)
        switch await keyring(read: name, current) {
        case .value(let secret): return secret
        case .intact: throw EngineError(.keyring(.absent), name)
        case .obstructed(let obstacle): throw EngineError(.keyring(obstacle), name)
        }
    }

    /// Removes all versions of a credential's secret from the keyring; what the ledger knows of its past stays.
    ///
    /// A keyring that does not answer is asked first: then nothing is given up. One that goes away in between leaves
    /// versions that are given up and removed later, by themselves.
    /// - Returns: the ids of the versions, the oldest first, and which of them the keyring still has.
    public func removeSecret(of name: CredentialName) async throws(EngineError) -> (
        versions: [String], waiting: [String]
    ) {
        guard records[name]?.versions.isEmpty == false else {
            throw EngineError(inventory[name] == nil ? .unknownCredential : .noSecret, name)
        }
        try await awaitBackup(for: name)
        try await occupy(name)
        defer { busy.remove(name) }
        guard let record = records[name], let newest = record.versions.last else { throw EngineError(.noSecret, name) }
        let answer = await check(newest, of: name)
        noteKeyring(answer.obstacle?.fault)
        if let obstacle = answer.obstacle, obstacle.fault != nil { throw EngineError(.keyring(obstacle), name) }
        let now = world.timekeeper.now()
        let event = Event(
            at: now, kind: .secretRemoved, credential: name, version: record.current?.id,
            message: "the secret was removed on request")
        let begun: Void? = await self.record { () throws(LedgerError) in
            try await self.ledger.beginRemoving(name, standing: record.standing.afterRemoval(), event: event)
        }
        guard begun != nil else { throw EngineError(.ledgerUnavailable, name) }
        await reload(name)
        world.journal.write(event)
        let versions = record.versions.map(\.id)
        guard await !tidyKeyring() else { return (versions, []) }
        // The loop tries again until it has succeeded.
        tidySoon()
        wake()
        let left: [UnsettledVersion]? = await ask { () throws(LedgerError) in try await self.ledger.versionsToRemove() }
        return (versions, versions.filter { version in left?.contains { $0.version.id == version } ?? true })
    }

    /// Reads one credential's record again, after a transaction that changed its versions.
    func reload(_ name: CredentialName) async {
        let known = records[name]
        let read: CredentialRecord?? = await ask { () throws(LedgerError) in
            try await self.ledger.record(of: name, knowing: known)
        }
        if let read { records[name] = read }
    }
}
