package import Credentials
import Ports
package import Synchronization
import Upkeep

/// A clock that moves when it is told to.
package final class ManualClock: Timekeeper {
    /// When simulations begin: 2026-11-18T11:06:40Z.
    package static let start = Instant(secondsSinceEpoch: 1_795_000_000)

    private let state: Mutex<(now: Instant, uptime: TimeSpan)>
    /// Whether there is a time service that has yet to set the clock.
    package let isAwaited = Mutex(false)

    package init(now: Instant = ManualClock.start) {
        state = Mutex((now, TimeSpan.hours(1)))
    }

    package func now() -> Instant { state.withLock { $0.now } }
    package func uptime() -> TimeSpan { state.withLock { $0.uptime } }
    package func awaitsTimeService() -> Bool { isAwaited.withLock { $0 } }

    /// Time passes, on both clocks.
    package func advance(to instant: Instant) {
        state.withLock {
            $0.uptime = TimeSpan(seconds: $0.uptime.seconds + (instant - $0.now).seconds)
            $0.now = instant
        }
    }

    /// The wall clock alone is set.
    package func step(by span: TimeSpan) {
        state.withLock { $0.now = $0.now + span }
    }
}
