internal import Glibc

/// How a keyring worker is to run.
public struct WorkerOptions: Sendable {
    /// The Unix socket to listen on; `nil` takes the one that systemd passes.
    ///
    /// With a path the process stays a supervisor and starts the real worker again whenever that ends.
    public var socketPath: String?

    /// The directory with the keyring daemon's files, to be synced after a write.
    ///
    /// `nil` is where gnome-keyring keeps them: `$XDG_DATA_HOME/keyrings`, else `~/.local/share/keyrings`.
    public var keyringDirectory: String?

    /// Users that may ask for secrets beside root and the worker's own user.
    public var allowedUsers: Set<UInt32> = []

    /// Groups whose members, by their primary group, may ask too.
    public var allowedGroups: Set<UInt32> = []

    /// How long one request may take before the worker gives up on the keyring, and on itself.
    ///
    /// A little less than the client's patience, so that its answer arrives.
    public var deadline: Duration = .milliseconds(4_500)

    /// After how many questions to the keyring the worker ends and lets itself be started again.
    ///
    /// What is read is not known to leak, and storing is another process's; so this is for what is not known, and so
    /// rare that the places of items, which are searched for again then, cost nothing.
    public var lookupsBeforeRecycling = 200_000

    /// The options as they are without any argument.
    public init() {}

    /// Why arguments are not understood.
    public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
        /// One sentence for standard error.
        public let description: String
    }

    /// Reads the arguments that follow `keyring` on the command line.
    public init(arguments: [String]) throws(UsageError) {
        var remaining = arguments[...]
        while let option = remaining.popFirst() {
            let known = [
                "--keyring", "--keyring-directory", "--allow-user", "--allow-group", "--deadline", "--lookups",
            ]
            guard known.contains(option) else {
                throw UsageError(description: "unknown option, expected one of \(known.joined(separator: ", "))")
            }
            guard let value = remaining.popFirst(), !value.isEmpty else {
                throw UsageError(description: "the option \(option) needs a value")
            }
            try set(option, to: value)
        }
    }

    private mutating func set(_ option: String, to value: String) throws(UsageError) {
        switch option {
        case "--keyring": socketPath = value
        case "--keyring-directory": keyringDirectory = value
        case "--allow-user":
            guard let user = UInt32(value) ?? getpwnam(value)?.pointee.pw_uid else {
                throw UsageError(description: "--allow-user takes a user, by name or number, that there is")
            }
            allowedUsers.insert(user)
        case "--allow-group":
            guard let group = UInt32(value) ?? getgrnam(value)?.pointee.gr_gid else {
                throw UsageError(description: "--allow-group takes a group, by name or number, that there is")
            }
            allowedGroups.insert(group)
        case "--deadline":
            guard let milliseconds = Int(value), (1...60_000).contains(milliseconds) else {
                throw UsageError(description: "--deadline takes 1 to 60000 milliseconds")
            }
            deadline = .milliseconds(milliseconds)
        default:
            guard let count = Int(value), count > 0 else {
                throw UsageError(description: "--lookups takes a number above 0")
            }
            lookupsBeforeRecycling = count
        }
    }
}
