package import Credentials

/// How many mails leave within a minute, whatever falls due at once.
///
/// Reckoned in time since boot, so that a wall clock that is set neither opens nor closes it.
package struct MailRate {
    /// The most that leave within any minute.
    package static let mailsAMinute = 20
    private static let window = TimeSpan.minutes(1)

    private var sent: [TimeSpan] = []

    /// No mail has left yet.
    package init() {}

    /// How many more may leave now.
    package func room(at uptime: TimeSpan) -> Int { Self.mailsAMinute - recent(at: uptime).count }

    /// Counts one that leaves now.
    package mutating func take(at uptime: TimeSpan) {
        sent = recent(at: uptime) + [uptime]
    }

    /// How long until there is room again; zero while there is.
    package func wait(at uptime: TimeSpan) -> TimeSpan {
        let recent = recent(at: uptime)
        guard recent.count >= Self.mailsAMinute, let oldest = recent.first else { return .seconds(0) }
        return oldest + Self.window - uptime
    }

    private func recent(at uptime: TimeSpan) -> [TimeSpan] {
        sent.filter { uptime.seconds - $0.seconds < Self.window.seconds }
    }
}
