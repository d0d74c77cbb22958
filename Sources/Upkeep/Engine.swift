public import Bookkeeping
public import Credentials
public import Ports
internal import SecureMemory

/// Keeps, watches, proves and tells: the work of the daemon, on whatever clock it is given.
///
/// One pass walks the inventory and decides; what is due runs as bounded, concurrent actions, at most one per
/// credential; each ends in one transaction of the ledger. The engine itself never blocks and reads no clock but the
/// timekeeper.
public actor Engine {
    /// How much runs at once.
    public struct Limits: Hashable, Sendable {
        /// Probes at once.
        public var probes: Int
        /// Mails at once that are under way in time.
        public var mails: Int
        /// Mails beside them at most that a server takes long over.
        public var slowMails: Int
        /// Rotations and listings that are being worked on at once.
        public var rotations: Int
        /// How long a person's request waits for what is under way.
        public var patience: Duration

        /// The daemon's limits.
        public init(
            probes: Int = 16, mails: Int = 4, slowMails: Int = 28, rotations: Int = 4, patience: Duration = .seconds(10)
        ) {
            self.probes = probes
            self.mails = mails
            self.slowMails = slowMails
            self.rotations = rotations
            self.patience = patience
        }
    }

    /// The outside world, as the engine sees it.
    public struct World: Sendable {
        /// The clocks.
        public var timekeeper: any Timekeeper
        /// Where secrets are.
        public var keyring: any Keyring
        /// How a credential is proven.
        public var prober: any CredentialProber
        /// Where secrets are issued and revoked.
        public var issuer: any Issuer
        /// Where the other copy of each secret is.
        public var marketplace: any Marketplace
        /// How it is seen that the marketplace uses its copy.
        public var testLeads: any TestLeadFinder
        /// What performs the effects of rotations; `nil` for these seams themselves.
        public var hands: (any RotationHands)?
        /// How mail leaves.
        public var mailer: any Mailer
        /// What a notice says.
        public var noticeWriter: any NoticeWriter
        /// Where it is told what happens.
        public var journal: any Journal
        /// Where identifiers and jitter come from.
        public var random: any RandomNumberGenerator & Sendable

        /// Joins the adapters.
        public init(
            timekeeper: any Timekeeper, keyring: any Keyring, prober: any CredentialProber, issuer: any Issuer,
            marketplace: any Marketplace, testLeads: any TestLeadFinder, hands: (any RotationHands)? = nil,
            mailer: any Mailer,
            noticeWriter: any NoticeWriter, journal: any Journal, random: any RandomNumberGenerator & Sendable
        ) {
            self.issuer = issuer
            self.marketplace = marketplace
            self.testLeads = testLeads
            self.hands = hands
            self.timekeeper = timekeeper
            self.keyring = keyring
            self.prober = prober
            self.mailer = mailer
            self.noticeWriter = noticeWriter
            self.journal = journal
            self.random = random
        }
    }

    let ledger: Ledger
    var world: World
    let limits: Limits
    let executor: (any TaskExecutor)?
    /// Called when something has changed that a new pass may act upon; never from within a pass.
    let wake: @Sendable () -> Void

    var inventory: [CredentialName: Credential] = [:]
    var records: [CredentialName: CredentialRecord] = [:]
    var operators: [EmailAddress] = []
    /// How what is in use stands to the configuration files.
    public internal(set) var configuration = ConfigurationState()
    /// Who signs in with a password, by the account in lower case.
    var passwordAccounts: [String: [CredentialName]] = [:]
    var gate = ClockGate()
    /// Whether the journal said that mail waits for the time service.
    var awaitsClock = false
    var newestInLedger: Instant?
    /// The credentials for which an action or a person's request is under way, and who waits for them.
    var busy = Occupancy()
    /// Who waits for the end of a probe, by the credential that is being probed.
    var probeAudience: [CredentialName: [CheckedContinuation<ProbeReport?, Never>]] = [:]
    var probesRunning = 0
    /// What is known of rotations beside the records.
    var rotations = RotationBook()
    var outbox = Outbox()
    /// Until when Microsoft wants to be left alone, by directory; in time since boot, like all that follows.
    var pausedDirectories: [String: Span] = [:]
    var troubles = DaemonTroubles()
    /// Whether the journal has that memory for a secret could not be locked.
    var hasToldOfMemory = false
    /// When the housekeeping is done next; `nil` where it has nothing to do.
    var pruneAt: Span?
    var auditAt: Span?
    var tidyAt: Span?
    var keyringTryAt: Span?
    /// Until when nothing is removed from the keyring, for the sake of a backup.
    var removalsWaitUntil: Span?
    private var actions: [Int: Task<Void, Never>] = [:]
    private var lastAction = 0

    /// An engine without any credential yet; `load` gives it its inventory.
    ///
    /// - Parameter executor: what actions run on; `nil` for Swift's own.
    public init(
        ledger: Ledger, world: World, limits: Limits = Limits(), executor: (any TaskExecutor)? = nil,
        wake: @escaping @Sendable () -> Void = {}
    ) {
        self.ledger = ledger
        self.world = world
        self.limits = limits
        self.executor = executor
        self.wake = wake
    }

    /// Takes over an inventory, at start and on every reload: joins it with what the ledger knows.
    ///
    /// A credential whose identity or environment has changed is tried again at once. Nothing is removed: what is no
    /// longer configured keeps its history and its secret, and is left alone.
    /// - Parameter configuration: how it stands to the files.
    public func load(
        _ credentials: [Credential], operators: [EmailAddress],
        as configuration: ConfigurationState = ConfigurationState()
    ) async throws(LedgerError) {
        defer { ledgerHasChanged() }
        let known = try await ledger.snapshot()
        let adoptions = credentials.compactMap { credential -> Adoption? in
            let record = known[credential.name]
            let digest = credential.workingDigest
            guard record?.configurationDigest != digest || record?.isConfigured != true else { return nil }
            let standing =
                record?.standing.afterNewConfiguration()
                ?? Standing(jitterPermille: Int64(world.random.next(upperBound: UInt64(101))))
            return Adoption(name: credential.name, configurationDigest: digest, standing: standing)
        }
        try await ledger.adopt(adoptions)
        let kept = Dictionary(uniqueKeysWithValues: try await ledger.configurations().map { ($0.name, $0.credential) })
        try await ledger.keep(credentials.filter { (kept[$0.name] ?? nil) != $0 })
        for gone in try await ledger.retireAll(except: Set(credentials.map(\.name))) {
            world.journal.write(
                JournalEntry(
                    .connectionGone, "it is no longer configured and is left alone; its secret stays in the keyring",
                    credential: gone))
        }
        records = try await ledger.snapshot()
        for adoption in adoptions {
            guard let before = known[adoption.name], before.configurationDigest != adoption.configurationDigest,
                let version = before.onTrial, let trial = before.trial?.afterNewConfiguration()
            else { continue }
            try await ledger.save(trial, of: version.id)
            records[adoption.name]?.trial = trial
        }
        for credential in credentials { try await countOldNotices(of: credential) }
        rotations.take(try await ledger.rotations(since: world.timekeeper.now() - .days(2)))
        inventory = Dictionary(uniqueKeysWithValues: credentials.map { ($0.name, $0) })
        passwordAccounts = Dictionary(
            grouping: credentials.filter { $0.identity.isPassword }, by: \.identity.sharedAccount
        )
        .mapValues { $0.map(\.name) }
        self.operators = operators
        rotations.unconfigured = Set(records.keys.filter { inventory[$0] == nil && records[$0]?.rotation != nil })
        newestInLedger = try await ledger.newestTimestamp()
        try await recallHealth()
        self.configuration = configuration
        judgeConfiguration()
    }

    /// Replaces what the configuration decides of the outside world, on a reload.
    public func use(
        prober: any CredentialProber, issuer: any Issuer, marketplace: any Marketplace, testLeads: any TestLeadFinder,
        mailer: any Mailer, noticeWriter: any NoticeWriter
    ) {
        world.prober = prober
        world.issuer = issuer
        world.marketplace = marketplace
        world.testLeads = testLeads
        world.mailer = mailer
        world.noticeWriter = noticeWriter
        outbox.mayBeMended()
    }

    /// Whether an action is under way.
    public var isActing: Bool { !actions.isEmpty }

    /// Waits until no action is under way.
    ///
    /// For an orderly stop, and for simulations.
    public func quiesce() async {
        while let action = actions.values.first {
            await action.value
        }
    }

    /// Asks all actions under way to give up: what they have begun is journalled and resumed by the next start.
    public func cancelActions() {
        for action in actions.values {
            action.cancel()
        }
    }

    /// Runs `body` beside everything else, and wakes the loop when it has ended.
    func act(_ body: @escaping @Sendable (isolated Engine) async -> Void) {
        lastAction += 1
        let number = lastAction
        actions[number] = Task(executorPreference: executor) { await self.run(number, body) }
    }

    private func run(_ number: Int, _ body: @Sendable (isolated Engine) async -> Void) async {
        await body(self)
        actions[number] = nil
        wake()
    }

    /// What `decide` is told about a credential now.
    func facts(of name: CredentialName, doubt: ClockDoubt?) -> Facts {
        let record = records[name]
        var facts = Facts(
            current: record?.current, standing: record?.standing ?? Standing(), lapseToldOf: record?.lapseToldOf,
            interruption: record?.interruption, account: accountAttempts(of: name), clockDoubt: doubt)
        if let record {
            let end = inventory[name].flatMap { record.noticeEnd(of: $0, at: world.timekeeper.now()) }
            facts.noticed = Set(record.told.filter { !$0.occasion.isOfWindow || $0.windowEnd == end }.map(\.occasion))
        }
        return facts
    }

    /// What others than the version in use have tried at a credential's account.
    private func accountAttempts(of name: CredentialName) -> AccountAttempts {
        var attempts = AccountAttempts()
        guard let identity = inventory[name]?.identity, identity.isPassword else { return attempts }
        for other in passwordAccounts[identity.sharedAccount] ?? [] {
            guard let record = records[other] else { continue }
            if let trial = record.trial, trial.refusals > 0, let last = trial.lastAttemptAt {
                attempts.turnedDown.append(last)
            }
            guard other != name else {
                attempts.ownTrial = record.onTrial
                continue
            }
            if let version = record.onTrial { attempts.otherTrials.append(version) }
            attempts.turnedDown += record.standing.turnedDown ?? []
            if let interruption = record.interruption { attempts.turnedDown.append(interruption.lastAt) }
            if record.standing.secretDoubts > 0, let last = record.standing.lastAttemptAt {
                attempts.turnedDown.append(last)
            }
        }
        return attempts
    }

    /// Runs one transaction of the ledger; trouble with it is noted, and it is over when the pass has written
    /// something.
    ///
    /// - Returns: `nil` where the ledger could not be written: what follows from it must not be done.
    func record<Value: Sendable>(_ transaction: () async throws(LedgerError) -> Value) async -> Value? {
        defer { ledgerHasChanged() }
        return await ask(transaction)
    }

    /// What is known of the ledger's content beside the records may be out of date.
    private func ledgerHasChanged() {
        outbox.ledgerHasChanged()
        troubles.ledgerHasChanged()
    }

    /// Asks the ledger something; trouble with it is noted.
    func ask<Value: Sendable>(_ question: () async throws(LedgerError) -> Value) async -> Value? {
        do {
            return try await question()
        } catch {
            switch error.code {
            case .conflict: world.journal.write(JournalEntry(.ledgerConflict, error.description))
            // What was begun can be recorded: the disk is in trouble, the ledger is not.
            case .reserve: isMet(.diskFull, error.text)
            case .full, .io, .corrupt, .newer, .inUse, .restoring, .notPermitted, .closed, .other:
                troubles.ledgerFailed(at: world.timekeeper.uptime())
                isMet(.ledgerUnwritable, error.description)
            }
            return nil
        }
    }
}

extension Credential {
    /// What decides whether the credential works: when it changes, what is known of earlier attempts is void.
    var workingDigest: String {
        "\(identity.method)|\(identity.account)|\(identity.realm)|\(environment ?? "")"
    }
}

extension Identity {
    /// The directory it signs in to, and the client it signs in through.
    fileprivate var realm: String {
        switch self {
        case .azureAD(let directory, _): directory.description
        case .office365(_, let client, let directory): "\(directory)|\(client)"
        case .mailbox: ""
        }
    }

    /// What names its account wherever it is used: a mailbox and an Office 365 user of the same name may well be one.
    var sharedAccount: String { account.lowercased() }

    /// The directory whose limits it shares with others; `nil` where it signs in to none.
    var directory: String? {
        switch self {
        case .azureAD(let directory, _): directory.description
        case .office365(_, _, let directory): directory
        case .mailbox: nil
        }
    }
}
