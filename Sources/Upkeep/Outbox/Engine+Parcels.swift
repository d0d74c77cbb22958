internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

/// What becomes of a notice that is due, and of what waits with it for the same person.
struct Parcel {
    /// How it goes out.
    enum Way {
        /// With the mail that they have.
        case asItIs
        /// With a mail that is written now.
        case anew(NewMail)

        /// The mail that is written now; `nil` where there is none.
        var mail: NewMail? {
            switch self {
            case .asItIs: nil
            case .anew(let mail): mail
            }
        }
    }

    /// The notices that were looked at.
    var ids: [OutboxItem.ID]
    /// How they go out; `nil` where they do not now.
    var way: Way?
}

extension Engine {
    /// What leaves with a notice that is due: all that waits for the same person, in one mail.
    ///
    /// A mail that the server may have taken is sent again as it is. A test, and word of the daemon itself, goes alone.
    /// What nobody can write anew, since its connection is gone from the configuration, goes with the mail that it has,
    /// or is written of what the configuration said last.
    func parcel(for item: OutboxItem, now: Instant) async -> Parcel {
        let (recipient, channel) = (item.notice.recipient, item.notice.channel)
        // Where each notice is a mail of its own, nothing of what else waits matters to this one.
        let mail = self[outboxOf: channel].pace.merges ? nil : item.mail
        let found: [OutboxItem]? = await ask { () throws(LedgerError) in
            try await self.ledger.waitingNotices(for: recipient, through: channel, inMail: mail)
        }
        guard let found, found.contains(where: { $0.id == item.id }) else { return Parcel(ids: [item.id]) }
        var waiting: [OutboxItem] = []
        for other in found where await isStillTrue(other, at: now) { waiting.append(other) }
        let letters = Dictionary(grouping: waiting, by: \.mail)
        guard let own = letters[item.mail], own.contains(where: { $0.id == item.id }) else {
            return Parcel(ids: [item.id])
        }
        guard own.allSatisfy(isFree) else { return await parcel(of: own, isFree: false, now: now) }
        // What a URL leads to takes notices one by one, as they were written.
        guard channel == nil || channel.flatMap({ channels[$0] })?.kind == .mail else {
            return Parcel(ids: own.map(\.id), way: .asItIs)
        }
        guard self[outboxOf: channel].pace.merges else { return await parcel(of: own, now: now) }
        let free = waiting.filter { letters[$0.mail]?.allSatisfy(isFree) == true }
        switch await leave(of: free, for: recipient, by: channel, now: now) {
        case .later(let ids): return Parcel(ids: ids)
        case .now: return await parcel(of: free, now: now)
        case .nowBeyondPace: return await parcel(of: free, mustBeNew: true, now: now)
        }
    }

    /// The mail that tells all of these: the one that they have where it tells these and nothing else, and what it
    /// says cannot have changed much since.
    ///
    /// - Parameters:
    ///   - isFree: whether the mail that they have may be written anew; else it is only written where it is not yet.
    ///   - mustBeNew: whether it has to say what holds now.
    private func parcel(
        of items: [OutboxItem], isFree: Bool = true, mustBeNew: Bool = false, now: Instant
    ) async -> Parcel {
        let ids = items.map(\.id)
        if !isFree, items.allSatisfy(\.notice.mail.isWritten) { return Parcel(ids: ids, way: .asItIs) }
        if !mustBeNew, let first = items.first, first.notice.mail.isWritten,
            items.allSatisfy({ $0.mail == first.mail }),
            !self[outboxOf: first.notice.channel].pace.isDated(writtenAt: first.notice.mail.createdAt, at: now)
        {
            let count: Int? = await ask { () throws(LedgerError) in
                try await self.ledger.noticeCount(inMail: first.mail)
            }
            guard let count else { return Parcel(ids: ids) }
            if count == items.count { return Parcel(ids: ids, way: .asItIs) }
        }
        var requests: [NoticeRequest] = []
        for item in items { if let request = await request(for: item, now: now) { requests.append(request) } }
        guard requests.count == items.count else { return Parcel(ids: ids) }
        guard let draft = write(together: requests, for: items.first?.notice.channel) else { return Parcel(ids: ids) }
        return Parcel(ids: ids, way: .anew(NewMail(draft, at: now)))
    }

    /// One mail that tells all of these, by that channel, or by the mail server of `[Mail]` for `nil`.
    private func write(together requests: [NoticeRequest], for channel: ChannelName?) -> NoticeDraft? {
        guard let channel else { return world.noticeWriter.write(together: requests) }
        return channels[channel].flatMap { world.channels?.writer.write(together: requests, for: $0) }
    }

    /// Whether a notice may go with others, in a mail that is written now.
    private func isFree(_ item: OutboxItem) -> Bool {
        guard !item.isSealed, case .credential(let name, let version, let occasion) = item.notice.topic,
            occasion.kind.isTelling, inventory[name] != nil, let record = records[name], record.current?.id == version
        else { return false }
        guard let rotation = occasion.rotation else { return true }
        return rotation == version || record.rotation(of: occasion)?.id == rotation
    }

    /// Whether what waits for somebody leaves now.
    private enum Leave {
        case now
        /// They have got enough mail today, yet some of it is urgent by now: the mail has to say so.
        case nowBeyondPace
        /// These wait for another day.
        case later([OutboxItem.ID])
    }

    /// Lets what is due wait for somebody who has got enough mail today, unless some of it cannot wait: then all of it
    /// goes.
    private func leave(
        of items: [OutboxItem], for recipient: EmailAddress, by channel: ChannelName?, now: Instant
    ) async -> Leave {
        let pace = self[outboxOf: channel].pace
        guard let most = pace.mailsPerDay else { return .now }
        let sent: [Instant]? = await ask { () throws(LedgerError) in
            try await self.ledger.mailsSent(to: recipient, since: now - .days(1), through: channel)
        }
        guard let sent = sent?.filter({ $0 <= now }), sent.count >= most else { return .now }
        var until: [Instant: [OutboxItem.ID]] = [:]
        for item in items where item.nextAttemptAt.map({ $0 <= now }) ?? false {
            guard let request = await request(for: item, now: now),
                let waits = pace.wait(
                    world.noticeWriter.urgency(of: request), createdAt: item.notice.createdAt,
                    notBeyond: [item.notice.deadline, request.startBy].compactMap(\.self), sent: sent, at: now)
            else { return .nowBeyondPace }
            until[waits, default: []].append(item.id)
        }
        for (instant, ids) in until {
            _ = await record { () throws(LedgerError) in try await self.ledger.postpone(ids, until: instant) }
        }
        return .later(until.values.flatMap(\.self))
    }

    /// What a notice that waits is written from now; `nil` where its credential is not known any more.
    func request(for item: OutboxItem, now: Instant) async -> NoticeRequest? {
        guard case .credential(let name, _, let occasion) = item.notice.topic,
            let credential = await configuredLast(name), let record = records[name]
        else { return nil }
        var request = request(
            of: occasion, for: credential, record: record, windowEnd: item.notice.windowEnd,
            to: item.notice.recipient, now: now, rotation: await rotation(of: occasion, record))
        // What is in people's calendars follows from the mails of [Mail] alone.
        if item.notice.channel != nil { request.calendar = [] }
        guard let address = item.notice.insteadOf else { return request }
        let reply: ServerReply?? = await ask { () throws(LedgerError) in try await self.ledger.refusal(of: address) }
        request.unreachable = UnreachableAddress(address, answer: (reply ?? nil)?.words ?? "")
        return request
    }

    /// The rotation that an occasion is about, where another has begun since.
    private func rotation(of occasion: Occasion, _ record: CredentialRecord) async -> Rotation? {
        guard let id = occasion.rotation, id != record.current?.id, record.rotation(of: occasion)?.id != id else {
            return nil
        }
        let found: (of: CredentialName, rotation: Rotation)?? = await ask { () throws(LedgerError) in
            try await self.ledger.rotation(id)
        }
        return (found ?? nil)?.rotation
    }

    /// The same notice with the mail that would be written of it now, where it has none yet; as it is where nothing is
    /// known of it any more.
    func written(_ item: OutboxItem) async -> OutboxItem {
        let now = world.timekeeper.now()
        guard !item.notice.mail.isWritten, let request = await request(for: item, now: now),
            let draft = write(together: [request], for: item.notice.channel)
        else { return item }
        var item = item
        item.notice.mail = NewMail(draft, at: now)
        return item
    }

    /// The same notices, each with the subject that its mail would have had when the notice was raised, where it has
    /// no mail yet.
    ///
    /// Of what nobody knows any more, the occasion says what it was about.
    func named(_ items: [OutboxItem]) async -> [OutboxItem] {
        var named = items
        for (index, item) in items.enumerated()
        where !item.notice.mail.isWritten && item.notice.mail.subject.isEmpty {
            let request = await request(for: item, now: item.notice.createdAt)
            named[index].notice.mail.subject =
                request.map { world.noticeWriter.subject(of: $0) } ?? item.notice.topic.key
        }
        return named
    }

    /// Gives the others, and the operators, a notice that cannot reach one of its recipients: that address is refused
    /// for good.
    ///
    /// Who is a contact has it as well, and learns of the address once for each version; operators who are none get
    /// each such notice.
    func standIn(for item: OutboxItem, _ delivery: Delivery, now: Instant) async {
        let refused = item.notice.recipient
        guard item.notice.insteadOf == nil, case .credential(let name, let version, let occasion) = item.notice.topic,
            occasion.kind.isTelling, let credential = inventory[name], let record = records[name]
        else { return }
        let informed: Set<EmailAddress>? = await ask { () throws(LedgerError) in
            try await self.ledger.standIns(for: refused, of: name, version: version)
        }
        guard let informed else { return }
        let others =
            credential.contacts.filter { $0 != refused && !informed.contains($0) }
            + inventory.operators.filter { $0 != refused && !credential.contacts.contains($0) }
        guard !others.isEmpty else { return }
        let notices = drafts(
            of: occasion, for: credential, record: record, windowEnd: item.notice.windowEnd, to: others,
            insteadOf: UnreachableAddress(refused, answer: delivery.reply.words), now: now)
        _ = await self.record { () throws(LedgerError) in
            try await self.ledger.enqueue(notices, for: name)
        }
    }
}

extension NewNotice {
    /// A notice about a credential that waits for others as far as the pace of its way says.
    init(
        _ request: NoticeRequest, mail: NewMail, _ urgency: Urgency, pace: MailPace, insteadOf: EmailAddress? = nil,
        channel: ChannelName? = nil
    ) {
        let (occasion, now) = (request.occasion, request.now)
        let deadline = occasion.deadline(windowEnd: request.end, raisedAt: now)
        self.init(
            .credential(request.credential.name, version: request.version?.id, occasion),
            recipient: request.recipient, mail: mail, createdAt: now,
            dueAt: pace.firstAttempt(
                of: occasion.kind, urgency, raisedAt: now,
                deadline: min(deadline, request.startBy.flatMap { $0 > now ? $0 : nil } ?? deadline)),
            deadline: deadline, windowEnd: request.windowEnd, insteadOf: insteadOf, channel: channel)
    }
}

extension NewMail {
    init(_ draft: NoticeDraft, at now: Instant) {
        self.init(
            messageID: draft.messageID, subject: draft.subject, body: draft.message, createdAt: now,
            calendar: draft.calendar)
    }
}
