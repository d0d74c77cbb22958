package import Credentials

/// The moment of a pass, on both clocks, and why the wall clock is not trusted then.
package struct PassMoment {
    package let now: Instant
    package let uptime: TimeSpan
    package let doubt: ClockDoubt?

    /// That moment.
    package init(now: Instant, uptime: TimeSpan, doubt: ClockDoubt?) {
        self.now = now
        self.uptime = uptime
        self.doubt = doubt
    }

    /// The same moment on the wall clock.
    package func wall(_ uptime: TimeSpan) -> Instant { now + (uptime - self.uptime) }
}
