import Credentials

/// Makes settings of `leadkeeper.conf` and its drop-ins.
struct SettingsReading {
    private(set) var layers: Layers
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
        let mail = mail()
        let entra = entra()
        let network = network()
        let administrator = administrator()
        let channels = layers.channels()
        guard let mail, let entra, let network, !layers.isRefused else { return nil }
        return Settings(
            mail: mail, entra: entra, network: network, inventory: [], administrator: administrator,
            channels: channels)
    }

    private mutating func mail() -> MailSettings? {
        let server = layers.value(Keys.server)
        let security = layers.setting(Keys.security)
        let userName = mailUserName()
        let from = layers.value(
            Keys.from,
            inherited: (EmailAddress("leadkeeper@\(hostName)") ?? EmailAddress("leadkeeper@localhost")).map {
                Sender(address: $0)
            })
        let operators = layers.value(Keys.operators)
        let pace = pace()
        guard let pace, let server, let resolved = resolve(security, of: server), let from, let operators else {
            return nil
        }
        let port = server.port ?? (resolved == .tls ? 465 : 25)
        compare(port, with: resolved, of: server)
        return MailSettings(
            host: server.host.text, port: port, security: resolved, userName: userName, from: from.address,
            fromName: from.name, operators: operators.addresses, languages: operators.languages,
            pace: pace)
    }

    /// Where the files say how mail is sent; `nil` where they do not.
    mutating func mailPlace() -> Layers.Place? {
        layers.setting(Keys.mailUserName).place ?? layers.setting(Keys.server).place
    }

    private mutating func pace() -> MailPace? {
        let mailsPerMinute = layers.value(Keys.mailsPerMinute)
        let gather = layers.value(Keys.gather)
        let mailsPerDay = layers.value(Keys.mailsPerDay)
        guard let mailsPerMinute, let gather, let mailsPerDay else { return nil }
        return MailPace(
            gathering: gather, mailsPerDay: mailsPerDay == 0 ? nil : mailsPerDay, mailsPerMinute: mailsPerMinute)
    }

    /// Whom to sign in as; an earlier version took quotation marks for a part of the name.
    private mutating func mailUserName() -> String? {
        let setting = layers.setting(Keys.mailUserName)
        guard case .given(let name, let place) = setting,
            let bare = ValueText(whole: name, elements: [name]).withoutQuotes?.whole
        else { return setting.value }
        layers.record(
            Keys.mailUserName.description, at: place, found: .value(name), accepted: Keys.mailUserName.parser.accepted,
            suggestion: bare,
            hint: "write values without quotation marks; leadkeeper ignores them", severity: .warning)
        return bare
    }

    /// Each of the two ports is made for one way to begin (RFC 8314 §7.3), and with the other both sides wait for each
    /// other.
    private mutating func compare(_ port: UInt16, with security: MailSettings.Security, of server: MailServer) {
        let meant: String
        switch security {
        case .starttls where port == 465: meant = "smtps"
        case .tls where port == 587 || port == 25: meant = "smtp"
        case .starttls, .tls, .none: return
        }
        let row = Keys.server.description
        layers.record(
            row, at: layers.setting(Keys.server).place,
            found: .value("\(server.isTLS ? "smtps" : "smtp")://\(server.host.urlText):\(port)"),
            accepted: "port 465 with TLS from the first byte, port 587 or 25 with starttls",
            suggestion: "\(meant)://\(server.host.urlText):\(port)",
            hint: "leadkeeper tries it as it is", severity: .warning)
    }

    private mutating func resolve(_ security: Layers.Setting<MailSettings.Security>, of server: MailServer)
        -> MailSettings
        .Security?
    {
        switch security {
        case .refused: return nil
        case .absent: return server.isTLS ? .tls : server.host.isLoopback ? MailSettings.Security.none : .starttls
        case .given(let given, let place):
            if server.isTLS, given != .tls {
                layers.record(
                    Keys.security.description, at: place, found: .value(given.rawValue),
                    accepted: "tls, since Server is smtps://",
                    hint: "with \(given.rawValue) it would be smtp://\(server.host.urlText)")
                return nil
            }
            if given == .none, !server.host.isLoopback {
                layers.record(
                    Keys.security.description, at: place, found: .value(given.rawValue),
                    accepted: "starttls or tls, since \(server.host.text) is not on loopback")
                return nil
            }
            return given
        }
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

    /// When others are told may stand here, and who they are in the connections' files, or the other way round.
    mutating func examineEscalation(_ notices: NoticePolicy, for inventory: [Credential]) {
        guard !inventory.contains(where: { !$0.notices.escalation.isEmpty && !$0.notices.escalateTo.isEmpty }) else {
            return
        }
        Policies.examineEscalation(&layers, notices)
    }

    /// The policies that connections inherit; a part is `nil` where it is at fault.
    mutating func policies() -> Policies {
        Policies(layers: &layers, inherited: nil)
    }
}
