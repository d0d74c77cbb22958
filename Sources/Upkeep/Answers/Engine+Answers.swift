internal import Bookkeeping
public import Credentials
internal import Ports
public import UpkeepState

/// What people answer to notices: that reminders wait, and who is on it.
extension Engine {
    /// Has reminders of a secret's end and of its hand-off wait: for one person, or for all contacts.
    ///
    /// A second one for the same person takes the place of the first. It is never longer than until people have to
    /// begin.
    public func snooze(
        _ name: CredentialName, until: Instant, recipient: EmailAddress? = nil, reason: String, by person: String
    ) async throws(EngineError) {
        try await answer(about: name) { current, now throws(EngineError) in
            guard until > now else { throw EngineError(.answerRefused("that moment is past"), name) }
            if let recipient, inventory[name]?.contacts.contains(recipient) != true {
                throw EngineError(.answerRefused("\(recipient) is not one of its contacts"), name)
            }
            let startBy = startBy(of: name)
            let latest = startBy ?? now + Snooze.longestWithoutStartBy
            guard until <= latest else {
                throw EngineError(.answerRefused(Self.limit(latest, startBy: startBy, at: now)), name)
            }
            let snooze = Snooze(recipient: recipient, since: now, until: until, person: person, reason: reason)
            let whom = recipient.map { "to \($0) " } ?? ""
            let event = Event(
                at: now, kind: .noticesSnoozed, credential: name, version: current.id,
                message: "\(person) has reminders \(whom)wait until \(Timestamp(until)): \(reason)",
                details: ["until": "\(Timestamp(until))", "reason": reason].merging(
                    recipient.map { ["recipient": $0.description] } ?? [:]
                ) { own, _ in own })
            return (
                event,
                { () throws(LedgerError) in
                    try await self.ledger.save(snooze, of: name, version: current.id, event: event)
                }
            )
        }
    }

    private static func limit(_ latest: Instant, startBy: Instant?, at now: Instant) -> String {
        guard startBy != nil else {
            return "nobody knows by when to begin, so reminders wait for 30 days at most, until \(Timestamp(latest))"
        }
        return latest <= now
            ? "the start-by date was \(Timestamp(latest)), so no reminder may wait any more; begin today"
            : "no reminder may wait beyond the start-by date, \(Timestamp(latest))"
    }

    /// Takes a snooze back; what was missed meanwhile is told.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func endSnooze(
        of name: CredentialName, recipient: EmailAddress? = nil, by person: String
    ) async throws(EngineError) -> Bool {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        return try await alone(with: name) { () async throws(EngineError) -> Bool in
            let snoozes = (records[name]?.answers.snoozes ?? []).filter { $0.recipient == recipient }
            guard !snoozes.isEmpty else { return false }
            guard await end(Answers(snoozes: snoozes), of: name, by: person) else {
                throw EngineError(.ledgerUnavailable, name)
            }
            return true
        }
    }

    /// Takes a person's word that somebody is on it.
    public func acknowledge(
        _ name: CredentialName, by who: String, person: String
    ) async throws(EngineError) {
        try await answer(about: name) { current, now throws(EngineError) in
            let until = Acknowledgement.end(givenAt: now, startBy: startBy(of: name))
            let acknowledgement = Acknowledgement(by: who, since: now, until: until, person: person)
            let event = Event(
                at: now, kind: .noticesAcknowledged, credential: name, version: current.id,
                message: "\(person) says that \(who) is on it; that counts until \(Timestamp(until))",
                details: ["by": who, "until": "\(Timestamp(until))"])
            return (
                event,
                { () throws(LedgerError) in
                    try await self.ledger.save(acknowledgement, of: name, version: current.id, event: event)
                }
            )
        }
    }

    /// Takes an acknowledgement back.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func endAcknowledgement(of name: CredentialName, by person: String) async throws(EngineError) -> Bool {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        return try await alone(with: name) { () async throws(EngineError) -> Bool in
            guard let acknowledgement = records[name]?.answers.acknowledgement else { return false }
            guard await end(Answers(acknowledgement: acknowledgement), of: name, by: person) else {
                throw EngineError(.ledgerUnavailable, name)
            }
            return true
        }
    }

    /// By when people have to begin to replace a secret; `nil` where nobody knows.
    func startBy(of name: CredentialName) -> Instant? {
        guard let credential = inventory[name], let record = records[name] else { return nil }
        return record.facts.startBy(of: credential, at: world.timekeeper.now())
    }

    /// Writes an answer down, which has to be about a secret that is stored, by a clock that is right.
    private func answer(
        about name: CredentialName,
        _ make: (SecretVersion, Instant) throws(EngineError) -> (
            event: Event, save: @Sendable () async throws(LedgerError) -> Void
        )
    ) async throws(EngineError) {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        if let clockDoubt {
            throw EngineError(.notNow("the clock is not to be trusted: \(clockDoubt.sentence)"), name)
        }
        try await alone(with: name) { () async throws(EngineError) in
            guard let current = records[name]?.current else { throw EngineError(.noSecret, name) }
            let (event, save) = try make(current, world.timekeeper.now())
            let saved: Void? = await record(save)
            guard saved != nil else { throw EngineError(.ledgerUnavailable, name) }
            await reload(name)
            world.journal.write(event)
        }
    }

    /// Takes what has ended by itself off the record.
    func endAnswers(of name: CredentialName, now: Instant) async {
        guard let ended = records[name]?.answers.ended(startBy: startBy(of: name), at: now), !ended.isEmpty else {
            return
        }
        _ = await end(ended, of: name, by: nil)
    }

    /// Takes answers off the record, and tells those who were not reminded what they have missed.
    ///
    /// - Parameter person: who takes them back; `nil` where their time is over.
    /// - Returns: whether the ledger has it.
    private func end(_ ended: Answers, of name: CredentialName, by person: String?) async -> Bool {
        guard let credential = inventory[name], let record = records[name], let current = record.current else {
            return true
        }
        let now = world.timekeeper.now()
        var left = record.answers
        left.snoozes.removeAll(where: ended.snoozes.contains)
        let startBy = startBy(of: name)
        let people = credential.contacts.filter { contact in
            ended.snoozes.contains { $0.recipient == nil || $0.recipient == contact }
                && left.snoozed(contact, startBy: startBy, at: now) == nil
        }
        let notices = missed(by: people, of: credential, record, now: now)
        let whose = { (snooze: Snooze) in snooze.recipient.map { " to \($0)" } ?? "" }
        var events = ended.snoozes.map { snooze in
            Event(
                at: now, kind: .snoozeEnded, credential: name, version: current.id,
                message: person.map { "\($0) has reminders\(whose(snooze)) go out again" }
                    ?? "reminders\(whose(snooze)) go out again, since their wait is over")
        }
        if let acknowledgement = ended.acknowledgement {
            events.append(
                Event(
                    at: now, kind: .acknowledgementEnded, credential: name, version: current.id,
                    message: person.map { "\($0) takes it back that \(acknowledgement.by) is on it" }
                        ?? "that \(acknowledgement.by) is on it does not count any more"))
        }
        let saved: Void? = await self.record { [events] () throws(LedgerError) in
            try await self.ledger.end(ended, of: name, notices: notices, events: events)
        }
        guard saved != nil else { return false }
        await reload(name)
        for event in events { world.journal.write(event) }
        return true
    }

    /// The most urgent reminders that the other contacts have been told of; who has had them gets none twice.
    private func missed(
        by people: [EmailAddress], of credential: Credential, _ record: CredentialRecord, now: Instant
    ) -> [NewNotice] {
        guard !people.isEmpty, clockDoubt == nil else { return [] }
        let end = record.noticeEnd(of: credential, at: now)
        return record.remindersInForce(end: end, at: now).flatMap { occasion in
            drafts(
                of: occasion, for: credential, record: record, windowEnd: occasion.kind.isOfWindow ? end : nil,
                to: people, now: now)
        }
    }
}
