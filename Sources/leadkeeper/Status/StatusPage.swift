internal import Basics
internal import Control
internal import Credentials
internal import Triage

/// What `leadkeeper status` prints of all connections: what sums them up, then the table.
struct StatusPage {
    let times: LocalTimes
    let output: Output
    /// How many columns there are; `nil` where nothing has to be fitted.
    let width: Int?

    /// The lines, each with its end.
    ///
    /// - Parameter format: how; `nil` for people.
    func text(_ overview: StatusOverview, as format: StatusFormat?) -> String {
        switch format {
        case .names: return overview.rows.map { $0.name.printable + "\n" }.joined()
        case .csv: return StatusCSV.text(overview.rows)
        case .wide, .json, nil: return summary(overview) + table(overview, isWide: format == .wide)
        }
    }

    /// The lines of the table alone.
    func table(_ overview: StatusOverview, isWide: Bool) -> String {
        let table = StatusTable(times: times)
        return isWide ? table.wide(overview.rows, on: output) : table.text(overview, on: output, width: width)
    }

    /// How many need somebody, then how leadkeeper itself is.
    func summary(_ overview: StatusOverview) -> String {
        let answers = AnswerLines(times: times)
        let health = overview.health
        return [
            counts(overview),
            health.map { HealthLine().text($0, on: output) },
            health?.alertPaths.map { AlertPathsLine(times: times).text($0, on: output) },
            overview.hold.map { Paragraph.wrap(answers.sentence($0).printable) + "\n" },
            doctor(overview),
        ].compactMap(\.self).joined()
    }

    /// "2 of 14 need somebody, 1 unknown, 11 fine; leadkeeper ok".
    private func counts(_ overview: StatusOverview) -> String? {
        let tally = overview.tally
        guard tally.all > 0 else { return nil }
        let one = tally.somebody == 1
        let needs =
            tally.somebody == 0
            ? "none of \(tally.all) needs" : "\(tally.somebody) of \(tally.all) need\(one ? "s" : "")"
        let somebody = output.toned(
            "\(needs) somebody", tally.somebody == 0 ? .plain : overview.isUrgent ? .bad : .warning)
        let unknown = output.toned("\(tally.unknown) unknown", tally.unknown == 0 ? .plain : .warning)
        return "\(somebody), \(unknown), \(tally.fine) fine" + own(overview.health) + "\n"
    }

    /// How leadkeeper itself is, in a word or two: the ways out, the keyring, the clock, the configuration.
    private func own(_ health: HealthStatus?) -> String {
        guard let health else { return "" }
        let parts = HealthLine.parts(health)
        var failing = parts.filter { $0.part.status == .false }.map(\.name)
        failing += (health.alertPaths ?? []).filter { $0.status == .false && !failing.contains($0.name) }.map(\.name)
        guard failing.isEmpty else {
            return "; " + output.toned("leadkeeper FAILS: \(failing.joined(separator: ", "))".printable, .bad)
        }
        let unknown = parts.filter { $0.part.status == .unknown }.map(\.name)
        guard unknown.isEmpty else {
            return "; " + output.toned("leadkeeper not known: \(unknown.joined(separator: ", "))".printable, .warning)
        }
        let hasWarnings = parts.contains { $0.part.reason == "Warnings" }
        return hasWarnings ? "; " + output.toned("leadkeeper ok with warnings", .warning) : "; leadkeeper ok"
    }

    /// What the doctor has found last, in one line: `doctor: 2 faults (contoso: lead-writer-role, tenant-matches)`;
    /// nothing where it has found none.
    private func doctor(_ overview: StatusOverview) -> String? {
        guard overview.faults > 0 else { return nil }
        let count = overview.faults.counted("fault")
        let line = "\(count) (\(overview.faulty.joined(separator: "; ")))"
        return "doctor: " + output.toned(line.printable.shortened(to: 72), .bad) + "\n"
    }
}

/// How leadkeeper itself is, in one line: `leadkeeper: mail ok, keyring ok, clock ok, configuration ok`.
struct HealthLine {
    /// The parts that are shown, with their names.
    static func parts(_ health: HealthStatus) -> [(name: String, part: HealthStatus.Part)] {
        var parts = [
            ("mail", health.mail), ("keyring", health.keyring.part), ("clock", health.clock),
            ("configuration", health.configuration),
        ]
        // These two are of interest where they fail alone.
        parts += [("ledger", health.ledger), ("disk", health.disk)].filter { $0.1.status != .true }
        return parts + [health.heartbeat.map { ("heartbeat", $0.part) }].compactMap(\.self)
    }

    /// The line with its end.
    func text(_ health: HealthStatus, on output: Output) -> String {
        "leadkeeper: " + Self.parts(health).map { words($0.name, $0.part, on: output) }.joined(separator: ", ") + "\n"
    }

    private func words(_ name: String, _ part: HealthStatus.Part, on output: Output) -> String {
        switch part.status {
        case .true where part.reason == "Warnings": output.toned("\(name) ok with warnings (\(cause(part)))", .warning)
        case .true: "\(name) ok"
        case .unknown: output.toned("\(name) unknown (\(cause(part)))", .warning)
        case .false: output.toned("\(name) FAILS (\(cause(part)))", .bad)
        }
    }

    private func cause(_ part: HealthStatus.Part) -> String {
        part.message.printable.shortened(to: 60)
    }
}
