import Credentials

/// Looks at each letter when it leaves and, once a secret is replaced, whether everybody was told of its end in time.
package final class MailJudge {
    /// What came out.
    package struct Count {
        package var letters = 0
        package var notices = 0
        /// Letters with more than one notice.
        package var digests = 0
        /// Notices that came twice.
        package var duplicates = 0
        /// Reminders that had to be told, and were.
        package var told = 0
        package var mostADay = 0
    }

    private struct Use {
        var version: String
        var from: Instant
        var end: Instant
    }

    private struct Stretch {
        var from: Instant
        var until: Instant
    }

    private struct Key: Hashable {
        var line: NoticeLine
        var recipient: String
    }

    package private(set) var count = Count()
    package private(set) var violations: [String] = []
    private var inUse: [CredentialName: Use] = [:]
    private var away: [Stretch] = []
    private var snoozes: [CredentialName: [(person: String?, stretch: Stretch)]] = [:]
    private var joinedAt: [CredentialName: [String: Instant]] = [:]
    /// When each notice came to each person, and whether its acceptance was cut off.
    private var came: [Key: (at: Instant, isCut: Bool)] = [:]
    /// The moments of the letters to a person within the last day, and whether each was urgent.
    private var lately: [String: [(at: Instant, isUrgent: Bool)]] = [:]
    /// When each occasion of a version was told, by version.
    private var toldOf: [String: [(occasion: String, end: Int64?, recipient: String, at: Instant)]] = [:]

    init() {}

    func unavailable(from: Instant, until: Instant) { away.append(Stretch(from: from, until: until)) }

    func snoozed(_ name: CredentialName, _ person: String?, from: Instant, until: Instant) {
        snoozes[name, default: []].append((person, Stretch(from: from, until: until)))
    }

    func joined(_ person: String, _ name: CredentialName, at now: Instant) {
        joinedAt[name, default: [:]][person] = now
    }

    /// One more letter.
    func read(_ letter: FlakyMailServer.Letter, version: (CredentialName) -> String?) {
        count.letters += 1
        count.notices += letter.lines.count
        if letter.lines.count > 1 { count.digests += 1 }
        let isCopy = letter.lines.allSatisfy { came[Key(line: $0.withoutUrgency, recipient: letter.recipient)] != nil }
        for line in letter.lines {
            let key = Key(line: line.withoutUrgency, recipient: letter.recipient)
            if let earlier = came[key] {
                count.duplicates += 1
                if !earlier.isCut { violate("it came again", line, letter) }
            } else if let name = CredentialName(line.name), version(name) != line.version {
                violate("it is about a secret that is no longer in use", line, letter)
            }
            came[key] = (letter.at, letter.isCut)
            toldOf[line.version, default: []].append((line.occasion, line.end, letter.recipient, letter.at))
        }
        // What is sent once more, since nobody saw that it was taken, is no other mail.
        if !isCopy { countDay(of: letter) }
    }

    /// No more than three within a day, where none of them says that a person has to act now.
    private func countDay(of letter: FlakyMailServer.Letter) {
        guard !letter.lines.isEmpty else { return }
        var recent = lately[letter.recipient, default: []].filter { letter.at - $0.at < .days(1) }
        recent.append((letter.at, letter.lines.contains(where: \.isUrgent)))
        lately[letter.recipient] = recent
        guard !recent.contains(where: \.isUrgent), letter.recipient != MailYears.boss else { return }
        count.mostADay = max(count.mostADay, recent.count)
        if recent.count > 3 {
            violations.append("\(letter.recipient) got \(recent.count) letters within a day, \(day(letter.at))")
        }
    }

    /// Looks whether everybody was told of the end of a secret that is replaced.
    func replaced(_ connection: Credential, by version: String, end: Instant, at now: Instant) {
        if let use = inUse[connection.name] { check(connection, use, until: now) }
        inUse[connection.name] = Use(version: version, from: now, end: end)
        snoozes[connection.name] = nil
        away.removeAll { now - $0.until > .days(400) }
    }

    private func check(_ connection: Credential, _ use: Use, until goneAt: Instant) {
        let leadTimes = connection.notices.mailedLeadTimes
        for (index, leadTime) in leadTimes.enumerated() {
            let dueAt = max(use.end - leadTime, use.from + .hours(2))
            let next = use.end - (leadTimes.dropFirst(index + 1).first ?? .seconds(0))
            let last = min(next, goneAt)
            let isUrgent = connection.startBy(use.end, publishingTime: Credential.usualPublishingTime) <= dueAt
            // Reminders wait for others, and for the next day where somebody has had enough of them.
            let patience: TimeSpan = isUrgent ? .hours(3) : .hours(28)
            for contact in connection.contacts.map(\.description) {
                if let joined = joinedAt[connection.name]?[contact], joined > dueAt - .hours(1) { continue }
                guard let deadline = moment(patience, after: dueAt, for: contact, connection.name), deadline <= last
                else { continue }
                let came = toldOf[use.version, default: []].contains {
                    $0.occasion == Occasion.lapses(within: leadTime).key && $0.end == use.end.secondsSinceEpoch
                        && $0.recipient == contact && $0.at <= deadline
                }
                if came {
                    count.told += 1
                } else {
                    violations.append(
                        "\(contact) was not told by \(day(deadline)) that \(connection.name) ends within "
                            + "\(leadTime.inWords)")
                }
            }
        }
        checkEnd(connection, use, until: goneAt)
        toldOf[use.version] = nil
    }

    /// What has ended is told, whoever has put reminders off.
    private func checkEnd(_ connection: Credential, _ use: Use, until goneAt: Instant) {
        for contact in connection.contacts.map(\.description) {
            if let joined = joinedAt[connection.name]?[contact], joined > use.end - .hours(1) { continue }
            guard let deadline = moment(.hours(14), after: use.end, for: contact, nil), deadline <= goneAt else {
                continue
            }
            let came = toldOf[use.version, default: []].contains {
                let kind = Occasion(key: $0.occasion)?.kind
                return (kind == .lapsed || kind == .refused) && $0.recipient == contact && $0.at <= deadline
            }
            if came {
                count.told += 1
            } else {
                violations.append("\(contact) was not told by \(day(deadline)) that \(connection.name) has ended")
            }
        }
    }

    /// When so much time has passed in which that person could be told; `nil` where that is not before the end of what
    /// is known.
    private func moment(_ span: TimeSpan, after begin: Instant, for person: String, _ name: CredentialName?) -> Instant?
    {
        let snoozed =
            name.flatMap { snoozes[$0] }?.filter { $0.person == nil || $0.person == person }.map(\.stretch) ?? []
        let blocked = (away + snoozed).filter { $0.until > begin }.sorted { $0.from < $1.from }
        var moment = begin
        var left = span
        for stretch in blocked {
            guard stretch.from > moment else {
                // What falls into the time when nobody can be told begins to count afresh after it.
                if stretch.until > moment { (moment, left) = (stretch.until, span) }
                continue
            }
            guard stretch.from - moment < left else { break }
            (moment, left) = (max(moment, stretch.until), span)
        }
        return moment + left
    }

    private func violate(_ what: String, _ line: NoticeLine, _ letter: FlakyMailServer.Letter) {
        violations.append("\(what): \(line.text) to \(letter.recipient), \(day(letter.at))")
    }

    private func day(_ instant: Instant) -> String {
        let seconds = (instant - ManualClock.start).seconds
        return "day \(seconds / 86_400), \(seconds % 86_400 / 3_600) h"
    }
}

extension NoticeLine {
    fileprivate var withoutUrgency: NoticeLine {
        var line = self
        line.isUrgent = false
        return line
    }
}
