internal import Glibc
internal import KeyringWorker

/// Where things are: an option beats the variable, the variable beats the built-in path.
enum Places {
    static let standardConfiguration = "/etc/leadkeeper"
    static let standardState = "/var/lib/leadkeeper"
    static let standardRuntime = "/run/leadkeeper"
    static let standardKeyringFiles = "/var/lib/leadkeeper-keyring/keyrings"
    static let standardKeyring = "/run/leadkeeper-keyring/keyring.sock"

    /// The variables that this program and its libraries may read; leadkeeper(1) tells who reads each.
    static let variables: Set<String> = [
        "CONFIGURATION_DIRECTORY", "STATE_DIRECTORY", "RUNTIME_DIRECTORY", "NO_COLOR", "TERM", "TZ", "SUDO_UID",
        // The service manager's: readiness, watchdog, sockets, and whether standard error is the journal.
        "JOURNAL_STREAM", "LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC",
        // Whose socket the keyring worker has, where no service manager passes one.
        Worker.supervisorVariable,
        // Where the keyring worker finds its bus; GLib.
        "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR",
        // Where the keyring's files are, unless an option says so.
        "HOME", "XDG_DATA_HOME",
        // Where SQLite puts what it cannot keep in memory.
        "TMPDIR",
        // Read before this program runs, and by the worker that it starts: heaps, and Swift's backtracer.
        "MALLOC_ARENA_MAX", "SWIFT_BACKTRACE",
        // Of instrumented builds alone.
        "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS",
    ]

    /// The directory of the configuration.
    static func configuration(_ invocation: Invocation) -> String {
        directory(invocation[.config], "CONFIGURATION_DIRECTORY", standardConfiguration)
    }

    /// The ledger's directory.
    static func state(_ invocation: Invocation) -> String {
        directory(invocation[.state], "STATE_DIRECTORY", standardState)
    }

    /// The control socket's directory.
    static func runtime(_ invocation: Invocation) -> String {
        directory(invocation[.runtime], "RUNTIME_DIRECTORY", standardRuntime)
    }

    /// The directory of the keyring's files.
    static func keyringFiles(_ invocation: Invocation) -> String {
        invocation[.keyringDirectory] ?? standardKeyringFiles
    }

    /// The keyring worker's socket.
    static func keyring(_ invocation: Invocation) -> String {
        invocation[.keyring] ?? standardKeyring
    }

    private static func directory(_ option: String?, _ variable: String, _ standard: String) -> String {
        if let option { return option }
        // systemd separates several directories by colons; systemd.exec(5).
        let value = getenv(variable).map { String(cString: $0) } ?? ""
        return value.split(separator: ":").first.map(String.init) ?? standard
    }
}
