internal import Basics
internal import Control
internal import Credentials
internal import GLib
internal import Glibc

/// `leadkeeper status --watch`: the table anew every two seconds, on a screen of its own.
///
/// What an answer costs in processor time is waited for two hundredfold before the next one is asked for, so that it
/// costs half a percent of a processor however many connections there are; but no longer than a minute.
final class StatusWatch {
    private static let leastRest = 2.0
    private static let longestRest = 60.0
    private static let restForCost = 200.0

    private let context: CommandContext
    private let isWide: Bool
    private let screen: Screen
    private let signals: SignalWatch
    private var keys: WatchKeys
    private var overview = StatusOverview()
    /// What was chosen when that was asked for.
    private var shown: StatusSelection?
    private var times: LocalTimes
    private var failure: Failure?
    /// The lines of the table as it was drawn last, and for how many columns; `nil` where other rows are there now.
    private var drawn: (columns: Int, lines: [String])?

    init(_ context: CommandContext, _ selection: StatusSelection, isWide: Bool) throws(Failure) {
        let operation = "watch the status"
        self.context = context
        self.isWide = isWide
        times = context.times
        keys = WatchKeys(selection)
        // Signals first: none may find the terminal changed and nobody to put it back.
        signals = try SignalWatch(SignalWatch.enders + [SIGWINCH, SIGCONT], operation: operation)
        screen = try Screen(operation: operation)
    }

    /// Shows it until somebody ends it.
    func run() throws(Failure) -> ExitCode {
        defer {
            screen.end()
            signals.end()
        }
        // What cannot be asked for at all is said on the screen of before.
        try ask()
        var rest = self.rest
        var asksAt = Self.uptime + rest
        while true {
            show()
            let wait = Int32(max(0, (asksAt - Self.uptime) * 1_000).rounded(.up))
            switch signals.waitForInput(within: wait) {
            case .timeout:
                askAgain()
                rest = self.rest
                asksAt = Self.uptime + rest
            case .signal(SIGWINCH): screen.forget()
            case .signal(SIGCONT): screen.begin()
            case .signal(SIGTSTP):
                screen.end()
                raise(SIGSTOP)
                screen.begin()
            case .signal(let number):
                screen.end()
                signals.end()
                raise(number)
                return .done
            case .input:
                let typed = screen.typed()
                guard !typed.isEmpty else { return .done }
                switch keys.take(typed, page: max(1, (TerminalSize.current?.rows ?? 24) - 4)) {
                case .quit: return .done
                case .ask:
                    askAgain()
                    asksAt = Self.uptime + self.rest
                case .show:
                    overview.rows.sort { $0.key.precedes($1.key, in: keys.selection.order) }
                    drawn = nil
                case .nothing: break
                }
            }
        }
    }

    /// How long to wait after the last answer, in seconds.
    private var rest: Double { min(Self.longestRest, max(Self.leastRest, cost * Self.restForCost)) }

    /// The processor time that the last answer has cost, in seconds.
    private var cost = 0.0

    private func ask() throws(Failure) {
        let before = Self.processorTime
        times = LocalTimes(zone: context.times.zone, now: Instant(secondsSinceEpoch: Int64(time(nil))))
        // What was shown is of another selection where the keys have chosen one.
        let earlier = shown == keys.selection ? overview : nil
        overview = try StatusOverview.ask(context, keys.selection, times: times, unless: earlier)
        if earlier == nil || overview.mark == nil || overview.mark != earlier?.mark { drawn = nil }
        shown = keys.selection
        cost = Self.processorTime - before
        failure = nil
    }

    /// Asks, and keeps what was shown where nobody answers.
    private func askAgain() {
        do throws(Failure) {
            try ask()
        } catch {
            failure = error
        }
    }

    private func show() {
        let size = TerminalSize.current ?? TerminalSize(columns: 80, rows: 24)
        let page = StatusPage(times: times, output: context.output, width: isWide ? nil : size.columns)
        let head = Self.lines(page.summary(overview))
        let body = table(on: page, size.columns)
        let room = max(1, size.rows - 1)
        keys.offset = min(keys.offset, max(0, body.count - (room - head.count)))
        // No more lines than there is room for: there may be thousands.
        let chosen = keys.showsHelp ? WatchKeys.help[...] : (head + body.dropFirst(keys.offset).prefix(room))[...]
        let lines = chosen.flatMap { isWide ? [$0] : Self.fitted($0, size.columns) }
        screen.show(Array(lines.prefix(room)) + [foot(size.columns)])
    }

    /// The lines of the table, which are drawn anew where there are other rows, or another width.
    private func table(on page: StatusPage, _ columns: Int) -> [String] {
        if let drawn, drawn.columns == columns { return drawn.lines }
        let lines = Self.lines(page.table(overview, isWide: isWide))
        drawn = (columns, lines)
        return lines
    }

    /// The lines of a text, each of which ends.
    private static func lines(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast().map {
            String(Substring($0))
        }
    }

    /// A line of the summary may be longer than the terminal is wide; what is coloured is not broken.
    private static func fitted(_ line: String, _ width: Int) -> [String] {
        line.contains("\u{1B}") || line.columns <= width
            ? [line] : Paragraph.lines(line, width: width, breaksWords: true)
    }

    /// The line at the bottom: what is shown, since when, and the keys.
    private func foot(_ width: Int) -> String {
        if let typing = keys.typing { return "names with: \(typing)_" }
        if let failure { return context.output.toned(failure.message.printable.shortened(to: width - 1), .bad) }
        let selection = keys.selection
        let filters = [
            selection.isFailing ? "failing" : nil, selection.expiring.map { "expiring in \($0.inWords)" },
            selection.contact.map { "told to \($0)" }, selection.pattern.map { "with \($0.printable)" },
        ].compactMap(\.self)
        let shown = filters.isEmpty ? "all" : filters.joined(separator: ", ")
        let words = "\(times.clock(times.now))  by \(selection.order.rawValue)  \(shown)  ? keys  q quit"
        return words.shortened(to: width - 1)
    }

    /// Seconds since the machine was started.
    ///
    /// clock_gettime(2).
    private static var uptime: Double { seconds(of: CLOCK_BOOTTIME) }

    /// Seconds of processor time that this process has used.
    private static var processorTime: Double { seconds(of: CLOCK_PROCESS_CPUTIME_ID) }

    private static func seconds(of clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }
}
