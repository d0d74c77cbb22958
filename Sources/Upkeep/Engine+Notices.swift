public import Bookkeeping
public import Credentials

extension Engine {
    /// Puts one notice for each contact into the outbox, with what follows for the standing, in one transaction.
    func raise(_ occasion: Occasion, for name: CredentialName, now: Instant) async {
        // The pass has waited for the ledger since it decided: ask again whether this is still so.
        guard let credential = inventory[name], var record = records[name], let current = record.current,
            !record.noticed.contains(occasion)
        else { return }
        let notices = drafts(of: occasion, for: credential, record: record, to: credential.contacts, now: now)
        switch occasion {
        case .worksAgain:
            record.standing.alarmedSince = nil
            record.standing.alarmedOf = nil
        case let trouble where trouble.isTrouble:
            record.standing.alarmedSince = record.standing.alarmedSince ?? now
            record.standing.alarmedOf = trouble
        default: break
        }
        record.noticed.insert(occasion)
        let event = Event(
            at: now, kind: .noticeRaised, credential: name, version: current.id, class: occasion.probeClass,
            message: occasion.sentence(of: credential))
        let saved: Int? = await self.record { () throws(LedgerError) in
            try await self.ledger.enqueue(notices, for: name, standing: record.standing, event: event)
        }
        guard saved != nil else { return }
        records[name]?.noticed.insert(occasion)
        records[name]?.standing.alarmedSince = record.standing.alarmedSince
        records[name]?.standing.alarmedOf = record.standing.alarmedOf
        world.journal.write(
            JournalEntry(
                occasion.priority, occasion.event, occasion.sentence(of: credential), credential: name, version: current.id,
                probeClass: occasion.probeClass))
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
        let notices = drafts(of: occasion, for: credential, record: record, to: credential.contacts, now: now)
        let event = Event(
            at: now, kind: .noticeTest, credential: name, version: record.current?.id,
            message: "a test notice was asked for")
        let count: Int? = await self.record { () throws(LedgerError) in
            try await self.ledger.enqueue(notices, for: name, standing: record.standing, event: event)
        }
        guard count != nil else { throw EngineError(.ledgerUnavailable, name) }
        for item in try await items(about: occasion, of: name) {
            let isStillWanted: Bool? = await self.record { () throws(LedgerError) in
                try await self.ledger.beginSending(item.id, at: now)
            }
            guard isStillWanted == true else { continue }
            mailRate.take(at: world.timekeeper.uptime())
            await send(item)
        }
        wake()
        return try await items(about: occasion, of: name)
    }

    private func items(about occasion: Occasion, of name: CredentialName) async throws(EngineError) -> [OutboxItem] {
        let items: [OutboxItem]? = await ask { () throws(LedgerError) in
            try await self.ledger.notices(of: name, limit: 100)
        }
        guard let items else { throw EngineError(.ledgerUnavailable, name) }
        return items.filter { $0.notice.topic.key == occasion.key }
    }

    /// The notice to each of the recipients, as it is put into the outbox.
    func drafts(
        of occasion: Occasion, for credential: Credential, record: CredentialRecord, to recipients: [EmailAddress], now: Instant
    ) -> [NewNotice] {
        recipients.map { recipient in
            let request = NoticeRequest(
                credential: credential, version: record.current, window: record.window(of: credential), occasion: occasion,
                standing: record.standing, trouble: record.standing.alarmedOf, recipient: recipient, now: now,
                rotation: record.rotation(of: occasion))
            let draft = world.noticeWriter.write(request)
            return NewNotice(
                .credential(credential.name, version: record.current?.id, occasion), recipient: recipient,
                messageID: draft.messageID, subject: draft.subject, body: draft.message, createdAt: now,
                deadline: occasion.deadline(windowEnd: request.window?.endInstant, raisedAt: now))
        }
    }
}

extension CredentialRecord {
    /// The rotation that an occasion is about, else the one under way, or the last one.
    fileprivate func rotation(of occasion: Occasion) -> Rotation? {
        let known = [rotation, lastRotation].compactMap(\.self)
        switch occasion {
        case .handOff(let id, _), .rotationStuck(let id, _, _), .rotated(let id):
            return known.first { $0.id == id } ?? known.first
        default: return known.first
        }
    }

    /// The window of the version in use; `nil` where no secret is stored.
    func window(of credential: Credential) -> Window? {
        current.map {
            Window(
                of: $0, identity: credential.identity, lifetime: credential.lifetime,
                refusedAsLapsedAt: standing.refusedAsLapsedAt)
        }
    }
}
