public import Credentials

/// How what is in use stands to the configuration files.
public struct ConfigurationState: Hashable, Sendable {
    /// What is not right in what is in use, a line each; the nearest right values are used.
    public var misgivings: [String]
    /// Why the connections are those that the ledger knows, since the files have none; `nil` where they are the files'.
    public var emptiness: String?
    /// Password sign-ins to mail servers that Microsoft turns them off for; empty where mail is sent in other ways.
    public var passwordSignIns: [PasswordSignIn]
    /// Why all ways to notify people may end together; empty where they do not hang together.
    public var circles: [AlertCircle]
    /// Whether the files have changed since they were read.
    public var isOutdated = false

    /// A configuration that is in use; without arguments, exactly as the files have it.
    public init(
        misgivings: [String] = [], emptiness: String? = nil, passwordSignIns: [PasswordSignIn] = [],
        circles: [AlertCircle] = []
    ) {
        self.misgivings = misgivings
        self.emptiness = emptiness
        self.passwordSignIns = passwordSignIns
        self.circles = circles
    }

    /// What to say of it for `systemctl status`; `nil` where there is nothing to say.
    package var statusRemark: String? {
        isOutdated ? "the configuration files are newer than what is in use" : nil
    }

    /// What is not right in a sentence; `nil` where nothing is.
    package var misgiving: String? {
        guard let first = misgivings.first else { return nil }
        let others = misgivings.count - 1
        return others > 0 ? "\(first) (and \(others) more, which `leadkeeper check` lists)" : first
    }
}
