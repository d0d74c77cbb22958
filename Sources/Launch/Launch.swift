internal import Glibc
internal import SecureMemory

/// How each of leadkeeper's programs begins.
public enum Launch {
    /// The variable by which the supervisor of the keyring worker tells the worker that the passed socket is meant for
    /// it.
    ///
    /// systemd names the worker's own process id, in `LISTEN_PID`; who spawns cannot know it beforehand.
    public static let supervisorVariable = "LEADKEEPER_SUPERVISOR"

    /// The variables that the programs and their libraries may read; leadkeeper(1) tells who reads each.
    ///
    /// One set for all of them, since one program becomes another, and that one has to find what is meant for it.
    public static let variables: Set<String> = [
        "CACHE_DIRECTORY", "CONFIGURATION_DIRECTORY", "STATE_DIRECTORY", "RUNTIME_DIRECTORY", "NO_COLOR", "TERM",
        "COLUMNS", "TZ", "SUDO_UID",
        // The service manager's: readiness, watchdog, sockets, and whether standard error is the journal.
        "JOURNAL_STREAM", "LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "NOTIFY_SOCKET", "WATCHDOG_PID",
        "WATCHDOG_USEC",
        // Whose socket the keyring worker has, where no service manager passes one.
        supervisorVariable,
        // Where the keyring worker finds its bus; GLib.
        "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR",
        // Where the keyring's files are, unless an option says so.
        "HOME", "XDG_DATA_HOME",
        // Where SQLite puts what it cannot keep in memory.
        "TMPDIR",
        // Read before a program runs, and by the worker that the supervisor starts: heaps, and Swift's backtracer.
        "MALLOC_ARENA_MAX", "SWIFT_BACKTRACE",
        // Of instrumented builds alone.
        "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS",
    ]

    /// Makes the process fit for secrets: undumpable, free of unknown variables, with its standard streams occupied,
    /// deaf to SIGPIPE.
    ///
    /// Call it first in `main`, before any thread and before any library is used. What is undumpable becomes dumpable
    /// again in execve(2), so a program that another one has become calls it too.
    /// - Returns: whether the kernel agreed; if not, nothing secret may be touched.
    public static func begin() -> Bool {
        occupyStandardStreams()
        guard ProcessHardening.apply() else { return false }
        ProcessEnvironment.keep(only: variables)
        signal(SIGPIPE, SIG_IGN)
        return true
    }

    /// Opens /dev/null in place of each standard stream that is closed.
    ///
    /// The next file or socket would take its number else, and get what is logged.
    private static func occupyStandardStreams() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            guard 0...STDERR_FILENO ~= descriptor else {
                close(descriptor)
                return
            }
        }
    }
}
