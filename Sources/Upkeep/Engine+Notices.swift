public import Bookkeeping
public import Credentials
internal import Ports
public import UpkeepState

/// What people are to be told of a credential, with what follows for its standing.
struct Raising {
    /// What is put into the ledger.
    var notices: RaisedNotices
    /// What the record was when that was written.
    var known: CredentialRecord
    /// What counts as told from then on; `nil` where there is nobody to tell, which the standing knows.
    var told: ToldOccasion?
    /// What the journal says of it.
    var entry: JournalEntry
}

extension Engine {
    /// Puts one notice for each person concerned into the outbox, with what follows for the standing, in one
    /// transaction.
    func raise(_ occasion: Occasion, for name: CredentialName, now: Instant) async {
        if let raising = await raising(occasion, for: name, now: now) { await raise([raising]) }
    }

    /// The notice for each person concerned, with what follows for the standing; `nil` where nobody is told now.
    func raising(_ occasion: Occasion, for name: CredentialName, now: Instant) async -> Raising? {
        guard let people = await audience(of: occasion, for: name, now: now),
            !(people.isEmpty && occasion.kind.isReminder)
        else { return nil }
        // The pass has waited for the ledger since it decided: ask again whether this is still so.
        guard let credential = inventory[name], let known = records[name], let current = known.current else {
            return nil
        }
        var record = known
        let told = ToldOccasion(occasion, windowEnd: record.noticeEnd(of: credential, at: now))
        guard !record.raised(of: credential).contains(told) else { return nil }
        let isDoubt = record.isDoubt(occasion, of: credential, at: now)
        let notices =
            drafts(of: occasion, for: credential, record: record, windowEnd: told.windowEnd, to: people, now: now)
            + channelDrafts(
                of: occasion, for: credential, record: record, windowEnd: told.windowEnd, beside: people, now: now)
        if case .worksAgain = occasion {
            if !people.isEmpty, record.isDoubt(.lapsed(repetition: 0), of: credential, at: now) {
                record.standing.endAskedAt = now
            }
            record.standing.overcame = record.standing.alarmedOf
            record.standing.overcameAt = now
            record.standing.alarmedSince = nil
            record.standing.alarmedOf = nil
        } else if occasion.kind.isTrouble, !isDoubt {
            // A question is no alarm, of which somebody would have to say that it is over.
            record.standing.alarmedSince = record.standing.alarmedSince ?? now
            record.standing.alarmedOf = occasion
        }
        // No mail is there to remember it by.
        if people.isEmpty { record.standing.isRaisedToNobody(told) }
        let sentence = occasion.sentence(of: credential, current, isDoubt: isDoubt, to: people)
        let event = Event(
            at: now, kind: .noticeRaised, credential: name, version: current.id, class: occasion.probeClass,
            message: sentence)
        return Raising(
            notices: RaisedNotices(
                notices, of: name, standing: record.standing == known.standing ? nil : record.standing, event: event),
            known: known, told: people.isEmpty ? nil : told,
            entry: JournalEntry(
                isDoubt ? .credentialEndDoubted : occasion.kind.event, sentence,
                credential: name, version: current.id, probeClass: occasion.probeClass))
    }

    /// Puts all of these into the outbox, in one transaction.
    func raise(_ raisings: [Raising]) async {
        // What was written for a record that has changed meanwhile may be wrong: the next pass looks at it anew.
        let valid = raisings.filter { records[$0.notices.name] == $0.known }
        guard !valid.isEmpty else { return }
        let saved: [LedgerError?]? = await self.record { () throws(LedgerError) in
            try await self.ledger.enqueue(valid.map(\.notices))
        }
        guard let saved else { return }
        for (raising, refusal) in zip(valid, saved) {
            if let refusal {
                world.journal.write(JournalEntry(.ledgerConflict, refusal.description))
                continue
            }
            let (name, standing) = (raising.notices.name, raising.notices.standing)
            // What takes an entry out is on its way from now on.
            if !raising.known.calendar.isEmpty { await reloadCalendar(of: name) }
            if var record = records[name] {
                if let told = raising.told { record.told.insert(told) }
                if let standing { record.standing.takeAlarm(of: standing) }
                records[name] = record
            }
            // Word of another end that waits is withdrawn, and counts as not told.
            if let told = raising.told, raising.known.told.contains(where: told.isOfAnotherEnd) { await reload(name) }
            world.journal.write(raising.entry)
        }
    }

    /// Who is concerned by an occasion; `nil` where the ledger cannot tell.
    ///
    /// What is wrong with a connection that has never worked is for those to know who set it up; that trouble is over,
    /// for those who were told of it.
    private func audience(of occasion: Occasion, for name: CredentialName, now: Instant) async -> [EmailAddress]? {
        guard let credential = inventory[name], let record = records[name] else { return nil }
        if occasion.kind.isReminder || occasion.kind == .escalated {
            let others = occasion.kind == .escalated ? credential.notices.escalateTo : []
            let contacts = others.isEmpty ? credential.contacts : credential.contacts.filter { !others.contains($0) }
            // By when somebody has to begin is asked only where somebody has put a reminder off.
            guard !record.answers.isEmpty else { return contacts + others }
            let startBy = startBy(of: name)
            return contacts.filter { record.answers.snoozed($0, startBy: startBy, at: now) == nil } + others
        }
        if case .worksAgain = occasion {
            let isLapse = if case .lapsed = record.standing.alarmedOf { true } else { false }
            let trouble = NoticeKind.allCases.filter { $0.isTrouble && (isLapse || !$0.isOfWindow) }
            let told: Set<EmailAddress>? = await ask { () throws(LedgerError) in
                try await self.ledger.peopleTold(of: Set(trouble), of: name)
            }
            return told.map { told in
                credential.contacts.filter(told.contains)
                    + inventory.operators.filter { told.contains($0) && !credential.contacts.contains($0) }
            }
        }
        let isOfSetUp =
            credential.isWrittenUnasked && !record.standing.hasWorked
            && occasion.isTroubleOfSetUp(record.window(of: credential))
        return isOfSetUp && !inventory.operators.isEmpty ? inventory.operators : credential.contacts
    }

    /// Notes that a credential is being tried because its end is reached, so that people are told in time whatever
    /// comes of it.
    func begin(_ trial: EndTrial, of name: CredentialName) async {
        guard var standing = records[name]?.standing else { return }
        standing.endTrial = trial
        let saved: Void? = await record { [standing] () throws(LedgerError) in
            try await self.ledger.save(standing, for: name)
        }
        if saved != nil { records[name]?.standing.endTrial = trial }
    }

    /// Whether a notice that waits is still true: one about an end of the window that is not in force any more, or about
    /// a silence that is over, is withdrawn.
    func isStillTrue(_ item: OutboxItem, at now: Instant) async -> Bool {
        guard isOvertaken(item, at: now), let name = item.notice.credential else { return true }
        let withdrawn: Void? = await self.record { () throws(LedgerError) in try await self.ledger.withdraw(item.id) }
        if withdrawn != nil { await reload(name) }
        return false
    }

    private func isOvertaken(_ item: OutboxItem, at now: Instant) -> Bool {
        guard let name = item.notice.credential, let record = records[name] else { return false }
        if case .silent(let since) = Occasion(key: item.notice.topic.key) {
            return record.leads?.silence.map { $0.since != since } ?? true
        }
        guard let windowEnd = item.notice.windowEnd, let credential = inventory[name],
            record.current?.id == item.notice.version
        else { return false }
        return record.noticeEnd(of: credential, at: now) != windowEnd
    }

    /// Has what an older leadkeeper told of a window count for the end that is in force.
    func countOldNotices(of credential: Credential) async throws(LedgerError) {
        guard let record = records[credential.name], let current = record.current,
            record.told.contains(where: { $0.occasion.kind.isOfWindow && $0.windowEnd == nil }),
            let end = record.window(of: credential)?.reminded(at: world.timekeeper.now())
        else { return }
        try await ledger.count(noticesOf: credential.name, version: current.id, for: end)
        records[credential.name] = try await ledger.record(of: credential.name, knowing: record)
    }

    /// Sends a marked test notice to each contact now, and waits for the mail server's answers.
    ///
    /// - Returns: the notices as they stand then; one that was not taken is tried again like any other.
    public func sendTest(for name: CredentialName) async throws(EngineError) -> [OutboxItem] {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        guard !credential.contacts.isEmpty else { throw EngineError(.noContacts, name) }
        let now = world.timekeeper.now()
        guard let record = records[name] else { throw EngineError(.ledgerUnavailable, name) }
        let occasion = Occasion.test(id: UUIDs.version4(using: &world.random).description)
        let notices =
            drafts(of: occasion, for: credential, record: record, windowEnd: nil, to: credential.contacts, now: now)
            + channelDrafts(
                of: occasion, for: credential, record: record, windowEnd: nil, beside: credential.contacts, now: now)
        let event = Event(
            at: now, kind: .noticeTest, credential: name, version: record.current?.id,
            message: "a test notice was asked for")
        let count: Int? = await self.record { () throws(LedgerError) in
            try await self.ledger.enqueue(notices, for: name, standing: record.standing, event: event)
        }
        guard count != nil else { throw EngineError(.ledgerUnavailable, name) }
        // At once, so that no contact's server holds up the others.
        let waiting = try await items(about: occasion, of: name)
        await withTaskGroup(of: Void.self) { group in
            for item in waiting { group.addTask { await self.sendNow(item, at: now) } }
        }
        wake()
        return try await items(about: occasion, of: name)
    }

    private func items(about occasion: Occasion, of name: CredentialName) async throws(EngineError) -> [OutboxItem] {
        let items: [OutboxItem]? = await ask { () throws(LedgerError) in
            try await self.ledger.notices(of: name, limit: 100, withBodies: false)
        }
        guard let items else { throw EngineError(.ledgerUnavailable, name) }
        return await named(items.filter { $0.notice.topic.key == occasion.key })
    }

    /// The notice to each of the recipients, as it is put into the outbox.
    ///
    /// It has its facts, and the name of its mail, which is written when it is sent.
    func drafts(
        of occasion: Occasion, for credential: Credential, record: CredentialRecord, windowEnd: Instant?,
        to recipients: [EmailAddress], insteadOf unreachable: UnreachableAddress? = nil, now: Instant
    ) -> [NewNotice] {
        recipients.map { recipient in
            var request = request(
                of: occasion, for: credential, record: record, windowEnd: windowEnd, to: recipient, now: now)
            request.unreachable = unreachable
            let envelope = world.noticeWriter.envelope(of: request)
            return NewNotice(
                request,
                mail: NewMail(unwritten: envelope.messageID, createdAt: now),
                envelope.urgency, pace: outbox.pace, insteadOf: unreachable?.address)
        }
    }

    /// What a notice is written from.
    ///
    /// - Parameter rotation: the rotation that it is about, where the record has it no more.
    func request(
        of occasion: Occasion, for credential: Credential, record: CredentialRecord, windowEnd: Instant?,
        to recipient: EmailAddress, now: Instant, rotation: Rotation? = nil
    ) -> NoticeRequest {
        NoticeRequest(
            credential: credential, version: record.current, window: record.window(of: credential), occasion: occasion,
            standing: record.standing, trouble: record.standing.alarmedOf ?? record.standing.overcame,
            recipient: recipient, now: now, rotation: rotation ?? record.rotation(of: occasion), windowEnd: windowEnd,
            operators: inventory.operators,
            publishingTime: credential.publishingTime(seen: record.publications),
            acknowledgement: record.answers.acknowledgement(at: now),
            calendar: record.calendar(of: occasion, for: credential, to: recipient, at: now), leads: record.leads)
    }
}
