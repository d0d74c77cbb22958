import Credentials

/// Makes settings of `leadkeeper.conf` and its drop-ins.
struct SettingsReading {
    private(set) var layers: Layers
    let hostName: String

    init(_ files: [SourceFile], mainPath: String, hostName: String) {
        layers = Layers(files, mainPath: mainPath)
        self.hostName = hostName
    }

    /// Everything but the inventory; `nil` where any of it is at fault.
    mutating func read() -> Settings? {
        let mail = mail()
        let entra = entra()
        let network = network()
        let administrator = administrator()
        guard let mail, let entra, let network, layers.faults.isEmpty else { return nil }
        return Settings(mail: mail, entra: entra, network: network, inventory: [], administrator: administrator)
    }

    private mutating func mail() -> MailSettings? {
        let server = layers.value(Keys.server)
        let security = layers.setting(Keys.security)
        let userName = layers.value(Keys.mailUserName)
        let from = layers.value(
            Keys.from, inherited: EmailAddress("leadkeeper@\(hostName)") ?? EmailAddress("leadkeeper@localhost"))
        let operators = layers.value(Keys.operators)
        guard let server, let resolved = resolve(security, of: server), let from, let operators else { return nil }
        let port = server.port ?? (resolved == .tls ? 465 : 25)
        return MailSettings(
            host: server.host.text, port: port, security: resolved, userName: userName, from: from, operators: operators)
    }

    private mutating func resolve(_ security: Layers.Setting<MailSettings.Security>, of server: MailServer) -> MailSettings
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
        if case .given(let path, let place) = caFile, let obstacle = RegularFile.obstacle(at: path) {
            layers.record(
                Keys.caFile.description, at: place, found: .value(path), accepted: Keys.caFile.parser.accepted,
                hint: obstacle.text)
        }
        let timeout = layers.value(Keys.timeout)
        let proxy = layers.value(Keys.proxy)
        return timeout.map { NetworkSettings(caFile: caFile.value, timeout: $0, proxy: proxy) }
    }

    private mutating func administrator() -> Administrator? {
        let directory = layers.setting(Keys.administratorDirectory)
        let application = layers.setting(Keys.administratorApplication)
        switch (directory, application) {
        case (.given(let directory, _), .given(let application, _)):
            return Administrator(directory: directory, application: application)
        case (.absent, .given), (.absent, .refused):
            layers.recordMissing(Keys.administratorDirectory.description, hint: "ApplicationID is given, and one needs the other")
        case (.given, .absent), (.refused, .absent):
            layers.recordMissing(Keys.administratorApplication.description, hint: "DirectoryID is given, and one needs the other")
        default: break
        }
        return nil
    }

    /// The policies that connections inherit; a part is `nil` where it is at fault.
    mutating func policies() -> Policies {
        Policies(layers: &layers, inherited: nil)
    }
}
