public import Bookkeeping
public import Credentials
internal import SecureMemory

extension Engine {
    /// Puts one notice for each contact into the outbox, with what follows for the standing, in one transaction.
    func raise(_ occasion: Occasion, for name: CredentialName, now: Instant) async {
        // The pass has waited for the ledger since it decided: ask again whether this is still so.
        guard let credential = inventory[name], var record = records[name], let current = record.current,
            !record.noticed.contains(occasion)
        else { return }
        let notices = drafts(of: occasion, for: credential, record: record, to: credential.contacts, now: now)
        switch occasion {
        case .worksAgain: record.standing.alarmedSince = nil
        case let trouble where trouble.isTrouble: record.standing.alarmedSince = record.standing.alarmedSince ?? now
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
            if isStillWanted == true { await send(item) }
        }
        wake()
        return try await items(about: occasion, of: name)
    }

    private func items(about occasion: Occasion, of name: CredentialName) async throws(EngineError) -> [OutboxItem] {
        let items: [OutboxItem]? = await record { () throws(LedgerError) in
            try await self.ledger.notices(of: name, limit: 100)
        }
        guard let items else { throw EngineError(.ledgerUnavailable, name) }
        return items.filter { $0.notice.occasion == occasion }
    }

    /// Sends what the outbox holds and is due, as far as there is room.
    ///
    /// - Returns: when to look again; `nil` when nothing waits.
    func drainOutbox(now: Instant) async -> Instant? {
        if let mailRestsUntil, now < mailRestsUntil { return mailRestsUntil }
        let room = limits.mails - mailsRunning
        guard room > 0 else { return nil }
        let due: [OutboxItem]? = await record { () throws(LedgerError) in
            try await self.ledger.dueNotices(at: now, limit: room)
        }
        for item in due ?? [] {
            // The attempt is in the ledger before the server hears of it: a crash may send twice, and never not at all.
            let isStillWanted: Bool? = await record { () throws(LedgerError) in
                try await self.ledger.beginSending(item.id, at: now)
            }
            guard let isStillWanted else { break }
            guard isStillWanted else { continue }
            mailsRunning += 1
            act { engine in
                await engine.send(item)
                engine.mailsRunning -= 1
            }
        }
        let next: Instant?? = await record { () throws(LedgerError) in try await self.ledger.nextNoticeAt() }
        return next ?? nil
    }

    private func send(_ item: OutboxItem) async {
        let delivery: Delivery
        switch await mailPassword() {
        case .none: delivery = await world.mailer.deliver(item.notice.body, to: item.notice.recipient.description, password: nil)
        case .value(let secret):
            delivery = await world.mailer.deliver(item.notice.body, to: item.notice.recipient.description, password: secret)
        case .missing(let why): delivery = .misconfigured(code: nil, text: why)
        }
        await take(delivery, of: item)
    }

    private enum MailPassword {
        case none
        case value(SharedSecret)
        case missing(String)
    }

    /// The password for the mail server, where signing in is configured.
    private func mailPassword() async -> MailPassword {
        guard inventory[.mail] != nil else { return .none }
        guard let current = records[.mail]?.current else {
            return .missing("no secret is stored for @mail")
        }
        switch await keyring(read: .mail, current) {
        case .value(let secret): return .value(secret)
        case let answer:
            return .missing(answer.trouble.map { "the keyring fails: \($0)" } ?? "the keyring has no secret for @mail")
        }
    }

    /// Notes how an attempt ended; a notice counts as sent to one person when the server accepted it for that person, not before.
    private func take(_ delivery: Delivery, of item: OutboxItem) async {
        let now = world.timekeeper.now()
        let outcome: NoticeOutcome
        var event: Event?
        switch delivery {
        case .accepted(let code, let text):
            outcome = .accepted(ServerReply(code: Int64(code), text: text), at: now)
            event = self.event(
                item, .noticeAccepted, "the mail server accepted “\(item.notice.subject)” for \(item.notice.recipient)", at: now)
            noteMail(nil)
        case .postponed(let code, let text):
            outcome = .retry(
                ServerReply(code: code.map(Int64.init), text: text), at: now + MailRetry.delay(afterAttempts: item.attempts + 1))
        case .refused(let code, let text):
            outcome = .dead(ServerReply(code: Int64(code), text: text))
            event = self.event(
                item, .noticeRefused, "the mail server refused “\(item.notice.subject)” for \(item.notice.recipient): \(code)",
                at: now)
        case .misconfigured(let code, let text):
            mailRestsUntil = now + MailRetry.restAfterMisconfiguration
            outcome = .retry(ServerReply(code: code.map(Int64.init), text: text), at: now + MailRetry.restAfterMisconfiguration)
            noteMail(text)
        }
        let finished: Void? = await record { () throws(LedgerError) in
            try await self.ledger.finishSending(item.id, outcome, event: event)
        }
        if case .refused = delivery {
            if let event {
                world.journal.write(
                    JournalEntry(
                        .error, event.kind.rawValue, event.message, credential: item.notice.credential,
                        version: item.notice.version))
            }
            if finished != nil { await escalate(item, now: now) }
        } else if let event {
            world.journal.write(
                JournalEntry(
                    .info, event.kind.rawValue, event.message, credential: item.notice.credential, version: item.notice.version))
        }
    }

    private func event(_ item: OutboxItem, _ kind: Event.Kind, _ message: String, at now: Instant) -> Event {
        Event(at: now, kind: kind, credential: item.notice.credential, version: item.notice.version, message: message)
    }

    /// A contact cannot be reached, ever: the operators get the notice in his place.
    private func escalate(_ item: OutboxItem, now: Instant) async {
        let name = item.notice.credential
        guard let credential = inventory[name], let record = records[name], !operators.contains(item.notice.recipient) else {
            return
        }
        let others = operators.filter { !credential.contacts.contains($0) }
        guard !others.isEmpty else { return }
        let notices = drafts(of: item.notice.occasion, for: credential, record: record, to: others, now: now)
        _ = await self.record { () throws(LedgerError) in
            try await self.ledger.enqueue(notices, for: name)
        }
    }

    /// Notes whether the mail server takes mail with our settings.
    private func noteMail(_ trouble: String?) {
        if let trouble {
            guard mailTrouble.begins(at: world.timekeeper.now(), message: trouble) else { return }
            world.journal.write(JournalEntry(.error, "mail-failed", "failed to send mail: \(trouble)"))
        } else {
            mailRestsUntil = nil
            if mailTrouble.ends() {
                world.journal.write(JournalEntry(.notice, "mail-works", "the mail server takes mail again"))
            }
        }
    }

    private func drafts(
        of occasion: Occasion, for credential: Credential, record: CredentialRecord, to recipients: [EmailAddress], now: Instant
    ) -> [NewNotice] {
        recipients.map { recipient in
            let request = NoticeRequest(
                credential: credential, version: record.current, window: record.window(of: credential), occasion: occasion,
                standing: record.standing, recipient: recipient, now: now)
            let draft = world.noticeWriter(request)
            return NewNotice(
                credential: credential.name, version: record.current?.id, occasion: occasion, recipient: recipient,
                messageID: draft.messageID, subject: draft.subject, body: draft.message, createdAt: now)
        }
    }
}

extension CredentialRecord {
    /// The window of the version in use; `nil` where no secret is stored.
    func window(of credential: Credential) -> Window? {
        current.map {
            Window(
                of: $0, identity: credential.identity, lifetime: credential.lifetime,
                refusedAsLapsedAt: standing.refusedAsLapsedAt)
        }
    }
}

extension Occasion {
    /// How much it matters in the journal.
    var priority: JournalEntry.Priority {
        switch self {
        case .lapsed, .refused: .error
        case .lapses, .unchecked: .warning
        case .worksAgain: .notice
        case .test: .info
        }
    }

    /// The stable word for it in the journal.
    var event: String {
        switch self {
        case .lapses: "credential-lapses"
        case .lapsed: "credential-lapsed"
        case .refused: "credential-refused-lasting"
        case .unchecked: "credential-unchecked-lasting"
        case .worksAgain: "credential-works-again"
        case .test: "notice-test"
        }
    }

    var probeClass: ProbeClass? {
        guard case .refused(let probeClass, _, _) = self else { return nil }
        return probeClass
    }

    /// What people are told, in a sentence for the journal and the ledger.
    func sentence(of credential: Credential) -> String {
        let secret = credential.identity.secretKind
        return switch self {
        case .lapses(let leadTime): "the \(secret) lapses in \(leadTime.inWords) or less; the contacts are told"
        case .lapsed: "the \(secret) has lapsed; the contacts are told"
        case .refused(let probeClass, _, _): "Microsoft refuses the \(secret) (\(probeClass.rawValue)); the contacts are told"
        case .unchecked:
            "the \(secret) could not be checked for \(credential.notices.uncheckedAfter.inWords); the contacts are told"
        case .worksAgain: "the \(secret) works again; the contacts are told"
        case .test: "a test notice goes to the contacts"
        }
    }
}
