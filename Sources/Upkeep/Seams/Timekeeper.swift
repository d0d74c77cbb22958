public import Credentials

/// The clocks.
///
/// Only the daemon's own implementation reads the real ones.
public protocol Timekeeper: Sendable {
    /// The wall clock, `CLOCK_REALTIME`.
    func now() -> Instant
    /// The time since boot that goes on in suspend, `CLOCK_BOOTTIME`.
    func uptime() -> Span
}
