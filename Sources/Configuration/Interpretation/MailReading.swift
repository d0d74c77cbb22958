import Credentials

/// What a mail server is described by: the server itself, who signs in to it and how, and who writes.
extension Layers {
    /// One mail server; `nil` where something is at fault.
    ///
    /// - Parameters:
    ///   - keys: those of `[Mail]`, or of a channel.
    ///   - graph: where Microsoft Graph answers; `nil` where that is at fault.
    ///   - hostName: this host's, which the sender's default address is made of.
    mutating func mail(_ keys: MailKeys, graph: WebOrigin?, hostName: String) -> MailSettings? {
        let server = mailServer(keys)
        let security = setting(keys.security)
        let userName = mailUserName(keys)
        let sender = sender(keys)
        let pace = pace(keys)
        let signIn = signIn(keys, to: server, as: userName, from: sender)
        guard let pace, let server, let signIn, let from = from(sender, hostName: hostName) else { return nil }
        var settings: MailSettings
        switch server {
        case .smtp(let server):
            guard let security = resolve(security, of: server, keys) else { return nil }
            let port = server.port ?? (security == .tls ? 465 : 25)
            compare(port, with: security, of: server, keys)
            settings = MailSettings(
                host: server.host.text, port: port, security: security,
                userName: signIn.way == .none ? nil : userName, from: from.address)
        case .graph:
            guard isWithoutSMTP(security, userName, keys), let graph else { return nil }
            settings = MailSettings(
                service: .graph, host: graph.host, port: graph.port, security: .tls, userName: nil,
                from: from.address)
        }
        (settings.signIn, settings.application) = (signIn.way, signIn.application)
        (settings.fromName, settings.pace) = (from.name, pace)
        return settings
    }

    /// Where the files say how mail is sent; `nil` where they do not.
    mutating func mailPlace(_ keys: MailKeys) -> Place? {
        setting(keys.userName).place ?? setting(keys.server).place
    }

    /// How much mail there may be; `nil` where it is at fault.
    private mutating func pace(_ keys: MailKeys) -> MailPace? {
        let mailsPerMinute = value(keys.mailsPerMinute)
        let gather = value(Keys.gather)
        let mailsPerDay = value(Keys.mailsPerDay)
        guard let mailsPerMinute, let gather, let mailsPerDay else { return nil }
        return MailPace(
            gathering: gather, mailsPerDay: mailsPerDay == 0 ? nil : mailsPerDay, mailsPerMinute: mailsPerMinute)
    }

    /// Who writes: as said in the group, else in `[Mail]`.
    private mutating func sender(_ keys: MailKeys) -> Setting<Sender> {
        let own = setting(keys.from)
        if case .absent = own { return setting(Keys.from) }
        return own
    }

    private func from(_ sender: Setting<Sender>, hostName: String) -> Sender? {
        switch sender {
        case .given(let sender, _): sender
        case .refused: nil
        case .absent:
            (EmailAddress("leadkeeper@\(hostName)") ?? EmailAddress("leadkeeper@localhost")).map {
                Sender(address: $0)
            }
        }
    }

    // MARK: Signing in

    /// How to sign in, and as which application where that is by a token; `nil` where it is at fault.
    private mutating func signIn(
        _ keys: MailKeys, to server: MailServer?, as userName: String?, from: Setting<Sender>
    ) -> (way: MailSettings.SignIn, application: EntraApplication?)? {
        let setting = self.setting(keys.signIn)
        let directory = self.setting(keys.directory)
        let application = self.setting(keys.application)
        guard let server else { return nil }
        let isGraph = server == .graph
        switch setting {
        case .refused: return nil
        case .given(.password, let place), .given(.none, let place):
            guard !isGraph else {
                record(
                    keys.signIn.description, at: place, found: .value(setting.value?.rawValue ?? ""),
                    accepted: "oauth, since Server is graph:", hint: "Microsoft Graph takes tokens and nothing else")
                return nil
            }
        case .absent, .given(.oauth, _): break
        }
        let way = setting.value ?? (isGraph ? .oauth : userName == nil ? .none : .password)
        switch way {
        case .password where userName == nil:
            recordMissing(
                keys.userName.description, hint: "SignIn is password, and it needs the user to sign in as")
            return nil
        case .none where userName != nil:
            warn(
                keys.userName.description, at: self.setting(keys.userName).place, found: userName ?? "",
                accepted: "nothing, since SignIn is none", hint: "leadkeeper does not sign in, and ignores it")
        case .password, .none, .oauth: break
        }
        guard way == .oauth else {
            warnOfUnused(directory.place, keys.directory.description, way)
            warnOfUnused(application.place, keys.application.description, way)
            return (way, nil)
        }
        let why = isGraph ? "Server is graph:" : "SignIn is oauth"
        if case .absent = directory {
            recordMissing(
                keys.directory.description, hint: "\(why), and it needs DirectoryID and ApplicationID")
        }
        if case .absent = application {
            recordMissing(
                keys.application.description, hint: "\(why), and it needs DirectoryID and ApplicationID")
        }
        if case .absent = from, isGraph || userName == nil {
            recordMissing(
                keys.from.description,
                hint: isGraph
                    ? "Server is graph:, and From is the mailbox that it sends from"
                    : "SignIn is oauth, and it needs the mailbox to sign in to, as UserName or as From")
            return nil
        }
        guard let directory = directory.value, let application = application.value else { return nil }
        return (.oauth, EntraApplication(directory: directory, id: application))
    }

    /// An application that nothing signs in as was most likely meant for `SignIn=oauth`.
    private mutating func warnOfUnused(_ place: Place?, _ row: KeyDescription, _ way: MailSettings.SignIn) {
        guard let place else { return }
        record(
            row, at: place, found: .description("an ID that nothing uses"),
            accepted: "this key with SignIn=oauth or Server=graph: only",
            hint: "SignIn is \(way.rawValue); to send mail as this application, set SignIn=oauth", severity: .warning)
    }

    /// Whether nothing is said that is for mail servers alone; else its fault is recorded.
    private mutating func isWithoutSMTP(
        _ security: Setting<MailSettings.Security>, _ userName: String?, _ keys: MailKeys
    ) -> Bool {
        if case .refused = security { return false }
        if case .given(let given, let place) = security, given != .tls {
            record(
                keys.security.description, at: place, found: .value(given.rawValue),
                accepted: "tls or nothing, since Server is graph:", hint: "Microsoft Graph is reached by HTTPS alone")
            return false
        }
        guard let userName else { return true }
        record(
            keys.userName.description, at: setting(keys.userName).place, found: .value(userName),
            accepted: "nothing, since Server is graph:", hint: "the mailbox that mail is sent from is From=")
        return false
    }

    // MARK: The server

    /// The server; that of a channel has no default.
    private mutating func mailServer(_ keys: MailKeys) -> MailServer? {
        let setting = setting(keys.server)
        if case .absent = setting, keys.server.defaultValue == nil {
            recordMissing(keys.server.description, hint: "Kind is mail, and it needs the server")
        }
        if case .refused = setting { return nil }
        return setting.value ?? keys.server.defaultValue
    }

    /// Whom to sign in as; an earlier version took quotation marks for a part of the name.
    private mutating func mailUserName(_ keys: MailKeys) -> String? {
        let setting = setting(keys.userName)
        guard case .given(let name, let place) = setting,
            let bare = ValueText(whole: name, elements: [name]).withoutQuotes?.whole
        else { return setting.value }
        record(
            keys.userName.description, at: place, found: .value(name), accepted: keys.userName.parser.accepted,
            suggestion: bare,
            hint: "write values without quotation marks; leadkeeper ignores them", severity: .warning)
        return bare
    }

    /// Each of the two ports is made for one way to begin (RFC 8314 §7.3), and with the other both sides wait for each
    /// other.
    private mutating func compare(
        _ port: UInt16, with security: MailSettings.Security, of server: MailServer.SMTP, _ keys: MailKeys
    ) {
        let meant: String
        switch security {
        case .starttls where port == 465: meant = "smtps"
        case .tls where port == 587 || port == 25: meant = "smtp"
        case .starttls, .tls, .none: return
        }
        let row = keys.server.description
        record(
            row, at: setting(keys.server).place,
            found: .value("\(server.isTLS ? "smtps" : "smtp")://\(server.host.urlText):\(port)"),
            accepted: "port 465 with TLS from the first byte, port 587 or 25 with starttls",
            suggestion: "\(meant)://\(server.host.urlText):\(port)",
            hint: "leadkeeper tries it as it is", severity: .warning)
    }

    private mutating func resolve(
        _ security: Setting<MailSettings.Security>, of server: MailServer.SMTP, _ keys: MailKeys
    ) -> MailSettings.Security? {
        switch security {
        case .refused: return nil
        case .absent: return server.isTLS ? .tls : server.host.isLoopback ? MailSettings.Security.none : .starttls
        case .given(let given, let place):
            if server.isTLS, given != .tls {
                record(
                    keys.security.description, at: place, found: .value(given.rawValue),
                    accepted: "tls, since Server is smtps://",
                    hint: "with \(given.rawValue) it would be smtp://\(server.host.urlText)")
                return nil
            }
            if given == .none, !server.host.isLoopback {
                record(
                    keys.security.description, at: place, found: .value(given.rawValue),
                    accepted: "starttls or tls, since \(server.host.text) is not on loopback")
                return nil
            }
            return given
        }
    }
}
