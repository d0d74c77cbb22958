import Credentials

/// Makes settings of `leadkeeper.conf` and its drop-ins.
struct SettingsReading {
    var layers: Layers
    let hostName: String
    /// What whoever uses the settings can see of the file system.
    let reach: Reach
    /// Whether `[Administrator]` is given and cannot be used, which is told where it stands.
    private(set) var isAdministratorAtFault = false

    init(_ files: [SourceFile], mainPath: String, hostName: String, reach: Reach = .everything) {
        layers = Layers(files, mainPath: mainPath)
        self.hostName = hostName
        self.reach = reach
    }

    /// Everything but the inventory; `nil` where any of it is at fault.
    mutating func read() -> Settings? {
        let entra = entra()
        let graph = entra?.graphEndpoint
        let mail = layers.mail(.ofMail, graph: graph, hostName: hostName)
        let operators = layers.value(Keys.operators)
        let network = network()
        let administrator = administrator()
        let channels = layers.channels(graph: graph, hostName: hostName)
        let heartbeat = heartbeat()
        let publish = publish()
        let quietDays = layers.setting(Keys.quiet)
        guard let mail, let operators, let entra, let network, let publish, !layers.isRefused else { return nil }
        var settings = Settings(
            mail: mail, operators: operators.addresses, operatorLanguages: operators.languages, entra: entra,
            network: network, inventory: [], administrator: administrator, channels: channels.all,
            channelMails: channels.mails)
        settings.heartbeat = heartbeat
        settings.publish = publish
        settings.quietDays = quietDays.value ?? []
        return settings
    }

    private mutating func entra() -> EntraSettings? {
        let cloud = layers.value(Keys.cloud)
        let login = layers.value(Keys.loginEndpoint)
        let graph = layers.value(Keys.graphEndpoint)
        return cloud.map { EntraSettings(cloud: $0, loginEndpoint: login, graphEndpoint: graph) }
    }

    private mutating func network() -> NetworkSettings? {
        let caFile = layers.setting(Keys.caFile)
        if case .given(let path, let place) = caFile { examine(authorities: path, at: place) }
        let timeout = layers.value(Keys.timeout)
        let proxy = layers.value(Keys.proxy)
        return timeout.map { NetworkSettings(caFile: caFile.value, timeout: $0, proxy: proxy) }
    }

    /// A file that cannot be read is a fault; one without certificates was none before, and TLS fails with it as it
    /// did.
    private mutating func examine(authorities path: String, at place: Layers.Place) {
        if case .failure(let failure) = RegularFile.bytes(at: path, limit: CertificateFile.sizeLimit, within: reach) {
            layers.record(
                Keys.caFile.description, at: place, found: .value(path), accepted: Keys.caFile.parser.accepted,
                hint: failure.hint(granting: "a+r", to: path).map { "\(failure.text); \($0)" } ?? failure.text)
        } else if let flaw = CertificateFile.flaw(at: path, within: reach) {
            layers.record(
                Keys.caFile.description, at: place, found: .value(path), accepted: Keys.caFile.parser.accepted,
                hint: flaw,
                severity: .outgrown)
        }
    }

    private mutating func administrator() -> Administrator? {
        let directory = layers.setting(Keys.administratorDirectory)
        let application = layers.setting(Keys.administratorApplication)
        if case .refused = directory { isAdministratorAtFault = true }
        if case .refused = application { isAdministratorAtFault = true }
        switch (directory, application) {
        case (.given(let directory, _), .given(let application, _)):
            return Administrator(directory: directory, application: application)
        case (.absent, .given), (.absent, .refused):
            layers.recordMissing(
                Keys.administratorDirectory.description, hint: "ApplicationID is set, and it needs DirectoryID")
        case (.given, .absent), (.refused, .absent):
            layers.recordMissing(
                Keys.administratorApplication.description, hint: "DirectoryID is set, and it needs ApplicationID")
        // Neither is given, or what is at fault is recorded.
        case (.absent, .absent), (.refused, .refused), (.refused, .given), (.given, .refused): break
        }
        return nil
    }

    /// The monitor that gets signs of life; `nil` where none is named, or something is at fault.
    private mutating func heartbeat() -> Heartbeat? {
        let kind = layers.value(Keys.heartbeatKind)
        let interval = layers.value(Keys.heartbeatInterval)
        let allowsPrivate = layers.value(Keys.heartbeatAllowPrivate)
        guard let kind, let interval, let allowsPrivate else { return nil }
        return Heartbeat(kind, every: interval, allowsPrivate: allowsPrivate)
    }

    /// What is written into a directory, and where; `nil` where something is at fault.
    private mutating func publish() -> PublishSettings? {
        let directory = layers.setting(Keys.publishDirectory)
        if case .given(let path, let place) = directory, !reach.mayWrite(in: path) {
            layers.warn(
                Keys.publishDirectory.description, at: place, found: path,
                accepted: "a directory that the unit lets the service write",
                hint:
                    "let it, with `systemctl edit leadkeeper`: [Service] and BindPaths=\(path) on lines of their own; "
                    + "the directory has to belong to the user leadkeeper")
        }
        let details = layers.value(Keys.publishDetails)
        let language = layers.value(Keys.language)
        guard let details, let language else { return nil }
        if case .refused = directory { return nil }
        return PublishSettings(directory: directory.value, details: details, language: language)
    }

    /// When others are told may stand here, and who they are in the connections' files, or the other way round.
    mutating func examineEscalation(_ notices: NoticePolicy, for inventory: [Credential]) {
        guard !inventory.contains(where: { !$0.notices.escalation.isEmpty && !$0.notices.escalateTo.isEmpty }) else {
            return
        }
        Policies.examineEscalation(&layers, notices)
    }

    /// What connections without their own take.
    mutating func defaults() -> ConnectionDefaults {
        ConnectionDefaults(
            contacts: layers.setting(Keys.defaultContacts), directory: layers.setting(Keys.defaultDirectory))
    }

    /// The policies that connections inherit; a part is `nil` where it is at fault.
    mutating func policies() -> Policies {
        Policies(layers: &layers, inherited: nil)
    }
}

/// What `[Defaults]` says of connections without their own.
struct ConnectionDefaults {
    /// Who is notified.
    var contacts: Layers.Setting<Recipients>
    /// The directory that they sign in to.
    var directory: Layers.Setting<GUID>
}
