internal import Basics
internal import CSystemd

/// What the daemon tells the service manager over `$NOTIFY_SOCKET`; without one, nothing is told and nothing fails.
///
/// sd_notify(3). The calls send one datagram and do not wait for an answer.
public enum ServiceManager {
    /// Says that start-up is over, with a sentence for `systemctl status`.
    public static func ready(status: String) {
        notify("READY=1\nSTATUS=\(oneLine(status))")
    }

    /// Replaces the sentence for `systemctl status`.
    public static func status(_ status: String) {
        notify("STATUS=\(oneLine(status))")
    }

    /// Says that the configuration is read again; `ready` ends it.
    ///
    /// - Parameter monotonicMicroseconds: `CLOCK_MONOTONIC` now, which systemd 253 and newer ask for.
    public static func reloading(monotonicMicroseconds: UInt64) {
        notify("RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds)")
    }

    /// Says that the daemon is about to end.
    public static func stopping(status: String) {
        notify("STOPPING=1\nSTATUS=\(oneLine(status))")
    }

    /// Says that the loop has advanced.
    public static func watchdog() {
        notify("WATCHDOG=1")
    }

    /// How long the service manager waits for a sign of life; `nil` where it does not wait.
    ///
    /// sd_watchdog_enabled(3).
    public static func watchdogInterval() -> Duration? {
        var microseconds: UInt64 = 0
        guard unsafe sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }

    private static func notify(_ state: String) {
        _ = unsafe sd_notify(0, state)
    }

    /// A status is one line: what would begin another field becomes a space.
    private static func oneLine(_ text: String) -> String { text.displaySafe(.replaced(by: " "), squeezesSpace: true) }
}
