internal import Bookkeeping
internal import Credentials
internal import UpkeepState

extension Engine {
    /// Decides what is to be done for a credential at that moment; changes nothing.
    func look(at name: CredentialName, _ moment: PassMoment) -> Look {
        tally.countLook()
        let subject = subject(name)
        let credential = subject.credential
        let facts = facts(of: subject, doubt: moment.doubt, at: moment.now)
        var look = Look(name: name)
        if credential != nil || rotations.unconfigured.contains(name) {
            look.turn = rotationTurn(of: subject, facts, now: moment.now, uptime: moment.uptime)
            look.occasions = look.turn.occasions
            look.entry.next = look.turn.next
            look.entry.turn = look.turn.work.map { Agenda.Place(rank: Int64($0.rank), name: name) }
            if look.turn.work == nil, !rotations.applications.isEmpty, rotations.isBusy(subject.application) {
                look.entry.awaited = subject.application
            }
        }
        if let credential {
            let pause = probes.pause(of: credential, at: moment.uptime).map { moment.wall($0) }
            take(credential, subject.record, facts, pause, at: moment.now, into: &look)
            takeTrial(of: credential, subject.record, pause, at: moment.now, into: &look)
        }
        if let credential, !facts.answers.isEmpty {
            let startBy = facts.startBy(of: credential, at: moment.now)
            look.hasEndedAnswers = moment.doubt == nil && !facts.answers.ended(startBy: startBy, at: moment.now).isEmpty
            if let next = facts.answers.nextEnd(startBy: startBy, after: moment.now) { look.entry.expect(next) }
        }
        look.takesEntriesOut = subject.record?.entriesToTakeOut(of: credential, at: moment.now).isEmpty == false
        look.entry.isOpen =
            look.beginsTrialOf != nil || !look.occasions.isEmpty || look.hasEndedAnswers || look.takesEntriesOut
        return look
    }

    private func take(
        _ credential: Credential, _ record: CredentialRecord?, _ facts: Facts, _ pause: Instant?, at now: Instant,
        into look: inout Look
    ) {
        let decided = decideWhatIsDue(credential, facts, now: now)
        look.beginsTrialOf = decided.beginsTrialOf
        if let next = decided.next { look.entry.expect(next) }
        for due in decided.due {
            switch due.action {
            case .notify(let occasion): look.occasions.append(occasion)
            case .probe where record?.rotation?.isPasswordBeingChanged == true: break
            case .probe(let extent):
                if let pause { look.entry.expect(pause) } else { look.extent = extent }
            }
        }
        guard look.extent != nil else { return }
        let last = record?.standing.lastAttemptAt?.secondsSinceEpoch
        look.entry.probe = Agenda.Place(rank: last ?? .min, name: credential.name)
    }

    private func takeTrial(
        of credential: Credential, _ record: CredentialRecord?, _ pause: Instant?, at now: Instant,
        into look: inout Look
    ) {
        guard record?.trial != nil, let at = nextAttempt(of: credential, now: now).map({ max($0, pause ?? $0) }) else {
            return
        }
        if at <= now {
            look.entry.trial = Agenda.Place(rank: at.secondsSinceEpoch, name: credential.name)
        } else {
            look.entry.expect(at)
        }
    }
}
