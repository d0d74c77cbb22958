package import Credentials
package import Ports

/// What is done while nobody can be reached: when it is told, and when somebody is called.
///
/// It is told once when it begins and once a day while it lasts, and once when it is over. Reckoned in time since boot.
package struct LastResort {
    /// How often it is told while it lasts.
    private static let repetition = TimeSpan.days(1)
    /// How long a call that came to nothing waits.
    private static let patience = TimeSpan.hours(1)

    /// What is to be done now.
    package enum Turn: Hashable, Sendable {
        /// Nothing.
        case nothing
        /// To tell, where `isTold` is false, and to call.
        case raise(Alarm, isTold: Bool)
        /// To tell that it is over, and to call.
        case end(Alarm)
    }

    /// Since when nobody can be reached; `nil` where somebody can, as far as is known.
    package private(set) var since: Instant?
    private var tellAt = TimeSpan.seconds(0)
    private var callAt: TimeSpan?
    private var isCalling = false
    /// Whether the journal has that a call came to nothing.
    private var hasToldOfCall = false

    /// Somebody can be reached.
    package init() {}

    /// Takes over what was told before the daemon was started again.
    ///
    /// - Parameters:
    ///   - since: since when nobody can be reached.
    ///   - ago: how long ago that was last told.
    package mutating func recall(since: Instant, toldAgo ago: TimeSpan, at uptime: TimeSpan) {
        self.since = since
        tellAt = uptime + max(.seconds(0), min(Self.repetition, Self.repetition - ago))
    }

    /// Decides what is to be done, and takes it as done.
    package mutating func turn(_ ways: WaysOut, at now: Instant, uptime: TimeSpan) -> Turn {
        switch ways {
        case .untried: return .nothing
        case .open:
            guard let since else { return .nothing }
            (self.since, callAt) = (nil, nil)
            hasToldOfCall = false
            return .end(Alarm(since: since, ways: [], at: now))
        case .down(let down):
            let isNew = since == nil
            let begin = since ?? now
            since = begin
            let isDue = isNew || uptime >= tellAt
            guard isDue || callAt.map({ uptime >= $0 }) == true && !isCalling else { return .nothing }
            if isDue { tellAt = uptime + Self.repetition }
            callAt = nil
            return .raise(Alarm(since: begin, ways: down, at: now), isTold: !isDue)
        }
    }

    /// When to look again; `nil` where something has to change first.
    package func next(at uptime: TimeSpan) -> TimeSpan? {
        since == nil ? nil : [tellAt, callAt].compactMap(\.self).min()
    }

    /// Somebody is being called.
    package mutating func beginCall() { isCalling = true }

    /// A call has ended; answers whether the journal has yet to say that it came to nothing.
    package mutating func endCall(isAccepted: Bool, at uptime: TimeSpan) -> Bool {
        isCalling = false
        callAt = isAccepted || since == nil ? nil : uptime + Self.patience
        guard !isAccepted else {
            hasToldOfCall = false
            return false
        }
        defer { hasToldOfCall = true }
        return !hasToldOfCall
    }
}
