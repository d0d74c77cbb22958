internal import Credentials
internal import Glibc
internal import Ports
internal import Upkeep

/// The real clocks: the one place in the program that reads them.
struct SystemTimekeeper: Timekeeper {
    func now() -> Instant {
        Instant(secondsSinceEpoch: Self.seconds(of: CLOCK_REALTIME))
    }

    func uptime() -> TimeSpan {
        TimeSpan(seconds: Self.seconds(of: CLOCK_BOOTTIME))
    }

    /// systemd-timesyncd.service(8): it makes the file when it has set the clock.
    ///
    /// The kernel could tell of every time service, but adjtimex(2) belongs to what the hardening forbids; for another
    /// service, the unit starts after time-sync.target.
    func awaitsTimeService() -> Bool {
        access("/run/systemd/timesync", F_OK) == 0 && access("/run/systemd/timesync/synchronized", F_OK) != 0
    }

    /// `CLOCK_MONOTONIC`, as the service manager wants it.
    static func monotonicMicroseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
    }

    /// clock_gettime(2); it cannot fail for these clocks.
    private static func seconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec)
    }
}
