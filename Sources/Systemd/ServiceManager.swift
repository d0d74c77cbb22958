internal import Basics
internal import Glibc
internal import Unix

/// What the daemon tells the service manager over `$NOTIFY_SOCKET`; without one, nothing is told and nothing fails.
///
/// The calls send one datagram and do not wait for an answer. Not sd_notify(3), whose library would bring six others into
/// each program; its protocol is stable, and that page says that it may be spoken without the library.
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
        watchdogInterval(microseconds: variable("WATCHDOG_USEC"), of: variable("WATCHDOG_PID"), own: getpid())
    }

    /// As those variables say; the second names the process that is meant, where it is there.
    static func watchdogInterval(microseconds: String?, of process: String?, own: pid_t) -> Duration? {
        if let process, pid_t(process) != own { return nil }
        guard let microseconds = microseconds.flatMap({ UInt64($0) }), microseconds > 0, microseconds < .max else {
            return nil
        }
        return .microseconds(Int64(clamping: microseconds))
    }

    private static func notify(_ state: String) {
        guard let place = variable("NOTIFY_SOCKET") else { return }
        notify(state, at: place)
    }

    /// Sends a state to the socket at a path, or to that of an abstract name, which begins with `@`; sd_notify(3).
    ///
    /// It waits while the service manager has its queue full, since a sign of life that is dropped ends the daemon.
    static func notify(_ state: String, at place: String) {
        guard place.hasPrefix("/") || place.hasPrefix("@") else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(state.utf8)
        _ = unsafe UnixAddress.withAddress(of: place, takingAbstract: true) { address, length in
            while unsafe sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), address, length) < 0,
                errno == EINTR
            {}
        }
    }

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// A status is one line: what would begin another field becomes a space.
    private static func oneLine(_ text: String) -> String { text.displaySafe(.replaced(by: " "), squeezesSpace: true) }
}
