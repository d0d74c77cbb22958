internal import Bookkeeping
internal import Credentials
internal import Ports
internal import SecureMemory
internal import UpkeepState

extension Engine {
    /// Sends what waits and is due by every way, as far as each has room: none waits for another.
    ///
    /// - Parameter fault: only what tells of that fault of the daemon; `nil` for everything.
    /// - Returns: when to look again; `nil` when nothing waits.
    func drainOutbox(now: Instant, uptime: TimeSpan, about fault: DaemonFault? = nil) async -> Instant? {
        var next = [await drain(nil, now: now, uptime: uptime, about: fault)]
        for channel in channels.all {
            next.append(await drain(channel.name, now: now, uptime: uptime, about: fault))
        }
        return next.compactMap(\.self).min()
    }

    /// Sends what waits for a channel, or for the mail server for `nil`.
    private func drain(
        _ way: ChannelName?, now: Instant, uptime: TimeSpan, about fault: DaemonFault?
    ) async -> Instant? {
        await noteMending(of: way, now: now)
        await reckonPace(of: way, now: now, uptime: uptime)
        let isTroubled = way.map { channels.trouble(of: $0) != nil } ?? (troubles[.mail] != nil)
        let turn = self[outboxOf: way].turn(
            isAll: fault == nil, isTroubled: isTroubled, limits: limits, now: now, uptime: uptime)
        switch turn {
        case .wait(let until): return until
        case .send(let room, let absent, let restAgain):
            // What is due is looked for among all that waits, so it is asked first whether anything is.
            if fault == nil, let known = await nextNotice(by: way, except: absent), known.map({ $0 > now }) ?? true {
                return until(known, restAgain, except: absent)
            }
            await send(
                atMost: room, by: way, about: fault, except: absent, seldomTriedFirst: isTroubled, now: now,
                uptime: uptime)
            guard fault == nil else { return nil }
            guard let next = await nextNotice(by: way, except: absent) else { return restAgain }
            return until(next, restAgain, except: absent)
        }
    }

    /// When the next mail is due, `nil` inside for never; `nil` where the ledger cannot tell.
    ///
    /// What is known of all recipients is kept.
    private func nextNotice(by way: ChannelName?, except absent: Set<EmailAddress>) async -> Instant?? {
        let asOf = self[outboxOf: way].asOf
        let answer: Instant?? = await ask { () throws(LedgerError) in
            try await self.ledger.nextNoticeAt(except: absent, through: way)
        }
        if let next = answer, absent.isEmpty { self[outboxOf: way].keep(next, asOf: asOf) }
        return answer
    }

    /// When to look again: nobody's mail rests, or the first of them may be tried again.
    private func until(_ next: Instant?, _ restAgain: Instant?, except absent: Set<EmailAddress>) -> Instant? {
        absent.isEmpty ? next : [next, restAgain].compactMap(\.self).min()
    }

    /// Lets the pace of a way yield where what waits would come too late by it.
    private func reckonPace(of way: ChannelName?, now: Instant, uptime: TimeSpan) async {
        guard self[outboxOf: way].hasToReckon(at: uptime) else { return }
        let needed: Int? = await ask { () throws(LedgerError) in
            try await self.ledger.mailsNeeded(at: now, patience: MailPace.patience, through: way)
        }
        if let needed { self[outboxOf: way].keep(needed: needed, at: uptime) }
    }

    /// Begins to send what is due, one mail to each recipient with all that waits for them, as far as there is room.
    private func send(
        atMost room: Int, by way: ChannelName?, about fault: DaemonFault?, except absent: Set<EmailAddress>,
        seldomTriedFirst: Bool,
        now: Instant, uptime: TimeSpan
    ) async {
        var room = room
        while room > 0 {
            let due: [OutboxItem]? = await ask { [room] () throws(LedgerError) in
                try await self.ledger.dueNotices(
                    at: now, about: fault, except: absent, seldomTriedFirst: seldomTriedFirst, through: way,
                    limit: room)
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
            engine[outboxOf: shipment.channel].end(shipment)
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
        self[outboxOf: shipment.channel].begin(shipment, at: uptime)
        return shipment
    }

    /// Sends one notice at once, unless it is no longer wanted, and waits for the answer.
    func sendNow(_ item: OutboxItem, at now: Instant) async {
        let isWritten = item.notice.mail.isWritten
        let mail = isWritten ? nil : await written(item).notice.mail
        guard mail?.isWritten ?? true,
            let shipment = await begin([item.id], with: mail, now: now, uptime: world.timekeeper.uptime())
        else { return }
        await send(shipment)
        self[outboxOf: shipment.channel].end(shipment)
    }

    /// Whoever has read the configuration anew, or stored another secret, may have mended what rests.
    private func noteMending(of way: ChannelName?, now: Instant) async {
        let secret = records[way?.credential ?? .mail]?.current?.id
        guard self[outboxOf: way].isMended(password: secret) else { return }
        _ = await record { () throws(LedgerError) in try await self.ledger.hurryNotices(at: now, through: way) }
    }

    /// Sends one mail, whose attempt is in the ledger, and notes how it ended.
    private func send(_ shipment: Shipment) async {
        let (body, recipient) = (shipment.mail.body, shipment.recipient)
        if let channel = shipment.channel {
            await take(await deliver(body, to: recipient, through: channel), of: shipment)
        } else {
            await take(await deliver(body, to: recipient), of: shipment)
        }
    }

    /// Hands one mail to the mail server, signing in where that is configured.
    func deliver(_ message: [UInt8], to recipient: EmailAddress) async -> Delivery {
        switch await secret(of: .mail) {
        case .none: await world.mailer.deliver(message, to: recipient.description, secret: nil)
        case .value(let secret): await world.mailer.deliver(message, to: recipient.description, secret: secret)
        case .missing(let why): .misconfigured(code: nil, text: why)
        case .outOfReach(let why): .postponed(code: nil, text: why)
        }
    }

    /// The secret or certificate that a way out needs.
    enum SecretOfWay {
        case none
        case value(MailSecret)
        /// Somebody has to store one.
        case missing(String)
        /// There is one, and the keyring does not give it now.
        case outOfReach(String)
    }

    /// What the mail server or a channel is used with, where it needs something.
    func secret(of name: CredentialName) async -> SecretOfWay {
        guard let credential = inventory[name] else { return .none }
        // While a reload is under way, the secret may be another account's already.
        guard records[name]?.configurationDigest == credential.workingDigest else {
            return .outOfReach("the configuration is being read again")
        }
        guard let current = records[name]?.current else {
            return .missing("no secret is stored for \(name)")
        }
        do {
            let proof = try await proof(of: name, current)
            return .value(
                MailSecret(
                    proof, version: current.id, age: world.timekeeper.now() - current.knownSince,
                    owner: credential.identity))
        } catch {
            let cause = error.sentence(of: name.description)
            return error.fault == nil ? .missing(cause) : .outOfReach(cause)
        }
    }

    /// Notes how an attempt ended; a notice counts as sent to one person when the server accepted it for that person,
    /// not before.
    private func take(_ delivery: Delivery, of shipment: Shipment) async {
        let now = world.timekeeper.now()
        let recipient = shipment.recipient
        let way = shipment.channel
        let wasResting = self[outboxOf: way].rests(for: recipient)
        let (verdict, rest) = self[outboxOf: way].note(
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
        await note(way, delivery, verdict, to: recipient, by: .delivery, now: now)
        // What is in calendars is another from now on.
        if way == nil, verdict.consequence == .accepted {
            for name in Set(shipment.items.compactMap(\.notice.credential)).sorted() {
                await reloadCalendar(of: name)
            }
        }
        switch verdict.consequence {
        case .accepted where wasResting:
            _ = await record { () throws(LedgerError) in
                try await self.ledger.hurryNotices(at: now, to: recipient, through: way)
            }
        case .ends where finished != nil && way == nil:
            for item in shipment.items { await standIn(for: item, delivery, now: now) }
        case .accepted, .ends, .restsRecipient, .restsMail, .restsAll: break
        }
    }
}
