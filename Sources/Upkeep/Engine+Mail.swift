internal import Bookkeeping
internal import Credentials
internal import SecureMemory

extension Engine {
    /// Sends what the outbox holds and is due, as far as there is room.
    ///
    /// - Parameter fault: only what tells of that fault of the daemon; `nil` for everything.
    /// - Returns: when to look again; `nil` when nothing waits.
    func drainOutbox(now: Instant, uptime: Span, about fault: DaemonFault? = nil) async -> Instant? {
        if let mailRestsUntil, uptime < mailRestsUntil { return now + (mailRestsUntil - uptime) }
        // While nothing was changed the ledger need not be asked again: an idle pass touches no disk and wakes no other thread.
        if fault == nil, let nextMail, nextMail.changes == changes, nextMail.at.map({ now < $0 }) ?? true { return nextMail.at }
        guard mailRate.room(at: uptime) > 0 else { return now + mailRate.wait(at: uptime) }
        // Where nothing is taken, one mail at a time finds out whether that is over; what is overtaken by then never leaves.
        let most = troubles[.mail]?.isLasting(at: now) == true ? 1 : limits.mails
        let room = min(most - mailsRunning, mailRate.room(at: uptime))
        guard room > 0 else { return nil }
        let due: [OutboxItem]? = await ask { () throws(LedgerError) in
            try await self.ledger.dueNotices(at: now, about: fault, limit: room)
        }
        for item in due ?? [] {
            guard await isStillTrue(item, at: now) else { continue }
            // The attempt is in the ledger before the server hears of it: a crash may send twice, and never not at all.
            let isStillWanted: Bool? = await record { () throws(LedgerError) in
                try await self.ledger.beginSending(item.id, at: now)
            }
            guard let isStillWanted else { break }
            guard isStillWanted else { continue }
            mailsRunning += 1
            mailRate.take(at: uptime)
            act { engine in
                await engine.send(item)
                engine.mailsRunning -= 1
            }
        }
        guard fault == nil else { return nil }
        let before = changes
        let answer: Instant?? = await ask { () throws(LedgerError) in try await self.ledger.nextNoticeAt() }
        guard let next = answer else { return nil }
        // Of a change that ended meanwhile nobody knows whether the answer has it in.
        if changes == before { nextMail = (next, changes) }
        return next
    }

    /// Sends one notice, whose attempt is in the ledger, and notes how it ended.
    func send(_ item: OutboxItem) async {
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
        case .postponed(let code, let text):
            outcome = .retry(
                ServerReply(code: code.map(Int64.init), text: text), at: now + MailRetry.delay(afterAttempts: item.attempts + 1))
        case .refused(let code, let text):
            outcome = .dead(ServerReply(code: code.map(Int64.init), text: text))
            let why = code.map { "the mail server refused it with \($0)" } ?? text
            event = self.event(
                item, .noticeRefused, "“\(item.notice.subject)” cannot be sent to \(item.notice.recipient): \(why)", at: now)
        case .misconfigured(let code, let text):
            outcome = .retry(ServerReply(code: code.map(Int64.init), text: text), at: now + MailRetry.restAfterMisconfiguration)
        }
        let finished: Void? = await record { () throws(LedgerError) in
            try await self.ledger.finishSending(item.id, outcome, event: event)
        }
        await noteMail(delivery)
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
        guard case .credential(let name, _, let occasion) = item.notice.topic, let credential = inventory[name],
            let record = records[name], !operators.contains(item.notice.recipient)
        else {
            return
        }
        let others = operators.filter { !credential.contacts.contains($0) }
        guard !others.isEmpty else { return }
        let notices = drafts(
            of: occasion, for: credential, record: record, windowEnd: item.notice.windowEnd, to: others, now: now)
        _ = await self.record { () throws(LedgerError) in
            try await self.ledger.enqueue(notices, for: name)
        }
    }

    /// Notes what an attempt says of the way to the mail server, and hurries what waits once it is open again.
    func noteMail(_ delivery: Delivery) async {
        if case .accepted = delivery { mailAcceptedAt = world.timekeeper.now() }
        switch delivery {
        case .accepted, .refused:
            mailRestsUntil = nil
            let wasLasting = troubles[.mail]?.isLasting(at: world.timekeeper.now()) == true
            isOver(.mail)
            guard wasLasting else { return }
            let now = world.timekeeper.now()
            _ = await record { () throws(LedgerError) in try await self.ledger.hurryNotices(at: now) }
        case .postponed(_, let text): isMet(.mailUnreachable, text)
        case .misconfigured(_, let text):
            mailRestsUntil = world.timekeeper.uptime() + MailRetry.restAfterMisconfiguration
            isMet(.mailRefused, text)
        }
    }
}
