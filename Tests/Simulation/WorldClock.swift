package import Credentials
import Ports
import Synchronization

/// A clock whose wall can be set wrong, beside the time that it really is.
package final class WorldClock: Timekeeper {
    private let start: Instant
    private let state: Mutex<(truth: Instant, error: TimeSpan)>

    package init(at instant: Instant) {
        start = instant
        state = Mutex((instant, .seconds(0)))
    }

    package func now() -> Instant { state.withLock { $0.truth + $0.error } }
    package func uptime() -> TimeSpan { truth - (start - .hours(1)) }
    package func awaitsTimeService() -> Bool { false }

    /// The time that it really is.
    package var truth: Instant { state.withLock { $0.truth } }
    /// By how much the wall clock is ahead.
    package var error: TimeSpan {
        get { state.withLock { $0.error } }
        set { state.withLock { $0.error = newValue } }
    }

    /// Time passes.
    package func advance(by span: TimeSpan) { state.withLock { $0.truth = $0.truth + span } }
}
