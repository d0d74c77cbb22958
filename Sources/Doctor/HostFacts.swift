public import Credentials
public import Ports

/// What is known of the machine, and of leadkeeper on it, when the doctor judges either it or a connection.
public struct HostFacts: Sendable {
    /// The faults of the configuration.
    public var faults: [String] = []
    /// What is not right in it and stops nothing.
    public var warnings: [String] = []
    /// Why all ways to notify people may end together.
    public var circles: [AlertCircle] = []
    /// How many bytes are free where the ledger is, and how many it needs.
    public var room: Fact<Room> = .notAsked("it was not asked")
    /// What became of asking the keyring.
    public var keyring: Fact<KeyringState> = .notAsked("it was not asked")
    /// The program that keeps the secrets; `nil` where it is not known.
    public var keyringProvider: KeyringProvider?
    /// What is known of the clock where no host of Microsoft's has told the time.
    public var clock: Fact<ClockState> = .notAsked("it was not asked")
    /// The hosts that leads, sign-ins and questions go to.
    public var hosts: [HostAnswer] = []
    /// The mail servers.
    public var mailServers: [HostAnswer] = []

    /// Free space.
    public struct Room: Hashable, Sendable {
        /// How many bytes are free.
        public var free: Int64
        /// How many are needed.
        public var needed: Int64
        /// The directory.
        public var directory: String

        /// So much.
        public init(free: Int64, needed: Int64, in directory: String) {
            (self.free, self.needed, self.directory) = (free, needed, directory)
        }
    }

    /// What became of asking the keyring.
    public enum KeyringState: Hashable, Sendable {
        /// Its worker takes connections; nobody has asked it for a secret.
        case open
        /// It gives what it is asked for.
        case answers
        /// Nobody takes connections at its worker's socket, for that reason.
        case shut(String)
        /// It cannot be used, for that reason.
        case obstructed(KeyringObstacle)
    }

    /// What is known of the clock, other than by asking hosts.
    public enum ClockState: Hashable, Sendable {
        /// A time service keeps it.
        case kept
        /// No time service does.
        case neglected
        /// It was compared, and is right.
        case right
        /// It was set by much a moment ago, and is being compared; what that was stands there.
        case unsettled(String)
        /// It is not to be trusted, for that reason.
        case doubted(String)
    }

    /// Nothing is known yet.
    public init() {}
}

extension HostReport {
    /// Judges the facts; pure.
    public init(of facts: HostFacts) { self.init(host: HostCheck.allCases.map(facts.finding)) }
}
