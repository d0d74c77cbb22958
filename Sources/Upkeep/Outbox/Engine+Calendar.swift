internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

/// What is taken out of people's calendars where no other mail does it.
extension Engine {
    /// Reads again what is in people's calendars about a credential, after a mail that changes that was raised or taken.
    func reloadCalendar(of name: CredentialName) async {
        let calendar: [KnownEntry]? = await ask { () throws(LedgerError) in
            try await self.ledger.calendar(of: name)
        }
        guard let calendar, let known = records[name]?.calendar, known != calendar else { return }
        records[name]?.calendar = calendar
    }

    /// Tells each person in whose calendar something stands of which nothing is left to do, in a mail that takes it
    /// out.
    func takeEntriesOut(about name: CredentialName, now: Instant) async {
        // The pass has waited for the ledger since it looked: ask again whether this is still so.
        guard let record = records[name] else { return }
        let people = record.entriesToTakeOut(of: inventory[name], at: now).map(\.recipient)
        guard !people.isEmpty, let credential = await configuredLast(name) else { return }
        let occasion = Occasion.entryRemoved(at: now)
        var recipients: [EmailAddress] = []
        for person in people where !recipients.contains(person) { recipients.append(person) }
        let notices = drafts(
            of: occasion, for: credential, record: record, windowEnd: nil, to: recipients, now: now)
        let sentence = occasion.sentence(of: credential, record.current, isDoubt: false, to: recipients)
        let event = Event(
            at: now, kind: .noticeRaised, credential: name, version: record.current?.id, message: sentence)
        let saved: Int? = await self.record { () throws(LedgerError) in
            try await self.ledger.enqueue(notices, for: name, event: event)
        }
        guard saved != nil else { return }
        await reload(name)
        world.journal.write(
            JournalEntry(occasion.kind.event, sentence, credential: name, version: record.current?.id))
    }

    /// What the configuration says of a credential; of one that it has no more, what it said last, but that nobody is
    /// told of it any more.
    func configuredLast(_ name: CredentialName) async -> Credential? {
        if let credential = inventory[name] { return credential }
        let answer: KnownConfiguration?? = await ask { () throws(LedgerError) in
            try await self.ledger.lastConfiguration(of: name)
        }
        guard let known = answer ?? nil else { return nil }
        var credential = known.credential ?? Credential(name, ofDigest: known.digest, contacts: [])
        credential?.contacts = []
        return credential
    }
}
