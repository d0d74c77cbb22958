public import Bookkeeping
public import Credentials
public import Ports
public import UpkeepState

extension Engine {
    /// Takes over an inventory, at start and on every reload: joins it with what the ledger knows.
    ///
    /// A credential whose identity or environment has changed is tried again at once. Nothing is removed: what is no
    /// longer configured keeps its history and its secret, and is left alone.
    /// - Parameter configuration: how it stands to the files.
    public func load(
        _ credentials: [Credential], operators: [EmailAddress], channels: [Channel] = [],
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
        try await moveSecrets(to: credentials, known)
        let kept = Dictionary(uniqueKeysWithValues: try await ledger.configurations().map { ($0.name, $0.credential) })
        try await ledger.keep(credentials.filter { (kept[$0.name] ?? nil) != $0 })
        for gone in try await ledger.retireAll(except: Set(credentials.map(\.name))) {
            world.journal.write(
                JournalEntry(
                    .connectionGone,
                    "it is no longer configured and is left alone; its secret stays in the keyring",
                    credential: gone))
        }
        try await ledger.retireChannels(except: channels.map(\.name))
        self.channels.use(channels)
        try await useMonitors(among: channels)
        records.replace(by: try await ledger.snapshot())
        hold = try await ledger.hold()
        for adoption in adoptions {
            guard let before = known[adoption.name], before.configurationDigest != adoption.configurationDigest,
                let version = before.onTrial, let trial = before.trial?.afterNewConfiguration()
            else { continue }
            try await ledger.save(trial, of: version.id)
            records[adoption.name]?.trial = trial
        }
        for credential in credentials { try await countOldNotices(of: credential) }
        let log = RotationLog(try await ledger.rotations(since: world.timekeeper.now() - RotationLog.remembers))
        inventory = Inventory(credentials, operators: operators, state: inventory.state, tally: tally)
        examinations.keep { inventory[$0] != nil }
        agenda.distrust()
        records.share(Accounts(inventory.passwordAccounts))
        records.countAnew()
        let unconfigured = records.keys.filter { inventory[$0] == nil && records[$0]?.rotation != nil }
        rotations.load(log, unconfigured: Set(unconfigured))
        gate.newestInLedger = try await ledger.newestTimestamp()
        try await recallHealth()
        try await recallWays()
        inventory.state = configuration
        judgeConfiguration()
    }

    /// Replaces what the configuration decides of the outside world, on a reload.
    public func use(
        prober: any CredentialProber, issuer: any Issuer, marketplace: any Marketplace, testLeads: any TestLeadFinder,
        signIns: any SignInReports, leads: (any LeadReader)? = nil,
        mailer: any Mailer, noticeWriter: any NoticeWriter, channels: ChannelPorts? = nil,
        lifeSigns: (any LifeSignSender)? = nil, examiner: (any ConnectionExaminer)? = nil
    ) {
        world.prober = prober
        world.issuer = issuer
        world.marketplace = marketplace
        world.testLeads = testLeads
        world.signIns = signIns
        world.leads = leads
        world.mailer = mailer
        world.noticeWriter = noticeWriter
        world.channels = channels
        world.lifeSigns = lifeSigns
        world.examiner = examiner
        outbox.mayBeMended()
        self.channels.mayBeMended()
        ways.mayBeMended()
    }

    /// Takes over how mail leaves, without more.
    package func use(_ mailer: any Mailer) {
        world.mailer = mailer
        outbox.mayBeMended()
    }

    /// Takes over how channels are written to and reached, without more.
    package func use(_ channels: ChannelPorts) { world.channels = channels }

    /// Takes over how much mail there may be, at start and on every reload.
    ///
    /// What was put off for an earlier pace keeps its moment.
    public func use(_ pace: MailPace) { outbox.pace = pace }

    /// How what is in use stands to the configuration files.
    public var configuration: ConfigurationState { inventory.state }

    /// Takes note that a reload was refused, and why; the operators are told.
    public func refuseConfiguration(_ message: String) {
        isMet(.configurationRefused, message)
    }

    /// Takes note whether the files have changed since they were read.
    public func noteConfigurationFiles(areNewer isOutdated: Bool) {
        inventory.state.isOutdated = isOutdated
    }

    /// The connections that the ledger knows to be configured, as they were when they were used last, by name.
    ///
    /// Of one that an earlier version adopted, no more than whom it signs in as and where is known: it is watched by
    /// default, and the operators stand in for its contacts.
    public func knownConnections(operators: [EmailAddress]) async throws(LedgerError) -> [Credential] {
        try await ledger.configurations().filter { !$0.name.isReserved }.compactMap { known in
            known.credential ?? Credential(known.name, ofDigest: known.digest, contacts: operators)
        }
    }

    /// How many connections are watched now.
    public var connectionCount: Int { inventory.connectionCount }

    /// Tells or takes back what is not as it should be of the configuration in use.
    func judgeConfiguration() {
        if let emptiness = configuration.emptiness {
            isMet(.configurationEmpty, emptiness)
        } else {
            isOver(.configuration)
        }
        if let misgiving = configuration.misgiving { isMet(.settingsDoubtful, misgiving) } else { isOver(.settings) }
    }
}
