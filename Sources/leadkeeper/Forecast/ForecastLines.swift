internal import Basics
internal import Control
internal import Credentials
internal import GLib

/// A forecast as people read it.
struct ForecastLines {
    private typealias Entry = ForecastAnswer.Entry

    private let answer: ForecastAnswer
    private let output: Output
    private let times: LocalTimes

    init(_ answer: ForecastAnswer, _ context: CommandContext) {
        (self.answer, output, times) = (answer, context.output, context.times)
    }

    /// All of it, each line with its end.
    func text(by order: ForecastOrder) -> String {
        let body =
            switch order {
            case .day: byDay
            case .person: grouped { $0.recipients }
            case .connection: grouped { [$0.connection ?? "leadkeeper itself"] }
            }
        return heading + "\n" + (body.isEmpty ? "nothing lies ahead\n" : body)
    }

    private var heading: String {
        let count = answer.connections.counted("connection")
        let title = "\(count), until \(times.time(answer.until.instant))"
        let notices = answer.entries.count { $0.kind == .notice }
        let probes = answer.entries.count { $0.kind.isProbe }
        let totals = "\(notices.counted("notice")), \(probes.counted("probe"))"
        return output.toned(title, .strong) + "\n"
            + answer.assumptions.map { Paragraph.wrap($0.printable, label: "  if ") + "\n" }.joined()
            + "  \(totals)\n"
    }

    // MARK: By day

    private var byDay: String {
        var text = ""
        var quiet: [Day] = []
        for day in days {
            if day.told.isEmpty {
                quiet.append(day)
            } else {
                text += Self.quietDays(quiet) + line(day)
                quiet = []
            }
        }
        return text + Self.quietDays(quiet)
    }

    /// One day, with what is told of it and how many probes it has.
    private struct Day {
        let date: CivilDate
        var told: [Entry] = []
        var probes = 0
        var signIns = 0

        var probeWords: String {
            [
                probes > 0 ? probes.counted("probe") : nil,
                signIns > 0 ? signIns.counted("sign-in") : nil,
            ].compactMap(\.self).joined(separator: ", ")
        }
    }

    private var days: [Day] {
        var days: [Day] = []
        for entry in answer.entries {
            guard let date = date(entry) else { continue }
            if days.last?.date != date { days.append(Day(date: date)) }
            switch entry.kind {
            case .probe: days[days.count - 1].probes += 1
            case .signIn: days[days.count - 1].signIns += 1
            case .startBy, .expiry, .notice, .rotation, .handOff, .trouble: days[days.count - 1].told.append(entry)
            }
        }
        return days
    }

    /// Days on which nothing but probes happens, in one line.
    private static func quietDays(_ days: [Day]) -> String {
        guard let first = days.first, let last = days.last else { return "" }
        let most = days.max { ($0.probes + $0.signIns) < ($1.probes + $1.signIns) } ?? first
        if days.count == 1 { return "\(name(first.date))\n  \(first.probeWords)\n" }
        return "\(name(first.date)) to \(name(last.date))\n  up to \(most.probeWords) a day\n"
    }

    private func line(_ day: Day) -> String {
        let title = Self.name(day.date) + mark(day.date)
        let told = day.told.map { lines($0, clock($0), whose: $0.connection ?? "leadkeeper") }.joined()
        return output.toned(title, .strong) + "\n" + told
            + (day.probeWords.isEmpty ? "" : "  \(day.probeWords)\n")
    }

    /// What is said of a day on which nobody works.
    private func mark(_ day: CivilDate) -> String {
        if answer.quietDays.contains(where: { $0.days?.contains(day) == true }) { return ", quiet" }
        return day.weekday >= 6 ? ", weekend" : ""
    }

    // MARK: By person and by connection

    private func grouped(_ keys: (Entry) -> [String]) -> String {
        var groups: [String: [Entry]] = [:]
        for entry in answer.entries where !entry.kind.isProbe {
            for key in keys(entry) { groups[key, default: []].append(entry) }
        }
        return groups.sorted { $0.key < $1.key }.map { key, entries in
            output.toned(key.printable, .strong) + "\n"
                + entries.map { lines($0, "\(Self.name(date($0))) \(clock($0))", whose: $0.connection ?? "leadkeeper") }
                .joined()
        }.joined(separator: "\n")
    }

    // MARK: One entry

    private func lines(_ entry: Entry, _ when: String, whose: String) -> String {
        let label = "  \(when)  "
        let text = Paragraph.wrap("\(whose): \(entry.message)".printable, label: label) + "\n"
        guard !entry.recipients.isEmpty else { return text }
        let people = entry.recipients.map { entry.away.contains($0) ? "\($0) (away)" : $0 }.joined(separator: ", ")
        let indent = String(repeating: " ", count: label.count)
        let nobody = !entry.recipients.isEmpty && entry.away.count == entry.recipients.count
        return text + Paragraph.wrap("to \(people)".printable, label: indent) + "\n"
            + (nobody ? output.toned("\(indent)nobody who is told is there", .warning) + "\n" : "")
    }

    private func local(_ entry: Entry) -> ZonedTime? {
        ZonedTime(secondsSinceEpoch: entry.at.instant.secondsSinceEpoch, in: times.zone)
    }

    private func date(_ entry: Entry) -> CivilDate? { local(entry)?.date }

    private func clock(_ entry: Entry) -> String {
        guard let local = local(entry) else { return entry.at.instant.rfc3339 }
        return "\(local.hour.zeroPadded(to: 2)):\(local.minute.zeroPadded(to: 2))"
    }

    private static func name(_ date: CivilDate?) -> String {
        guard let date else { return "" }
        return "\(date.weekdayName) \(date)"
    }
}
