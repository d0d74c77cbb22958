/// The sockets through which the daemon has a program of the sysadmin's run, each of a unit with `Accept=yes`.
///
/// The daemon writes one event as JSON, a `CloudEvent`, shuts down its side for writing, and reads a `HookAnswer`.
public enum HookSocket: String, Hashable, Sendable, CaseIterable {
    /// What a channel of the kind `command` goes to.
    case hook
    /// What is called when nothing else reaches anybody.
    case alert

    /// Where the sockets are.
    public static let standardDirectory = "/run/leadkeeper-hooks"

    /// The socket in that directory.
    public func path(in directory: String) -> String { "\(directory)/\(rawValue).sock" }

    /// The unit that listens on it.
    public var unit: String { "leadkeeper-\(rawValue).socket" }

    /// The command that has the unit listen, now and after each boot.
    public var remedy: String { "systemctl enable --now \(unit)" }

    /// The command that shows what the program printed.
    public var logs: String { "journalctl --unit='leadkeeper-\(rawValue)@*'" }
}
