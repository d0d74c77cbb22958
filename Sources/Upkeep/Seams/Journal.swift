public import Credentials

/// One entry for the system journal: a constant sentence, and the data in fields of its own.
public struct JournalEntry: Hashable, Sendable {
    /// How much it matters, with the numbers of syslog(3).
    public enum Priority: Int32, Hashable, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
        case debug = 7
    }

    /// How much it matters.
    public var priority: Priority
    /// What happened, as a stable word such as `credential-refused`; events that a person may act on have a `MESSAGE_ID` by it.
    public var event: String
    /// A sentence for people, free of secrets.
    public var message: String
    /// `LEADKEEPER_CONNECTION`, where it is about one credential.
    public var credential: CredentialName?
    /// `LEADKEEPER_VERSION`, where it is about one version.
    public var version: String?
    /// `LEADKEEPER_CLASS`, where a probe found something.
    public var probeClass: ProbeClass?

    /// One entry.
    public init(
        _ priority: Priority, _ event: String, _ message: String, credential: CredentialName? = nil, version: String? = nil,
        probeClass: ProbeClass? = nil
    ) {
        self.priority = priority
        self.event = event
        self.message = message
        self.credential = credential
        self.version = version
        self.probeClass = probeClass
    }
}

/// Where the daemon tells what it does.
///
/// It never blocks and never fails; what cannot be written is dropped.
public protocol Journal: Sendable {
    /// Writes one entry.
    func write(_ entry: JournalEntry)
}
