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
            await send(
                atMost: room, about: fault, except: absent, seldomTriedFirst: isTroubled, now: now, uptime: uptime)
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

    /// Begins to send what is due, one mail to each recipient with all that waits for them, as far as there is room.
    private func send(
        atMost room: Int, about fault: DaemonFault?, except absent: Set<EmailAddress>, seldomTriedFirst: Bool,
        now: Instant, uptime: TimeSpan
    ) async {
        var room = room
        while room > 0 {
            let due: [OutboxItem]? = await ask { [room] () throws(LedgerError) in
                try await self.ledger.dueNotices(
                    at: now, about: fault, except: absent, seldomTriedFirst: seldomTriedFirst, limit: room)
            }
            guard let due, !due.isEmpty else { return }
            let before = room
            var served: Set<OutboxItem.ID> = []
            for item in due where !served.contains(item.id) {
                let parcel = await parcel(for: item, now: now)
                served.formUnion(parcel.ids)
                if let way = parcel.way, await start(parcel.ids, with: way.mail, now: now, uptime: uptime) { room -= 1 }
            }
            // What is due and could not begin is looked at again by the next pass.
            guard room < before else { return }
        }
    }

    /// Sends notices with one mail beside everything else; answers whether it is under way.
    private func start(_ ids: [OutboxItem.ID], with mail: NewMail?, now: Instant, uptime: TimeSpan) async -> Bool {
        guard let shipment = await begin(ids, with: mail, now: now, uptime: uptime) else { return false }
        act { engine in
            await engine.send(shipment)
            engine.outbox.end(shipment)
        }
        return true
    }

    /// Begins to send notices with one mail; `nil` where they are not wanted any more.
    ///
    /// The attempt is in the ledger before the server hears of it: a crash may send twice, and never not at all.
    private func begin(
        _ ids: [OutboxItem.ID], with mail: NewMail?, now: Instant, uptime: TimeSpan
    ) async -> Shipment? {
        let begun: Shipment?? = await record { () throws(LedgerError) in
            try await self.ledger.beginSending(ids, with: mail, at: now)
        }
        guard let shipment = begun ?? nil else { return nil }
        outbox.begin(shipment, at: uptime)
        return shipment
    }

    /// Sends one notice at once with the mail that it has, unless it is no longer wanted, and waits for the answer.
    func sendNow(_ item: OutboxItem, at now: Instant) async {
        guard let shipment = await begin([item.id], with: nil, now: now, uptime: world.timekeeper.uptime()) else {
            return
        }
        await send(shipment)
        outbox.end(shipment)
    }

    /// Whoever has read the configuration anew, or stored another password, may have mended what mail rests for.
    private func noteMending(now: Instant) async {
        guard outbox.isMended(password: records[.mail]?.current?.id) else { return }
        _ = await record { () throws(LedgerError) in try await self.ledger.hurryNotices(at: now) }
    }

    /// Sends one mail, whose attempt is in the ledger, and notes how it ended.
    private func send(_ shipment: Shipment) async {
        await take(await deliver(shipment.mail.body, to: shipment.recipient), of: shipment)
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
    private func take(_ delivery: Delivery, of shipment: Shipment) async {
        let now = world.timekeeper.now()
        let recipient = shipment.recipient
        let wasResting = outbox.rests(for: recipient)
        let (verdict, rest) = outbox.note(
            delivery, to: recipient, attempts: shipment.attempts, at: world.timekeeper.uptime())
        let outcome: NoticeOutcome =
            switch verdict.consequence {
            case .accepted: .accepted(delivery.reply, at: now)
            case .ends: .dead(delivery.reply)
            case .restsRecipient, .restsMail, .restsAll:
                .retry(delivery.reply, at: now + rest, mayBeTaken: delivery.isUnseen)
            }
        let events = shipment.items.compactMap { Event(of: delivery, verdict, $0, at: now) }
        let finished: Void? = await record { () throws(LedgerError) in
            try await self.ledger.finishSending(shipment.items.map(\.id), outcome, events: events)
        }
        for event in events { world.journal.write(event) }
        await noteMail(delivery, verdict, now: now)
        // What is in calendars is another from now on.
        if verdict.consequence == .accepted {
            for name in Set(shipment.items.compactMap(\.notice.credential)).sorted() { await reload(name) }
        }
        switch verdict.consequence {
        case .accepted where wasResting:
            _ = await record { () throws(LedgerError) in try await self.ledger.hurryNotices(at: now, to: recipient) }
        case .ends where finished != nil:
            for item in shipment.items { await standIn(for: item, delivery, now: now) }
        case .accepted, .ends, .restsRecipient, .restsMail, .restsAll: break
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
