public import Credentials

/// The clocks.
///
/// Only the daemon's own implementation reads the real ones.
public protocol Timekeeper: Sendable {
    /// The wall clock, `CLOCK_REALTIME`.
    func now() -> Instant
    /// The time since boot that goes on in suspend, `CLOCK_BOOTTIME`.
    func uptime() -> TimeSpan
    /// Whether a time service of this host is at work that has not set the wall clock since boot.
    ///
    /// Where no time service is known, nobody waits for one.
    func awaitsTimeService() -> Bool
}
