import Credentials

/// `[Mail]`: the server, who signs in to it and how, and who is written to.
extension SettingsReading {
    /// - Parameter graph: where Microsoft Graph answers; `nil` where that is at fault.
    mutating func mail(graph: WebOrigin?) -> MailSettings? {
        let server = layers.value(Keys.server)
        let security = layers.setting(Keys.security)
        let userName = mailUserName()
        let sender = layers.setting(Keys.from)
        let from = layers.value(
            Keys.from,
            inherited: (EmailAddress("leadkeeper@\(hostName)") ?? EmailAddress("leadkeeper@localhost")).map {
                Sender(address: $0)
            })
        let operators = layers.value(Keys.operators)
        let pace = pace()
        let signIn = signIn(to: server, as: userName, from: sender)
        guard let pace, let server, let from, let operators, let signIn else { return nil }
        var settings: MailSettings
        switch server {
        case .smtp(let server):
            guard let security = resolve(security, of: server) else { return nil }
            let port = server.port ?? (security == .tls ? 465 : 25)
            compare(port, with: security, of: server)
            settings = MailSettings(
                host: server.host.text, port: port, security: security,
                userName: signIn.way == .none ? nil : userName, from: from.address, operators: operators.addresses)
        case .graph:
            guard isWithoutSMTP(security, userName), let graph else { return nil }
            settings = MailSettings(
                service: .graph, host: graph.host, port: graph.port, security: .tls, userName: nil,
                from: from.address, operators: operators.addresses)
        }
        (settings.signIn, settings.application) = (signIn.way, signIn.application)
        (settings.fromName, settings.languages, settings.pace) = (from.name, operators.languages, pace)
        return settings
    }

    // MARK: Signing in

    /// How to sign in, and as which application where that is by a token; `nil` where it is at fault.
    private mutating func signIn(
        to server: MailServer?, as userName: String?, from: Layers.Setting<Sender>
    ) -> (way: MailSettings.SignIn, application: EntraApplication?)? {
        let setting = layers.setting(Keys.signIn)
        let directory = layers.setting(Keys.mailDirectory)
        let application = layers.setting(Keys.mailApplication)
        guard let server else { return nil }
        let isGraph = server == .graph
        switch setting {
        case .refused: return nil
        case .given(.password, let place), .given(.none, let place):
            guard !isGraph else {
                layers.record(
                    Keys.signIn.description, at: place, found: .value(setting.value?.rawValue ?? ""),
                    accepted: "oauth, since Server is graph:", hint: "Microsoft Graph takes tokens and nothing else")
                return nil
            }
        case .absent, .given(.oauth, _): break
        }
        let way = setting.value ?? (isGraph ? .oauth : userName == nil ? .none : .password)
        switch way {
        case .password where userName == nil:
            layers.recordMissing(
                Keys.mailUserName.description, hint: "SignIn is password, and it needs the user to sign in as")
            return nil
        case .none where userName != nil:
            layers.warn(
                Keys.mailUserName.description, at: layers.setting(Keys.mailUserName).place, found: userName ?? "",
                accepted: "nothing, since SignIn is none", hint: "leadkeeper does not sign in, and ignores it")
        case .password, .none, .oauth: break
        }
        guard way == .oauth else {
            warnOfUnused(directory.place, Keys.mailDirectory.description, way)
            warnOfUnused(application.place, Keys.mailApplication.description, way)
            return (way, nil)
        }
        let why = isGraph ? "Server is graph:" : "SignIn is oauth"
        if case .absent = directory {
            layers.recordMissing(
                Keys.mailDirectory.description, hint: "\(why), and it needs DirectoryID and ApplicationID")
        }
        if case .absent = application {
            layers.recordMissing(
                Keys.mailApplication.description, hint: "\(why), and it needs DirectoryID and ApplicationID")
        }
        if case .absent = from, isGraph || userName == nil {
            layers.recordMissing(
                Keys.from.description,
                hint: isGraph
                    ? "Server is graph:, and From is the mailbox that it sends from"
                    : "SignIn is oauth, and it needs the mailbox to sign in to, as UserName or as From")
            return nil
        }
        guard let directory = directory.value, let application = application.value else { return nil }
        return (.oauth, EntraApplication(directory: directory, id: application))
    }

    /// An application that nothing signs in as was most likely meant for `SignIn=oauth`.
    private mutating func warnOfUnused(_ place: Layers.Place?, _ row: KeyDescription, _ way: MailSettings.SignIn) {
        guard let place else { return }
        layers.record(
            row, at: place, found: .description("an ID that nothing uses"),
            accepted: "this key with SignIn=oauth or Server=graph: only",
            hint: "SignIn is \(way.rawValue); to send mail as this application, set SignIn=oauth", severity: .warning)
    }

    /// Whether nothing is said that is for mail servers alone; else its fault is recorded.
    private mutating func isWithoutSMTP(_ security: Layers.Setting<MailSettings.Security>, _ userName: String?) -> Bool
    {
        if case .refused = security { return false }
        if case .given(let given, let place) = security, given != .tls {
            layers.record(
                Keys.security.description, at: place, found: .value(given.rawValue),
                accepted: "tls or nothing, since Server is graph:", hint: "Microsoft Graph is reached by HTTPS alone")
            return false
        }
        guard let userName else { return true }
        layers.record(
            Keys.mailUserName.description, at: layers.setting(Keys.mailUserName).place, found: .value(userName),
            accepted: "nothing, since Server is graph:", hint: "the mailbox that mail is sent from is From=")
        return false
    }

    // MARK: The server

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
    private mutating func compare(_ port: UInt16, with security: MailSettings.Security, of server: MailServer.SMTP) {
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

    private mutating func resolve(_ security: Layers.Setting<MailSettings.Security>, of server: MailServer.SMTP)
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
}
