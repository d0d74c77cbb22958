public import Bookkeeping
public import Credentials
public import Ports
public import UpkeepState

/// Notices that are looked at, and not sent.
extension Engine {
    /// A notice as it would be sent now; nothing is sent or recorded.
    ///
    /// - Parameters:
    ///   - sample: what it is about; `nil` for the next reminder.
    ///   - language: in which language; `nil` for that of the first contact.
    public func preview(
        of name: CredentialName, _ sample: NoticeSample? = nil, in language: NoticePolicy.Language? = nil
    ) throws(EngineError) -> NoticeDraft {
        guard var credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        guard let record = records[name], let current = record.current else { throw EngineError(.noSecret, name) }
        guard let contact = credential.contacts.first else { throw EngineError(.noContacts, name) }
        let now = world.timekeeper.now()
        let sample = sample ?? .lapses
        let recipient = sample == .escalation ? credential.notices.escalateTo.first ?? contact : contact
        if let language { credential.notices.languages[recipient] = language }
        let rotation = record.rotation ?? record.lastRotation
        let end = record.noticeEnd(of: credential, at: now)
        let occasion = sample.occasion(
            policy: credential.notices, remaining: end.map { $0 - now }, probeClass: record.standing.refusedAs,
            attention: record.rotation?.attention?.reason, rotation: rotation?.id ?? current.id, now: now)
        var request = request(
            of: occasion, for: credential, record: record,
            windowEnd: occasion.kind.isOfWindow ? end : nil, to: recipient, now: now)
        if sample == .expired, let end, end > now {
            // As it would be at the end, if nobody had done anything by then.
            request.now = end
            request.standing.lastAcceptedAt = nil
            request.standing.lastProofAt = nil
        }
        if sample == .entryRemoved {
            guard let entry = record.reminderEntry(of: credential, to: recipient, at: now) else {
                throw EngineError(.answerRefused("nothing of it would be in anybody's calendar"), name)
            }
            request.calendar = [entry.cancelled]
        }
        if sample == .refused { request.standing.refusedAs = request.standing.refusedAs ?? .secretWrong }
        return world.noticeWriter.write(request)
    }

    /// One notice by its number; `nil` where none has it.
    public func notice(_ id: Int64) async throws(LedgerError) -> OutboxItem? {
        guard id < .max else { return nil }
        guard let item = try await ledger.notices(before: id + 1, limit: 1).first(where: { $0.id == id }) else {
            return nil
        }
        return await written(item)
    }
}
