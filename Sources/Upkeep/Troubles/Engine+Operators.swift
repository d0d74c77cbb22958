internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// Notes that a part of the daemon is in trouble; the journal has it once.
    func isMet(_ fault: DaemonFault, _ message: String) {
        if let entry = troubles.isMet(fault, message, at: world.timekeeper.now()) { world.journal.write(entry) }
        hasChanged(fault.part)
    }

    /// Notes that a part of the daemon works.
    func isOver(_ part: DaemonFault.Part) {
        guard let entry = troubles.isOver(part, at: world.timekeeper.now()) else { return }
        world.journal.write(entry)
        if part == .ledger { outbox.endDirect() }
        hasChanged(part)
    }

    /// A password of the mail server that is on trial is tried sooner where the one in use is refused.
    private func hasChanged(_ part: DaemonFault.Part) {
        if part == .mail { records.touch(.mail) }
    }

    /// Tells the operators of trouble that lasts, and of trouble that is over, once each.
    ///
    /// - Returns: when trouble that is known will have lasted long enough; `nil` where there is none.
    func tellOperators(now: Instant, uptime: TimeSpan, doubt: ClockDoubt?) async -> Instant? {
        await tryLedger(now: now, uptime: uptime)
        await noteSpace()
        let turn = doubt == nil ? judgePasswordSignIn(at: now) : nil
        let (due, last) = troubles.toTell(at: now, isClockDoubted: doubt != nil)
        let next = [last, turn].compactMap(\.self).min()
        for trouble in due {
            if trouble.fault.part == .ledger {
                mailDirectly(trouble, now: now, uptime: uptime)
            } else if await tell(.impaired(trouble.fault, since: trouble.since), trouble.message, now: now) {
                troubles.isTold(trouble.fault.part)
            }
        }
        guard doubt == nil else { return next }
        let channel = await tellOfChannels(now: now)
        for past in troubles.overAndUntold {
            guard await tell(.restored(past.fault, since: past.since), past.fault.sentence, now: now) else { break }
            troubles.isTold(over: past)
        }
        return [next, channel].compactMap(\.self).min()
    }

    /// Warns of sign-ins that Microsoft turns off, before that day and from then on, or takes the warning back.
    ///
    /// - Returns: when the day comes; `nil` where it has, or is of no matter.
    private func judgePasswordSignIn(at now: Instant) -> Instant? {
        let signIns = configuration.passwordSignIns
        guard let signIn = signIns.first else {
            isOver(.mailSignIn)
            return nil
        }
        isMet(signIn.fault(at: now), PasswordSignIn.sentence(of: signIns, at: now))
        return signIn.hasEnded(at: now) ? nil : signIn.endsAt
    }

    private func noteSpace() async {
        guard troubles.isSpaceToBeAsked() else { return }
        if let shortage = await ledger.shortage { isMet(.diskFull, shortage.sentence) } else { isOver(.disk) }
    }

    /// Puts one notice for each operator into the outbox.
    func tell(_ occasion: DaemonOccasion, _ message: String, now: Instant) async -> Bool {
        let notices =
            await drafts(of: occasion, message, now: now) + channelDrafts(of: occasion, message, now: now)
        let event = occasion.event(message, at: now)
        let told: Int? = await record { () throws(LedgerError) in
            try await self.ledger.enqueue(occasion, notices, event: event)
        }
        return told != nil
    }

    func drafts(of occasion: DaemonOccasion, _ message: String, now: Instant) async -> [NewNotice] {
        let waiting = await waitingNotices()
        let deadline = occasion.deadline(at: now)
        return inventory.operators.map { recipient in
            let draft = world.noticeWriter.write(
                request(of: occasion, message, to: recipient, waiting: waiting, now: now))
            return NewNotice(
                .daemon(occasion), recipient: recipient, mail: NewMail(draft, at: now), createdAt: now,
                deadline: deadline)
        }
    }

    /// What a notice about the daemon is written from.
    func request(
        of occasion: DaemonOccasion, _ message: String, to recipient: EmailAddress, waiting: Int?, now: Instant
    ) -> OperatorNoticeRequest {
        OperatorNoticeRequest(
            occasion: occasion, message: message, connections: inventory.connectionCount, waiting: waiting,
            recipient: recipient, now: now)
    }

    /// How many notices wait to be sent; `nil` where the ledger cannot tell.
    func waitingNotices() async -> Int? {
        let counts = try? await ledger.noticeCounts()
        return counts.map { $0.filter(\.key.isPending).values.reduce(0, +) }
    }

    /// Tells the operators of the ledger's trouble without it.
    private func mailDirectly(_ trouble: Trouble, now: Instant, uptime: TimeSpan) {
        guard outbox.beginDirect(at: uptime) else { return }
        act { engine in
            let notices = await engine.drafts(
                of: .impaired(trouble.fault, since: trouble.since), trouble.message, now: now
            )
            .filter { engine.outbox.lacksDirect($0.recipient) }
            // At once, so that no operator's server holds up the others.
            await withTaskGroup(of: Void.self) { group in
                for notice in notices { group.addTask { await engine.mailDirectly(notice, uptime: uptime) } }
            }
            if engine.outbox.hasReachedDirectly(all: engine.inventory.operators) { engine.troubles.isTold(.ledger) }
        }
    }

    private func mailDirectly(_ notice: NewNotice, uptime: TimeSpan) async {
        outbox.countDirect(at: uptime)
        switch await deliver(notice.mail.body, to: notice.recipient).verdict.consequence {
        case .accepted, .ends: outbox.endDirect(to: notice.recipient)
        case .restsRecipient, .restsMail, .restsAll: break
        }
    }

    /// While the ledger is in trouble it is asked to write one event, which says that the trouble is over if it is.
    private func tryLedger(now: Instant, uptime: TimeSpan) async {
        guard troubles[.ledger] != nil else { return }
        let isQuiet = troubles.isLedgerQuiet(at: uptime)
        let event = Event(at: now, kind: .ledgerWorks, message: "the ledger can be written again")
        let isOver: Bool? = await record { () throws(LedgerError) in
            try await self.ledger.recordRecovery(event, isQuiet: isQuiet)
        }
        if isOver == true { self.isOver(.ledger) }
    }
}
