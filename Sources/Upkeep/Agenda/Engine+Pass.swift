internal import Bookkeeping
public import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// Takes what is due and what has changed: decides for each of those credentials, puts due notices into the outbox,
    /// and starts what is due as far as there is room.
    ///
    /// It waits for the ledger, not for probes or mails; where there is much to tell people, for the first part of that
    /// alone. One pass at a time: the caller sees to that.
    /// - Returns: when the next thing is due; `nil` when nothing is before something changes.
    public func pass() async -> Instant? {
        let (now, uptime) = (world.timekeeper.now(), world.timekeeper.uptime())
        let moment = PassMoment(now: now, uptime: uptime, doubt: lookAtClock(now: now, uptime: uptime))
        let heldUntil = await keepHold(now: now, doubt: moment.doubt)
        await noteOwnSignIns(at: now)
        let round = agenda.begin(on: basis(doubt: moment.doubt), at: uptime)
        let due = takeDue(at: now)
        let names = round == .some ? due.sorted() : everybody(beside: due)
        await mendClockMarks(of: names, now: now, doubt: moment.doubt)
        var (toTell, looks) = ([Look](), [CredentialName: Look]())
        for name in names where !busy.contains(name) {
            guard !telling.contains(name) else {
                telling.distrust(name)
                continue
            }
            let look = look(at: name, moment)
            if round == .check, !look.entry.isIdle, !due.contains(name), agenda.entry(for: name).lacks(look.entry) {
                world.journal.write(.missed(name))
            }
            agenda.enter(look.entry, for: name)
            if look.entry.isOpen {
                toTell.append(look)
            } else if round == .some, !look.entry.isIdle {
                looks[name] = look
            }
        }
        await tell(toTell, moment)
        // Where nothing was waited for since, it is as it was seen.
        start(moment, seen: toTell.isEmpty ? looks : [:])
        let others = [
            await keepHouse(now: now, uptime: uptime),
            await tellOperators(now: now, uptime: uptime, doubt: moment.doubt),
            await tellMonitors(about: names, now: now, uptime: uptime, doubt: moment.doubt),
            // While the clock is in doubt nothing is sent but word of that.
            await drainOutbox(now: now, uptime: uptime, about: moment.doubt == nil ? nil : .clockImplausible),
        ]
        let canary = sendCanary(now: now, uptime: uptime, doubt: moment.doubt)
        let lost = await watchWaysOut(now: now, uptime: uptime, doubt: moment.doubt)
        // Here and nowhere else, once all of it has gone round.
        let sign = giveSignOfLife(now: now, uptime: uptime)
        passedAt = now
        return (others + [agenda.next, heldUntil, canary, lost, sign]).compactMap(\.self).min()
    }

    func basis(doubt: ClockDoubt?) -> Agenda.Basis {
        let administrator = administrator
        return Agenda.Basis(
            doubt: doubt, administrator: administrator?.application, administratorVersion: administrator?.version.id,
            heldUntil: hold?.until)
    }

    /// All there are, sorted by name, whether configured or not.
    private func everybody(beside due: Set<CredentialName>) -> [CredentialName] {
        let others = due.union(records.keys.filter { !inventory.has($0) }).filter { !inventory.has($0) }
        return others.isEmpty ? inventory.names : (inventory.names + others).sorted()
    }

    /// Whom the pass has to look at: who is due, whose record has changed, or that of somebody of the same account, and
    /// for whom something has ended.
    private func takeDue(at now: Instant) -> Set<CredentialName> {
        agenda.takeDue(at: now) { rotations.isBusy($0) }.union(records.takeChanged()).union(busy.takeFreed())
    }

    /// Starts what is due, as far as there is room.
    ///
    /// - Parameter looks: what was seen just now.
    private func start(_ moment: PassMoment, seen looks: [CredentialName: Look]) {
        while probes.hasRoom(of: limits.probes), let look = takeFirst(for: .trial, moment, looks) {
            startTrial(of: look.name)
        }
        while rotations.hasRoom(of: limits.rotations), let look = takeFirst(for: .turn, moment, looks) {
            startRotations([look.turn])
            // Others work on its application: it waits for their end.
            if !busy.contains(look.name) {
                agenda.enter(look.parked(until: subject(look.name).application), for: look.name)
            }
        }
        while probes.hasRoom(of: limits.probes), let look = takeFirst(for: .probe, moment, looks),
            let extent = look.extent
        {
            startProbe(look.name, extent)
        }
    }

    /// Takes the first out that waits for that and still does: what was seen when it was entered may be over by now.
    ///
    /// Nothing is entered for it any more: once its action has ended it is looked at anew.
    private func takeFirst(
        for work: Agenda.Work, _ moment: PassMoment, _ looks: [CredentialName: Look]
    ) -> Look? {
        while let name = agenda.takeFirst(for: work) {
            guard !busy.contains(name) else { continue }
            let look = stillValid(looks[name], for: work) ?? look(at: name, moment)
            guard work.place(in: look.entry) == nil else {
                agenda.enter(Agenda.Entry(), for: name)
                return look
            }
            agenda.enter(look.entry, for: name)
        }
        return nil
    }

    /// What was seen, unless somebody has begun to work on its application since: that decides about its turn.
    private func stillValid(_ look: Look?, for work: Agenda.Work) -> Look? {
        guard let look, work == .turn, !rotations.applications.isEmpty else { return look }
        let others = [records[look.name]?.rotation?.application, inventory[look.name]?.identity.application]
        return others.contains { rotations.isBusy($0) } ? nil : look
    }
}

extension JournalEntry {
    fileprivate static func missed(_ name: CredentialName) -> JournalEntry {
        JournalEntry(
            .agendaMissed,
            "the hourly look at everything found something due that was not on the agenda; it is done now",
            credential: name)
    }
}
