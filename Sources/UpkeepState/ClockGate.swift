package import Credentials

/// Tells whether the wall clock can be trusted, by the ledger, by the time since boot and by the clocks of Microsoft's
/// servers.
package struct ClockGate {
    /// Older than any copy of this program: the day this release's source was closed.
    package static let earliestPlausible = Instant(secondsSinceEpoch: 1_793_491_200)  // 2026-11-01
    /// By how much our clock may differ from a server's.
    package static let tolerance = TimeSpan.minutes(5)
    /// How long a clock that runs behind the ledger is doubted where no server says which is right.
    package static let longestBehind = TimeSpan.days(1)
    /// How long mail waits, from the daemon's start, for a time service that has not set the clock yet.
    package static let longestWait = TimeSpan.minutes(15)

    private var lastWall: Instant?
    private var lastUptime: TimeSpan?
    private var startedAt: TimeSpan?
    private var jumpedAt: TimeSpan?
    /// What the clock of each host showed beyond ours when it last answered; the login host is the one without a name.
    private var skews: [String?: TimeSpan] = [:]
    /// How many of them are more than may be.
    private var intolerable = 0
    /// Since when the wall clock has run behind the ledger, by the time since boot.
    private var behindSince: TimeSpan?

    /// The newest time in the ledger; `nil` where it is empty.
    package var newestInLedger: Instant?
    /// Whether mail waits for the time service.
    package var isAwaited = false

    /// Nothing is known of the clock yet.
    package init() {}

    /// What comparing the two clocks showed since the last look.
    package enum Step: Hashable {
        case none
        /// The wall clock was set, by that much.
        case stepped(TimeSpan)
    }

    /// Whether by so much one clock was set, and did not only run a little faster than the other.
    package static func isStep(_ difference: TimeSpan) -> Bool { abs(difference.seconds) > 2 }

    /// Compares the wall clock with the time since boot: a difference of more than two seconds since the last look is a
    /// step.
    ///
    /// At the first look nobody knows what the clock did since the ledger was written last: a day or more counts as a
    /// step, too.
    package mutating func look(wall: Instant, uptime: TimeSpan) -> Step {
        defer {
            lastWall = wall
            lastUptime = uptime
            let isBehind = newestInLedger.map { wall + Self.tolerance < $0 } ?? false
            behindSince = isBehind ? behindSince ?? uptime : nil
        }
        startedAt = startedAt ?? uptime
        guard let lastWall, let lastUptime else {
            if let newestInLedger, (wall - newestInLedger).seconds > TimeSpan.days(1).seconds { jumpedAt = uptime }
            return .none
        }
        let step = (wall - lastWall) - (uptime - lastUptime)
        guard Self.isStep(step) else { return .none }
        // What the servers said before the step says nothing of the clock as it is now.
        (skews, intolerable) = ([:], 0)
        behindSince = nil
        if abs(step.seconds) > TimeSpan.days(1).seconds { jumpedAt = uptime }
        return .stepped(step)
    }

    /// Whether Microsoft's servers say that the clock is right.
    package var isConfirmed: Bool { serversAgree ?? false }

    /// Whether the servers agree with the clock; `nil` where none has answered since it was last set.
    ///
    /// Each host has one voice, and the login host counts most: an environment whose own `Date` is wrong holds back
    /// nobody's mail. Where only environments have answered, more than half of them have to say that the clock is
    /// wrong.
    private var serversAgree: Bool? {
        if let login = skews[nil] { return Self.isTolerable(login) }
        guard !skews.isEmpty else { return nil }
        return intolerable * 2 <= skews.count
    }

    private static func isTolerable(_ skew: TimeSpan) -> Bool { abs(skew.seconds) <= tolerance.seconds }

    /// Takes in what a host's clock showed; `nil` for the login host.
    package mutating func observe(skew: TimeSpan, of host: String?) {
        if let before = skews.updateValue(skew, forKey: host), !Self.isTolerable(before) { intolerable -= 1 }
        if !Self.isTolerable(skew) { intolerable += 1 }
    }

    /// Takes in what a probe of the credential has seen of the servers' clocks.
    package mutating func observe(_ report: ProbeReport, of credential: Credential) {
        if let skew = report.clockSkew { observe(skew: skew, of: credential.destination?.address ?? "") }
        if let skew = report.loginClockSkew { observe(skew: skew, of: nil) }
    }

    /// Why the clock is not to be trusted; `nil` where it is.
    ///
    /// Agreement with Microsoft's servers outweighs everything else: a ledger that was written while the clock was
    /// ahead must not hold mail back for months. Where no server can be asked, a clock that has run for a day without a
    /// step is believed rather than the ledger, for the same reason.
    /// - Parameter awaitsTimeService: whether a time service has yet to set the clock.
    package func doubt(
        wall: Instant, uptime: TimeSpan, awaitsTimeService: @autoclosure () -> Bool
    ) -> ClockDoubt? {
        if let serversAgree { return serversAgree ? nil : .apartFromServer }
        if wall < Self.earliestPlausible { return .beforeBuild }
        if let newestInLedger, wall + Self.tolerance < newestInLedger,
            uptime - (behindSince ?? uptime) < Self.longestBehind
        {
            return .beforeLedger
        }
        if let jumpedAt, uptime - jumpedAt < .minutes(15) { return .jumped }
        if uptime - (startedAt ?? uptime) < Self.longestWait, awaitsTimeService() { return .unsynchronised }
        return nil
    }
}
