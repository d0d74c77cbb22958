internal import Bookkeeping
internal import Credentials
internal import UpkeepState

extension Engine {
    /// Decides what is to be done for a credential at that moment; changes nothing.
    func look(at name: CredentialName, _ moment: PassMoment) -> Look {
        tally.countLook()
        let facts = facts(of: name, doubt: moment.doubt, at: moment.now)
        var look = Look(name: name)
        let credential = inventory[name]
        if credential != nil || rotations.unconfigured.contains(name) {
            look.turn = rotationTurn(of: name, facts, now: moment.now, uptime: moment.uptime)
            look.occasions = look.turn.occasions
            look.entry.next = look.turn.next
            look.entry.turn = look.turn.work.map { Agenda.Place(rank: Int64($0.rank), name: name) }
            let application = application(of: name)
            if look.turn.work == nil, rotations.isBusy(application) {
                look.entry.awaited = application
            }
        }
        if let credential {
            let pause = probes.pause(of: credential, at: moment.uptime).map { moment.wall($0) }
            take(decide(credential, facts, now: moment.now), of: credential, pause, into: &look)
            takeTrial(of: credential, pause, at: moment.now, into: &look)
        }
        if let credential, !facts.answers.isEmpty {
            let startBy = facts.startBy(of: credential, at: moment.now)
            look.hasEndedAnswers = moment.doubt == nil && !facts.answers.ended(startBy: startBy, at: moment.now).isEmpty
            if let next = facts.answers.nextEnd(startBy: startBy, after: moment.now) { look.entry.expect(next) }
        }
        look.takesEntriesOut = records[name]?.entriesToTakeOut(of: credential, at: moment.now).isEmpty == false
        look.entry.isOpen =
            look.beginsTrialOf != nil || !look.occasions.isEmpty || look.hasEndedAnswers || look.takesEntriesOut
        return look
    }

    private func take(_ decision: Decision, of credential: Credential, _ pause: Instant?, into look: inout Look) {
        look.beginsTrialOf = decision.beginsTrialOf
        if let next = decision.next { look.entry.expect(next.at) }
        for due in decision.due {
            switch due.action {
            case .notify(let occasion): look.occasions.append(occasion)
            case .probe where records[credential.name]?.rotation?.isPasswordBeingChanged == true: break
            case .probe(let extent):
                if let pause { look.entry.expect(pause) } else { look.extent = extent }
            }
        }
        guard look.extent != nil else { return }
        let last = records[credential.name]?.standing.lastAttemptAt?.secondsSinceEpoch
        look.entry.probe = Agenda.Place(rank: last ?? .min, name: credential.name)
    }

    private func takeTrial(of credential: Credential, _ pause: Instant?, at now: Instant, into look: inout Look) {
        guard let at = nextAttempt(of: credential, now: now).map({ max($0, pause ?? $0) }) else { return }
        if at <= now {
            look.entry.trial = Agenda.Place(rank: at.secondsSinceEpoch, name: credential.name)
        } else {
            look.entry.expect(at)
        }
    }

    /// The application that a turn for the credential works on.
    func application(of name: CredentialName) -> EntraApplication? {
        records[name]?.rotation?.application ?? inventory[name]?.identity.application
    }
}
