internal import Bookkeeping
public import Credentials

/// What people do by hand, and say that they have done.
extension Engine {
    /// The numbered steps of a task about a credential.
    public func steps(of task: PersonalTask, for credential: Credential) -> [String] {
        world.noticeWriter.steps(of: task, for: credential)
    }

    /// Takes a person's word that Partner Center has the secret: the one that a rotation hands over, else the one in use.
    ///
    /// Without a rotation it changes nothing but the record, which `leadkeeper migrate` and people read.
    public func takeWord(of name: CredentialName, by person: String) async throws(EngineError) {
        do {
            _ = try await confirmHandOff(of: name, by: person)
            return
        } catch {
            guard error.code == .nothingToHandOver, records[name]?.rotation == nil else { throw error }
        }
        guard let current = records[name]?.current else { throw EngineError(.noSecret, name) }
        let event = Event(
            at: world.timekeeper.now(), kind: .handOffConfirmed, credential: name, version: current.id,
            message: "\(person) says that Partner Center has the secret in use")
        let noted: RecordedEvent.ID? = await record { () throws(LedgerError) in try await self.ledger.append(event) }
        guard noted != nil else { throw EngineError(.ledgerUnavailable, name) }
        world.journal.write(event.entry)
    }
}
