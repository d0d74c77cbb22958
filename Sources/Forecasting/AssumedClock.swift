internal import Credentials
internal import Ports
internal import Synchronization

/// The clock of a forecast, which shows what it is set to.
final class AssumedClock: Timekeeper {
    private let state: Mutex<(now: Instant, uptime: TimeSpan)>

    init(now: Instant, uptime: TimeSpan) { state = Mutex((now, uptime)) }

    func now() -> Instant { state.withLock { $0.now } }
    func uptime() -> TimeSpan { state.withLock { $0.uptime } }
    func awaitsTimeService() -> Bool { false }

    /// Time passes up to that moment, on both clocks.
    func advance(to instant: Instant) {
        state.withLock { state in
            state.uptime = TimeSpan(seconds: state.uptime.seconds + (instant - state.now).seconds)
            state.now = instant
        }
    }
}
