public import Credentials
public import SecureMemory

/// What the control API does, one method a route.
///
/// Names are well-formed, but may be unknown: then the methods throw `Problem.unknownConnection`. A `Problem`
/// reaches the client as what it says; any other error as an internal one without detail. The methods are called concurrently.
public protocol ControlService: Sendable {
    /// All connections, in the order of their names.
    func connections() async throws -> ConnectionList

    /// One connection.
    func connection(_ name: CredentialName) async throws -> ConnectionStatus

    /// How leadkeeper itself is.
    func health() async throws -> HealthStatus

    /// Entries of the ledger, oldest first.
    func events(_ query: EventQuery) async throws -> EventList

    /// Stores a secret, tries it and makes it the one in use once it is proven; answers what became of it.
    ///
    /// The bytes are 1 to 4,096 and printable; of the facts, the window's end is later than its beginning. Whether they fit the
    /// clock and the connection is left to the method: `invalidValue`.
    func storeSecret(_ secret: SharedSecret, of name: CredentialName, _ facts: SecretFacts, for caller: Caller) async throws
        -> SecretAnswer

    /// Puts the version before the one in use back to use, or ends the trial of another; answers what became of it.
    func undoSecret(of name: CredentialName, for caller: Caller) async throws -> SecretAnswer

    /// The secret in use, after it has been recorded who asked for it; throws `noSecret` where none is stored.
    func showSecret(of name: CredentialName, for caller: Caller) async throws -> SharedSecret

    /// Removes every version of the secret; throws `noSecret` where none is stored.
    func removeSecret(of name: CredentialName, for caller: Caller) async throws -> SecretRemoval

    /// Probes now, or waits for the probe under way, and answers what was found; throws `busy` while its secret is being changed.
    func probe(_ name: CredentialName, _ extent: ProbeReport.Extent, for caller: Caller) async throws -> ProbeStatus

    /// Notices, newest first.
    func notices(_ query: NoticeQuery) async throws -> NoticeList

    /// Sends a marked test notice to the contacts now and answers how it went, one element a contact.
    func testNotice(of name: CredentialName, for caller: Caller) async throws -> NoticeList

    /// What a rotation would do and what stands in its way; changes nothing.
    func planRotation(of name: CredentialName) async throws -> RotationPlanStatus

    /// Begins a rotation, or has one that is stuck tried again; throws `rotationUnderWay`, or `notPossible` with the reason.
    ///
    /// With `publishingEdits`, lets the one that waits for somebody's pending edits publish them along.
    func beginRotation(of name: CredentialName, publishingEdits: Bool, for caller: Caller) async throws -> ConnectionStatus

    /// Calls the rotation under way off; throws `noRotation`, or `notPossible` with the reason.
    func abortRotation(of name: CredentialName, for caller: Caller) async throws -> ConnectionStatus

    /// What a person enters in Partner Center, but for the secret.
    func handOff(of name: CredentialName) async throws -> HandOffStatus

    /// The secret that belongs in Partner Center, after it has been recorded who asked for it.
    func showHandOff(of name: CredentialName, for caller: Caller) async throws -> SharedSecret

    /// Takes a person's word that Partner Center has the secret in use, in every mode; said again it changes nothing.
    func confirmHandOff(of name: CredentialName, for caller: Caller) async throws -> ConnectionStatus

    /// Takes a person's vouching that the marketplace uses the secret in use; throws `notPossible` before it was said to be handed off,
    /// and `temporary` less than a day after that.
    func vouchForHandOff(of name: CredentialName, for caller: Caller) async throws -> ConnectionStatus

    /// In what the connection's offer in Partner Center is not as declared; asks Partner Center, and throws `notPossible` where no
    /// offer or no administrator is configured.
    func offer(of name: CredentialName) async throws -> OfferComparison

    /// The client secrets on a connection's application.
    func keys(of name: CredentialName) async throws -> KeyList

    /// Says which of them the stored secret is; throws `unknownKey` where it is not there.
    func adoptKey(_ key: GUID, of name: CredentialName, for caller: Caller) async throws -> ConnectionStatus

    /// Writes a copy of the ledger for a backup and answers its name; nothing is removed from the keyring for a while.
    func beginBackup(for caller: Caller) async throws -> BackupStatus

    /// Removes that copy.
    func endBackup(for caller: Caller) async throws -> BackupStatus

    /// Reads the configuration again and answers once it is in use, or why it is not.
    func reload(allowingEmpty: Bool, for caller: Caller) async throws -> ReloadStatus
}

/// Which entries of the ledger are asked for.
public struct EventQuery: Hashable, Sendable {
    /// How many events are answered at once, at most.
    public static let limits = 1...1_000
    /// How many are answered where the client does not say.
    public static let usualLimit = 100

    /// Only those that concern it; `nil` stands for all.
    public var connection: CredentialName?
    /// Those after that number; `nil` asks for the newest.
    public var after: Int64?
    /// How many, at most.
    public var limit: Int

    /// Joins the parts.
    public init(connection: CredentialName? = nil, after: Int64? = nil, limit: Int = Self.usualLimit) {
        self.connection = connection
        self.after = after
        self.limit = limit
    }
}

/// Which notices are asked for.
public struct NoticeQuery: Hashable, Sendable {
    /// Only those that concern it; `nil` stands for all.
    public var connection: CredentialName?
    /// Those before that number; `nil` asks for the newest.
    public var before: Int64?
    /// How many, at most; within `EventQuery.limits`.
    public var limit: Int

    /// Joins the parts.
    public init(connection: CredentialName? = nil, before: Int64? = nil, limit: Int = EventQuery.usualLimit) {
        self.connection = connection
        self.before = before
        self.limit = limit
    }
}

/// What the person who stores a secret says of it.
public struct SecretFacts: Hashable, Sendable {
    /// When it was issued; `nil` stands for now.
    public var issuedAt: Instant?
    /// When it lapses.
    public var expiry: SecretVersion.Expiry
    /// The issuer's handle for it.
    public var keyID: String?
    /// Whether an end in the past is meant.
    public var mayHaveLapsed: Bool
    /// Whether it is to be used at once, untried.
    public var isUnproven: Bool
    /// Whether to wait for the answer to its trial.
    public var waits: Bool

    /// Joins the parts; without arguments, nothing is said, and it is tried before it is used.
    public init(
        issuedAt: Instant? = nil, expiry: SecretVersion.Expiry = .unknown, keyID: String? = nil, mayHaveLapsed: Bool = false,
        isUnproven: Bool = false, waits: Bool = true
    ) {
        self.isUnproven = isUnproven
        self.waits = waits
        self.issuedAt = issuedAt
        self.expiry = expiry
        self.keyID = keyID
        self.mayHaveLapsed = mayHaveLapsed
    }

    /// The dates, to be judged.
    public var dates: SecretDates { SecretDates(issuedAt: issuedAt, expiry: expiry, mayHaveLapsed: mayHaveLapsed) }
}

/// Who asks, as the kernel says (`SO_PEERCRED`), and as the client says.
public struct Caller: Hashable, Sendable {
    /// The user.
    public var userID: UInt32
    /// The user's group at that time.
    public var groupID: UInt32
    /// The process.
    public var processID: Int32
    /// What the client says of itself, for the record alone: no right depends on it.
    public var said: SaidCaller?

    /// Joins the parts.
    public init(userID: UInt32, groupID: UInt32, processID: Int32, said: SaidCaller? = nil) {
        self.userID = userID
        self.groupID = groupID
        self.processID = processID
        self.said = said
    }
}
