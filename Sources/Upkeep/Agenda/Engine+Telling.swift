internal import Credentials
internal import Ports
internal import UpkeepState

/// What people are told of what a pass has seen.
extension Engine {
    /// Of how many credentials a pass has people told itself.
    private static let toldAtOnce = 512
    /// Of how many people are told in one change of the ledger beside the passes.
    ///
    /// Each change writes anew much of what the one before has written. The engine does nothing else for the tenth of a
    /// second in which it puts so many together.
    private static let writtenAtOnce = 2_048

    /// Tells people what looks have shown.
    ///
    /// Of many, what remains after the first part is told beside everything else, so that neither the start nor the
    /// watchdog waits for it. What has the earliest deadline comes first, since the first mails leave while others are
    /// still to be written.
    func tell(_ looks: [Look], _ moment: PassMoment) async {
        guard looks.count > Self.toldAtOnce else { return await tellTogether(looks, moment) }
        let ordered = looks.map { (look: $0, by: deadline(of: $0, at: moment.now)) }
            .sorted { ($0.by, $0.look.name) < ($1.by, $1.look.name) }.map(\.look)
        await tellTogether(ordered.prefix(Self.toldAtOnce), moment)
        let rest = ordered.dropFirst(Self.toldAtOnce)
        let names = rest.map(\.name)
        telling.begin(rest)
        agenda.areBeingTold(names)
        act { engine in await engine.tell(of: names) }
    }

    /// By when people have to know what a look has shown first; now where it has shown nothing of that kind.
    private func deadline(of look: Look, at now: Instant) -> Instant {
        guard let occasion = look.occasions.first, let credential = inventory[look.name],
            let record = records[look.name]
        else { return now }
        return occasion.deadline(windowEnd: record.noticeEnd(of: credential, at: now), raisedAt: now)
    }

    /// Tells people of these credentials what is to be told by then, a part of them at a time.
    private func tell(of names: [CredentialName]) async {
        var rest = names[...]
        while !rest.isEmpty, !Task.isCancelled {
            let part = rest.prefix(Self.writtenAtOnce)
            rest = rest.dropFirst(Self.writtenAtOnce)
            let (now, uptime) = (world.timekeeper.now(), world.timekeeper.uptime())
            let moment = PassMoment(now: now, uptime: uptime, doubt: clockDoubt)
            // One for whom something is under way is looked at by the pass that finds it ended.
            telling.end(part.filter(busy.contains))
            let isSeen = !agenda.isOutdated(on: basis(doubt: moment.doubt))
            let looks = part.filter(telling.contains).map { name in
                if isSeen, !records.hasChanged(name), let seen = telling.takeLook(at: name) { return seen }
                return lookAgain(at: name, moment)
            }
            await tellTogether(looks.filter(\.entry.isOpen), moment, isFollowedByPass: true)
            telling.end(part)
        }
        telling.end(rest)
        for name in rest { records.touch(name) }
    }

    /// What a look shows now, which the agenda has from then on.
    private func lookAgain(at name: CredentialName, _ moment: PassMoment) -> Look {
        let look = look(at: name, moment)
        agenda.enter(look.entry, for: name)
        return look
    }

    /// Tells people what looks have shown, and looks again, since that changes what comes next.
    ///
    /// - Parameter isFollowedByPass: whether a pass comes, which looks at all whose records have changed.
    private func tellTogether(
        _ looks: some Collection<Look>, _ moment: PassMoment, isFollowedByPass: Bool = false
    ) async {
        var raisings: [Raising] = []
        for look in looks {
            if let dueAt = look.beginsTrialOf { await begin(EndTrial(dueAt: dueAt, since: moment.now), of: look.name) }
            if look.hasEndedAnswers { await endAnswers(of: look.name, now: moment.now) }
            guard let occasion = look.occasions.first,
                let raising = await raising(occasion, for: look.name, now: moment.now)
            else { continue }
            raisings.append(raising)
        }
        await raise(raisings)
        for look in looks {
            // What follows on the first rests on it.
            for occasion in look.occasions.dropFirst() { await raise(occasion, for: look.name, now: moment.now) }
            if look.takesEntriesOut { await takeEntriesOut(about: look.name, now: moment.now) }
            if isFollowedByPass, records.hasChanged(look.name) { continue }
            // What is open still could not be written: the next pass, whatever it comes for, tries it again.
            if !busy.contains(look.name) { agenda.enter(self.look(at: look.name, moment).entry, for: look.name) }
        }
    }
}
