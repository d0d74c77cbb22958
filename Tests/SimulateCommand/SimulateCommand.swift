import Bookkeeping
import Credentials
import Foundation
import Simulation
import Synchronization

/// Lives through years of the engine, and tells what came out.
@main
enum SimulateCommand {
    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            if options.isHelp { return print(Options.help) }
            let teller = try Teller(log: options.log)
            teller.progress("\(options.command)")
            let violations = try await live(options, teller)
            if !violations.isEmpty { exit(EX_SOFTWARE) }
        } catch {
            FileHandle.standardError.write(Data("leadkeeper-simulate: \(error)\n".utf8))
            switch error {
            case is Options.Failure: exit(EX_USAGE)
            case is Teller.CannotWrite: exit(EX_CANTCREAT)
            default: exit(EX_TEMPFAIL)
            }
        }
    }

    /// Those that are rotated live first, then those whose secrets people bring.
    ///
    /// - Returns: what happened that must not.
    private static func live(_ options: Options, _ teller: Teller) async throws -> [String] {
        let rotated = options.isMail ? 0 : options.connections * options.rotations / 100
        var violations: [String] = []
        if options.isMail { violations += try await correspond(options, teller) }
        if rotated > 0 { violations += try await rotate(rotated, options, teller) }
        if violations.isEmpty, !options.isMail, rotated < options.connections {
            violations += try await remind(options.connections - rotated, options, teller)
        }
        if let first = violations.first {
            teller.result("violated: \(first)")
            for other in violations.dropFirst().prefix(19) { teller.result("also: \(other)") }
            teller.result("once more: \(options.command)")
        }
        return violations
    }

    private static func rotate(_ count: Int, _ options: Options, _ teller: Teller) async throws -> [String] {
        let years = try await RotationYears(
            seed: options.seed, connections: count,
            habits: .init(mishaps: options.faults, forgetfulness: options.people))
        let end = ManualClock.start + .days(options.days)
        while years.now < end, years.violations.isEmpty {
            try await years.live(until: min(end, years.now + .days(30)))
            try await tell(years, teller)
        }
        if years.violations.isEmpty {
            try await years.live(until: end + .days(60), isQuiet: true)
            try await years.judgeTheEnd()
        }
        let (site, coverage) = (years.site, years.coverage)
        let ended = try await site.ledger.lastRotations(limit: .max)
        let (minted, probes) = site.cloud.state.withLock { ($0.minted, $0.proverAttempts.count) }
        let fewest =
            coverage.fewestTold == .max ? "nobody was told" : "people were told \(coverage.fewestTold) times at least"
        teller.result(
            """
            \(count) rotated connections, \((years.now - ManualClock.start).seconds / 86_400) days
            \(speed(await site.actions, site.processorSeconds))
            \(probes) probes, \(site.mailer.accepted.count) mails, \(ended.count) rotations \(ends(ended)), \(minted) mints, \
            \(ratio(minted, ended.count)) a rotation, at most \(coverage.mostMintsAnHour) an hour
            \(coverage.handOffs) hand-offs by people, \(coverage.lateHandOffs) after weeks; \(coverage.deletions) keys deleted and \
            \(coverage.foreignKeys) added by others; \(coverage.kills) faults that kill, \(site.restarts) restarts
            Partner Center's copy was dead \(coverage.breaks) times: \(coverage.breaksByForgetting) by forgetting, where \(fewest), \
            \(coverage.breaksByDeletion) by deletion; the oldest orphan lived \(coverage.oldestOrphan.inWords)
            """)
        return years.violations.sorted()
    }

    private static func tell(_ years: RotationYears, _ teller: Teller) async throws {
        let day = (years.now - ManualClock.start).seconds / 86_400
        let minted = years.site.cloud.state.withLock { $0.minted }
        teller.progress(
            "day \(day): \(await years.site.actions) actions, \(minted) mints, \(years.site.restarts) restarts, "
                + "\(years.violations.count) violations")
    }

    private static func remind(_ count: Int, _ options: Options, _ teller: Teller) async throws -> [String] {
        let span = TimeSpan.days(options.days)
        let year = try await YearOfMistakes(seed: options.seed, connections: count, mistakes: options.people, for: span)
        try await year.begin()
        while year.now < ManualClock.start + span, year.violations.isEmpty {
            try await year.live(until: year.now + .days(30))
            let day = (year.now - ManualClock.start).seconds / 86_400
            teller.progress(
                "day \(day): \(await year.actions) actions, \(year.letters.count) mails, \(year.violations.count) violations"
            )
        }
        if year.violations.isEmpty { year.finish() }
        teller.result(
            """
            \(count) connections whose secrets people bring, \((year.now - ManualClock.start).seconds / 86_400) days
            \(speed(await year.actions, year.processorSeconds))
            \(year.probes) probes, \(year.letters.count) mails, each judged when it left; \(year.checked) that were due, looked for; \
            \(year.mistakes.values.reduce(0, +)) wrong entries
            """)
        return year.violations
    }

    private static func correspond(_ options: Options, _ teller: Teller) async throws -> [String] {
        let years = try await MailYears(
            seed: options.seed, connections: options.connections, mishaps: options.faults)
        try await years.begin()
        let end = ManualClock.start + .days(options.days)
        while years.now < end, years.judge.violations.isEmpty {
            try await years.live(until: min(end, years.now + .days(30)))
            let day = (years.now - ManualClock.start).seconds / 86_400
            teller.progress(
                "day \(day): \(await years.actions) actions, \(years.judge.count.letters) mails, "
                    + "\(years.judge.violations.count) violations")
        }
        let (count, coverage) = (years.judge.count, years.coverage)
        teller.result(
            """
            \(options.connections) connections, fifty to a contact, \((years.now - ManualClock.start).seconds / 86_400) days
            \(speed(await years.actions, years.processorSeconds))
            \(count.letters) mails with \(count.notices) notices, \(count.digests) of them with several; \(count.duplicates) notices came \
            twice, each after an acceptance that was cut off
            \(count.told) reminders were due and came in time, none was lost; at most \(count.mostADay) mails a day to anybody where \
            nothing was urgent
            people renewed \(coverage.inTime) times soon after a mail, \(coverage.late) times late, and forgot \(coverage.forgotten) \
            times; \(coverage.acknowledgements) times somebody was on it, \(coverage.snoozes) times it was put off
            \(coverage.absences) times the daemon was away and \(coverage.outages) times the mail server, for up to five days; the clock \
            was set wrong \(coverage.clockSteps) times, \(coverage.newZones) zones and \(coverage.newContacts) contacts changed
            """)
        return years.judge.violations
    }

    private static func speed(_ actions: Int, _ seconds: Double) -> String {
        let each = seconds > 0 ? Double(actions) / seconds : 0
        return "\(actions) actions in \(decimal(seconds)) processor seconds: \(Int(each)) a processor second"
    }

    private static func ends(_ rotations: [Rotation]) -> String {
        let counts = Dictionary(grouping: rotations.compactMap(\.end), by: \.self).mapValues(\.count)
        return "(" + counts.map { "\($0.value) \($0.key.rawValue)" }.sorted().joined(separator: ", ") + ")"
    }

    private static func ratio(_ part: Int, _ whole: Int) -> String {
        whole == 0 ? "-" : decimal(Double(part) / Double(whole))
    }

    private static func decimal(_ value: Double) -> String { "\(Double(Int(value * 100)) / 100)" }
}
