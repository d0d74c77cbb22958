internal import Bookkeeping
internal import Credentials
internal import Ports
internal import SecureMemory
internal import UpkeepState

extension Engine {
    /// Sends what the outbox holds and is due, as far as there is room.
    ///
    /// - Parameter fault: only what tells of that fault of the daemon; `nil` for everything.
    /// - Returns: when to look again; `nil` when nothing waits.
    func drainOutbox(now: Instant, uptime: TimeSpan, about fault: DaemonFault? = nil) async -> Instant? {
        await noteMending(now: now)
        let isTroubled = troubles[.mail] != nil
        switch outbox.turn(isAll: fault == nil, isTroubled: isTroubled, limits: limits, now: now, uptime: uptime) {
        case .wait(let until): return until
        case .send(let room, let absent, let restAgain):
            let due: [OutboxItem]? = await ask { () throws(LedgerError) in
                try await self.ledger.dueNotices(
                    at: now, about: fault, except: absent, seldomTriedFirst: isTroubled, limit: room)
            }
            for item in due ?? [] { await start(item, now: now, uptime: uptime) }
            guard fault == nil else { return nil }
            let asOf = outbox.asOf
            let answer: Instant?? = await ask { () throws(LedgerError) in
                try await self.ledger.nextNoticeAt(except: absent)
            }
            guard let next = answer else { return restAgain }
            guard absent.isEmpty else { return [next, restAgain].compactMap(\.self).min() }
            outbox.keep(next, asOf: asOf)
            return next
        }
    }

    /// Sends one notice beside everything else.
    private func start(_ item: OutboxItem, now: Instant, uptime: TimeSpan) async {
        guard await isStillTrue(item, at: now), await begin(item, now: now, uptime: uptime) else { return }
        act { engine in
            await engine.send(item)
            engine.outbox.end(item)
        }
    }

    /// Begins to send a notice; answers whether it is still wanted.
    ///
    /// The attempt is in the ledger before the server hears of it: a crash may send twice, and never not at all.
    private func begin(_ item: OutboxItem, now: Instant, uptime: TimeSpan) async -> Bool {
        let isStillWanted: Bool? = await record { () throws(LedgerError) in
            try await self.ledger.beginSending(item.id, at: now)
        }
        guard isStillWanted == true else { return false }
        outbox.begin(item, at: uptime)
        return true
    }

    /// Sends one notice at once, unless it is no longer wanted, and waits for the answer.
    func sendNow(_ item: OutboxItem, at now: Instant) async {
        guard await begin(item, now: now, uptime: world.timekeeper.uptime()) else { return }
        await send(item)
        outbox.end(item)
    }

    /// Whoever has read the configuration anew, or stored another password, may have mended what mail rests for.
    private func noteMending(now: Instant) async {
        guard outbox.isMended(password: records[.mail]?.current?.id) else { return }
        _ = await record { () throws(LedgerError) in try await self.ledger.hurryNotices(at: now) }
    }

    /// Sends one notice, whose attempt is in the ledger, and notes how it ended.
    private func send(_ item: OutboxItem) async {
        await take(await deliver(item.notice.body, to: item.notice.recipient), of: item)
    }

    /// Hands one mail to the mail server, signing in where that is configured.
    func deliver(_ message: [UInt8], to recipient: EmailAddress) async -> Delivery {
        switch await mailPassword() {
        case .none: await world.mailer.deliver(message, to: recipient.description, password: nil)
        case .value(let secret): await world.mailer.deliver(message, to: recipient.description, password: secret)
        case .missing(let why): .misconfigured(code: nil, text: why)
        case .outOfReach(let why): .postponed(code: nil, text: why)
        }
    }

    private enum MailPassword {
        case none
        case value(SharedSecret)
        /// Somebody has to store one.
        case missing(String)
        /// There is one, and the keyring does not give it now.
        case outOfReach(String)
    }

    /// The password for the mail server, where signing in is configured.
    private func mailPassword() async -> MailPassword {
        guard inventory[.mail] != nil else { return .none }
        guard let current = records[.mail]?.current else {
            return .missing("no secret is stored for @mail")
        }
        switch await keyring(read: .mail, current) {
        case .value(let secret): return .value(secret)
        case .intact: return .missing(KeyringObstacle.absent.sentence(of: "@mail"))
        case .obstructed(let obstacle):
            let cause = obstacle.sentence(of: "@mail")
            return obstacle.fault == nil ? .missing(cause) : .outOfReach(cause)
        }
    }

    /// Notes how an attempt ended; a notice counts as sent to one person when the server accepted it for that person,
    /// not before.
    private func take(_ delivery: Delivery, of item: OutboxItem) async {
        let now = world.timekeeper.now()
        let recipient = item.notice.recipient
        let wasResting = outbox.rests(for: recipient)
        let (verdict, rest) = outbox.note(
            delivery, to: recipient, attempts: item.attempts + 1, at: world.timekeeper.uptime())
        let outcome: NoticeOutcome =
            switch verdict.consequence {
            case .accepted: .accepted(delivery.reply, at: now)
            case .ends: .dead(delivery.reply)
            case .restsRecipient, .restsMail, .restsAll: .retry(delivery.reply, at: now + rest)
            }
        let event = Event(of: delivery, verdict, item, at: now)
        let finished: Void? = await record { () throws(LedgerError) in
            try await self.ledger.finishSending(item.id, outcome, event: event)
        }
        if let event { world.journal.write(event) }
        await noteMail(delivery, verdict, now: now)
        switch verdict.consequence {
        case .accepted where wasResting:
            _ = await record { () throws(LedgerError) in try await self.ledger.hurryNotices(at: now, to: recipient) }
        case .ends where finished != nil: await escalate(item, now: now)
        case .accepted, .ends, .restsRecipient, .restsMail, .restsAll: break
        }
    }

    /// There is no such contact: the operators get the notice instead.
    private func escalate(_ item: OutboxItem, now: Instant) async {
        guard case .credential(let name, _, let occasion) = item.notice.topic, let credential = inventory[name],
            let record = records[name], !inventory.operators.contains(item.notice.recipient)
        else {
            return
        }
        let others = inventory.operators.filter { !credential.contacts.contains($0) }
        guard !others.isEmpty else { return }
        let notices = drafts(
            of: occasion, for: credential, record: record, windowEnd: item.notice.windowEnd, to: others, now: now)
        _ = await self.record { () throws(LedgerError) in
            try await self.ledger.enqueue(notices, for: name)
        }
    }

    /// Notes what an attempt says of the way to the mail server, and hurries what waits once it is open again.
    ///
    /// Only a mail that was accepted says that: a refusal that is about one recipient says nothing of the others.
    private func noteMail(_ delivery: Delivery, _ verdict: MailVerdict, now: Instant) async {
        switch verdict.consequence {
        case .accepted:
            outbox.isAccepted(at: now)
            let wasTroubled = troubles[.mail] != nil
            isOver(.mail)
            guard wasTroubled else { return }
            _ = await record { () throws(LedgerError) in try await self.ledger.hurryNotices(at: now) }
        case .restsAll: isMet(verdict.fault, delivery.explanation)
        case .ends, .restsRecipient, .restsMail: break
        }
    }
}
