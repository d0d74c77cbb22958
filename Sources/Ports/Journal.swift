public import Credentials

/// One entry for the system journal: a constant sentence, and the data in fields of its own.
public struct JournalEntry: Hashable, Sendable {
    /// What happened; its word, priority and message id are those of the kind.
    public var kind: EventKind
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
        _ kind: EventKind, _ message: String, credential: CredentialName? = nil, version: String? = nil,
        probeClass: ProbeClass? = nil
    ) {
        self.kind = kind
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
