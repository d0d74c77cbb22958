package import Bookkeeping
package import Credentials

/// What is to stand in people's calendars about a credential.
extension CredentialRecord {
    /// The days of what is to be done at `now`; `nil` where nothing is, or nobody knows by when.
    package func calendarDates(
        of matter: CalendarEntry.Matter, for credential: Credential, at now: Instant
    ) -> CalendarEntry.Dates? {
        let end: Instant? =
            switch matter {
            case .replace: noticeEnd(of: credential, at: now)
            // Of a password there is but one at a time: the marketplace's is of no use any more.
            case .handOver where credential.identity.isPassword: nil
            case .handOver: current.flatMap { $0.handOff.isDue ? $0.handOff.copyEndsAt : nil }
            }
        return end.map { end in
            CalendarEntry.Dates(
                begin: credential.startBy(end, publishingTime: credential.publishingTime(seen: publications)), end: end,
                timeZone: credential.notices.timeZone)
        }
    }

    /// What a notice of that occasion does to the recipient's calendar: a reminder of an end puts an entry in or moves
    /// it, and whatever is over by then is taken out.
    package func calendar(
        of occasion: Occasion, for credential: Credential, to recipient: EmailAddress, at now: Instant
    ) -> [CalendarEntry] {
        guard occasion.kind.isTelling else { return [] }
        let reminder = reminder(of: occasion, for: credential, to: recipient, at: now)
        let over = overEntries(of: credential, at: now).filter { $0.recipient == recipient && $0.uid != reminder?.uid }
        return [reminder].compactMap(\.self) + over.map(\.cancelled)
    }

    /// What a reminder would put into the recipient's calendar now; `nil` where there is nothing to begin by a known day,
    /// or calendars are left alone.
    package func reminderEntry(
        of credential: Credential, to recipient: EmailAddress, at now: Instant
    ) -> CalendarEntry? {
        reminder(of: .lapses(within: .days(0)), for: credential, to: recipient, at: now)
            ?? current.flatMap { current in
                reminder(of: .handOff(rotation: current.id, dueAt: now), for: credential, to: recipient, at: now)
            }
    }

    private func reminder(
        of occasion: Occasion, for credential: Credential, to recipient: EmailAddress, at now: Instant
    ) -> CalendarEntry? {
        guard credential.notices.calendar, credential.contacts.contains(recipient), let current else { return nil }
        let matter: CalendarEntry.Matter
        switch occasion {
        case .lapses: matter = .replace
        case .handOff: matter = .handOver
        case .lapsed, .refused, .unchecked, .worksAgain, .rotationStuck, .rotated, .escalated, .entryRemoved, .silent,
            .test:
            return nil
        }
        guard let dates = calendarDates(of: matter, for: credential, at: now), dates.end > now,
            matter == .handOver || !credential.isReplacedByItself(before: dates.end, at: now)
        else { return nil }
        let theirs = calendar.map(\.entry).filter { $0.recipient == recipient }
        let known =
            switch matter {
            case .replace: theirs.first { $0.isOwn(of: current) }
            // What was said of the secret before goes on: it is that secret's end by which this one has to be there.
            case .handOver:
                theirs.first { !$0.isOwn(of: current) && !$0.isCancelled }
                    ?? theirs.first { !$0.isOwn(of: current) && $0.version == current.id }
            }
        guard var entry = known?.moved(to: dates) else {
            return CalendarEntry(
                credential.name, version: current.id, matter: matter, recipient: recipient, dates: dates)
        }
        (entry.version, entry.matter) = (current.id, matter)
        return entry
    }

    /// The entries that are in calendars and about which nothing is left to do.
    ///
    /// - Parameter credential: what the configuration says of it; `nil` where it has it no more.
    package func overEntries(of credential: Credential?, at now: Instant) -> [CalendarEntry] {
        calendar.map(\.entry).filter { !$0.isCancelled && isOver($0, of: credential, at: now) }
    }

    /// Those of them that need a notice of their own: none takes them out yet, and their days are not over.
    package func entriesToTakeOut(of credential: Credential?, at now: Instant) -> [CalendarEntry] {
        guard !calendar.isEmpty else { return [] }
        let leaving = Set(calendar.filter(\.isLeaving).map(\.entry.uid))
        return overEntries(of: credential, at: now).filter { $0.dates.end > now && !leaving.contains($0.uid) }
    }

    private func isOver(_ entry: CalendarEntry, of credential: Credential?, at now: Instant) -> Bool {
        guard let credential, credential.contacts.contains(entry.recipient) else { return true }
        // Whoever removes a secret here has changed nothing at Microsoft.
        guard let current else { return false }
        guard entry.isOwn(of: current) else { return !current.handOff.isDue }
        guard let dates = calendarDates(of: .replace, for: credential, at: now) else { return true }
        guard dates != entry.dates else { return false }
        // The next reminder takes it along to another day, unless that is far away.
        let longest = credential.notices.leadTimes.max() ?? .days(0)
        return !credential.notices.calendar || dates.end - now > longest
    }
}

extension CalendarEntry {
    /// Whether it is about the end of that very version, and not of the one that Partner Center has.
    fileprivate func isOwn(of version: SecretVersion) -> Bool { matter == .replace && self.version == version.id }
}
