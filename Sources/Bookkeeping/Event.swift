public import Credentials

/// One thing that happened, for the record that is only ever added to.
///
/// Its sentence and details never hold a secret.
public struct Event: Hashable, Sendable {
    /// What kind of thing happened: the stable word of an `EventKind`, such as `secret-stored`.
    ///
    /// The set is open, since the history may have words of other releases.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The word.
        public var rawValue: String

        /// A kind of that name: lower case, words joined by hyphens.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The kind as the history has it.
        public init(_ kind: EventKind) {
            assert(kind.isInHistory, "\(kind.word) is for the journal alone")
            rawValue = kind.word
        }
    }

    /// When.
    public var at: Instant
    /// What kind of thing.
    public var kind: Kind
    /// To which credential; `nil` for the daemon itself.
    public var credential: CredentialName?
    /// To which version of its secret; `nil` where it is not about one.
    public var version: String?
    /// What is wrong, where something is.
    public var `class`: ProbeClass?
    /// One sentence for people.
    public var message: String
    /// More facts by name.
    public var details: [String: String]
    /// The notice that a server has accepted, where that is what it says, for the ledger to make the sentence of it; it
    /// is not read back with the event.
    public var notice: OutboxItem.ID?

    /// One thing that happened.
    public init(
        at: Instant, kind: Kind, credential: CredentialName? = nil, version: String? = nil, class: ProbeClass? = nil,
        message: String, details: [String: String] = [:]
    ) {
        self.at = at
        self.kind = kind
        self.credential = credential
        self.version = version
        self.class = `class`
        self.message = message
        self.details = details
    }

    /// One thing that happened, of a kind that this release has.
    public init(
        at: Instant, kind: EventKind, credential: CredentialName? = nil, version: String? = nil,
        class: ProbeClass? = nil,
        message: String, details: [String: String] = [:]
    ) {
        self.init(
            at: at, kind: Kind(kind), credential: credential, version: version, class: `class`, message: message,
            details: details)
    }
}

extension Event {
    /// What the record says of a notice that a server has accepted, by its subject.
    ///
    /// The ledger keeps the notice and not this sentence: to change it would change what was said before.
    public static func acceptance(
        of subject: String, for recipient: EmailAddress, through channel: ChannelName?
    ) -> String {
        channel.map { "channel \($0) accepted “\(subject)”" }
            ?? "the mail server accepted “\(subject)” for \(recipient)"
    }
}

/// An event in the ledger.
public struct RecordedEvent: Hashable, Sendable, Identifiable {
    /// Its place in the record: greater than that of every event before it, and never given twice.
    public var id: Int64
    /// What happened.
    public var event: Event
}
