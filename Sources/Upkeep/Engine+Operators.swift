internal import Bookkeeping
internal import Credentials

extension Engine {
    /// Notes that a part of the daemon is in trouble; the journal has it once.
    func isMet(_ fault: DaemonFault, _ message: String) {
        if let known = troubles[fault.part] {
            troubles[fault.part]?.isMet(as: fault, message: message)
            // Mail that is delayed and then refused asks for somebody.
            if known.fault == .mailUnreachable, fault != known.fault { world.journal.write(fault.entry(message)) }
            return
        }
        troubles[fault.part] = Trouble(fault, since: world.timekeeper.now(), message: message)
        world.journal.write(fault.entry(message))
    }

    /// Notes that a part of the daemon works; that trouble is over is told to those who were told of it.
    func isOver(_ part: DaemonFault.Part) {
        guard let trouble = troubles.removeValue(forKey: part) else { return }
        world.journal.write(part.restored)
        if part == .ledger { directMail = nil }
        // What came back to mind after a restart may lie ahead of a clock that has been set back since.
        let now = world.timekeeper.now()
        guard trouble.isTold else { return }
        pastTroubles.append(PastTrouble(fault: trouble.fault, since: trouble.since, endedAt: max(now, trouble.since)))
    }

    /// Tells the operators of trouble that lasts, and of trouble that is over, once each.
    ///
    /// - Returns: when trouble that is known will have lasted long enough; `nil` where there is none.
    func tellOperators(now: Instant, uptime: Span, doubt: ClockDoubt?) async -> Instant? {
        await tryLedger(now: now, uptime: uptime)
        await noteSpace()
        var earliest: Instant?
        for part in DaemonFault.Part.allCases {
            guard let trouble = troubles[part], let at = trouble.tellAt(now) else { continue }
            // A date that a doubtful clock gives is of use in no mail but the one about the clock.
            guard doubt == nil || part == .clock else { continue }
            guard at <= now else {
                earliest = min(earliest ?? at, at)
                continue
            }
            if part == .ledger {
                mailDirectly(trouble, now: now, uptime: uptime)
            } else if await tell(.impaired(trouble.fault, since: trouble.since), trouble.message, now: now) {
                troubles[part]?.isTold = true
            }
        }
        guard doubt == nil else { return earliest }
        for past in pastTroubles {
            guard await tell(.restored(past.fault, since: past.since), past.fault.sentence, now: now) else { break }
            pastTroubles.removeAll { $0 == past }
        }
        return earliest
    }

    /// Only a change takes the ballast's space or gives it back, so the ledger is asked after one, and not in an idle pass.
    private func noteSpace() async {
        guard changesAtSpace != changes else { return }
        changesAtSpace = changes
        if let shortage = await ledger.shortage { isMet(.diskFull, shortage.sentence) } else { isOver(.disk) }
    }

    /// Puts one notice for each operator into the outbox.
    private func tell(_ occasion: DaemonOccasion, _ message: String, now: Instant) async -> Bool {
        let notices = await drafts(of: occasion, message, now: now)
        let event = occasion.event(message, at: now)
        let told: Int? = await record { () throws(LedgerError) in
            try await self.ledger.enqueue(occasion, notices, event: event)
        }
        return told != nil
    }

    func drafts(of occasion: DaemonOccasion, _ message: String, now: Instant) async -> [NewNotice] {
        let counts = try? await ledger.noticeCounts()
        let waiting = counts.map { $0.filter(\.key.isPending).values.reduce(0, +) }
        let deadline = occasion.deadline(at: now)
        return operators.map { recipient in
            let draft = world.noticeWriter.write(
                OperatorNoticeRequest(
                    occasion: occasion, message: message, connections: inventory.keys.count { !$0.isReserved }, waiting: waiting,
                    recipient: recipient, now: now))
            return NewNotice(
                .daemon(occasion), recipient: recipient, messageID: draft.messageID, subject: draft.subject,
                body: draft.message, createdAt: now, deadline: deadline)
        }
    }

    /// Without a ledger there is no outbox: word of that goes straight to the mail server, and is tried again from memory.
    private func mailDirectly(_ trouble: Trouble, now: Instant, uptime: Span) {
        let state = directMail ?? ([], 0, uptime)
        guard uptime >= state.nextAt else { return }
        let delay = MailRetry.delay(afterAttempts: state.attempts + 1)
        directMail = (state.reached, state.attempts + 1, uptime + delay)
        act { engine in
            let notices = await engine.drafts(of: .impaired(trouble.fault, since: trouble.since), trouble.message, now: now)
                .filter { engine.directMail?.reached.contains($0.recipient) == false }
            // At once, so that no operator's server holds up the others.
            await withTaskGroup(of: Void.self) { group in
                for notice in notices { group.addTask { await engine.mailDirectly(notice, uptime: uptime) } }
            }
            if engine.directMail?.reached.isSuperset(of: engine.operators) == true {
                engine.troubles[.ledger]?.isTold = true
            }
        }
    }

    private func mailDirectly(_ notice: NewNotice, uptime: Span) async {
        mailRate.take(at: uptime)
        switch await deliver(notice.body, to: notice.recipient).verdict.consequence {
        case .accepted, .ends: directMail?.reached.insert(notice.recipient)
        case .restsRecipient, .restsMail, .restsAll: break
        }
    }

    /// How long the ledger has to go without failing where what has failed is not tried again.
    private static let quietAfterFailure = Span.minutes(10)

    /// While the ledger is in trouble it is asked to write one event, which says that the trouble is over if it is.
    private func tryLedger(now: Instant, uptime: Span) async {
        guard troubles[.ledger] != nil else { return }
        let isQuiet = ledgerFailedAt.map { uptime - $0 >= Self.quietAfterFailure } ?? true
        let event = Event(at: now, kind: .ledgerWorks, message: "the ledger can be written again")
        let isOver: Bool? = await record { () throws(LedgerError) in
            try await self.ledger.recordRecovery(event, isQuiet: isQuiet)
        }
        if isOver == true { self.isOver(.ledger) }
    }
}

extension DaemonOccasion {
    /// By when word of it matters, where others wait too.
    ///
    /// That mail does not leave can only be told when it does: last, if it is not out of date by then. That it leaves again is
    /// told first: operators have had nothing of what was to be told, and are waiting for it.
    fileprivate func deadline(at now: Instant) -> Instant {
        switch self {
        case .impaired(let fault, _): fault.part == .mail ? now + .days(3_650) : now
        case .restored(let fault, _): fault.part == .mail ? now - .days(3_650) : now
        case .secretRefused: now
        }
    }

    /// The event that goes into the ledger with the notices.
    fileprivate func event(_ message: String, at now: Instant) -> Event {
        switch self {
        case .impaired(let fault, _):
            Event(
                at: now, kind: .daemonImpaired, message: "the operators are told: \(fault.part.rawValue): \(message)",
                details: ["fault": fault.rawValue])
        case .restored(let fault, _):
            Event(
                at: now, kind: .daemonRestored, message: "the operators are told: \(fault.part.rawValue): the trouble is over",
                details: ["fault": fault.rawValue])
        case .secretRefused(let name, let probeClass, let version, _):
            Event(
                at: now, kind: .secretRefused, credential: name, version: version, class: probeClass,
                message: "the operators are told: \(message)")
        }
    }
}
