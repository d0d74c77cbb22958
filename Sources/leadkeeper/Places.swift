internal import Glibc
internal import Hooks

/// Where things are: an option beats the variable, the variable beats the built-in path.
enum Places {
    static let standardConfiguration = "/etc/leadkeeper"
    static let standardState = "/var/lib/leadkeeper"
    static let standardRuntime = "/run/leadkeeper"
    static let standardCache = "/var/cache/leadkeeper"
    static let standardKeyringFiles = "/var/lib/leadkeeper-keyring/keyrings"
    static let standardKeyring = "/run/leadkeeper-keyring/keyring.sock"
    static let standardHooks = HookSocket.standardDirectory

    /// The directory of the configuration.
    static func configuration(_ invocation: Invocation) -> String {
        directory(invocation[.config], "CONFIGURATION_DIRECTORY", standardConfiguration)
    }

    /// The ledger's directory.
    static func state(_ invocation: Invocation) -> String {
        directory(invocation[.state], "STATE_DIRECTORY", standardState)
    }

    /// The control socket's directory.
    static func runtime(_ invocation: Invocation) -> String { runtime(option: invocation[.runtime]) }

    /// The control socket's directory, where an option may say which; `nil` where it does not.
    static func runtime(option: String? = nil) -> String {
        directory(option, "RUNTIME_DIRECTORY", standardRuntime)
    }

    /// The directory of the keyring's files.
    static func keyringFiles(_ invocation: Invocation) -> String {
        invocation[.keyringDirectory] ?? standardKeyringFiles
    }

    /// The keyring worker's socket.
    static func keyring(_ invocation: Invocation) -> String {
        invocation[.keyring] ?? standardKeyring
    }

    /// The directory of the hooks' sockets.
    static func hooks(_ invocation: Invocation) -> String { invocation[.hooks] ?? standardHooks }

    /// The arguments of the daemon's program, which knows no places by itself.
    static func arguments(ofDaemon invocation: Invocation) -> [String] {
        [
            "--config", configuration(invocation), "--state", state(invocation), "--runtime", runtime(invocation),
            "--keyring", keyring(invocation), "--hooks", hooks(invocation),
        ] + (value(of: "CACHE_DIRECTORY").map { ["--cache", $0] } ?? [])
    }

    private static func directory(_ option: String?, _ variable: String, _ standard: String) -> String {
        option ?? value(of: variable) ?? standard
    }

    /// The directory that the service manager gives, the first of several; `nil` for none.
    private static func value(of variable: String) -> String? {
        // systemd separates several directories by colons; systemd.exec(5).
        let value = getenv(variable).map { String(cString: $0) } ?? ""
        return value.split(separator: ":").first.map(String.init)
    }
}
