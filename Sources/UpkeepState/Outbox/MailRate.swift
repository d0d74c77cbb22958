package import Credentials

/// How many mails leave within a minute, whatever falls due at once.
///
/// Reckoned in time since boot, so that a wall clock that is set neither opens nor closes it.
package struct MailRate {
    static let window = TimeSpan.minutes(1)

    private var sent: [TimeSpan] = []

    /// No mail has left yet.
    package init() {}

    /// How many more may leave now, of so many a minute.
    package func room(of most: Int, at uptime: TimeSpan) -> Int { most - recent(at: uptime).count }

    /// Counts one that leaves now.
    package mutating func take(at uptime: TimeSpan) {
        sent = recent(at: uptime) + [uptime]
    }

    /// How long until there is room again; zero while there is.
    package func wait(of most: Int, at uptime: TimeSpan) -> TimeSpan {
        let recent = recent(at: uptime)
        guard recent.count >= most, let oldest = recent.suffix(max(most, 1)).first else { return .seconds(0) }
        return oldest + Self.window - uptime
    }

    private func recent(at uptime: TimeSpan) -> [TimeSpan] {
        sent.filter { uptime.seconds - $0.seconds < Self.window.seconds }
    }
}
