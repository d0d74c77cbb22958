internal import Configuration
internal import Credentials

/// What of the configuration comes into a report: values that have a type, and where faults are, without what stands there.
extension Report.Files {
    init(_ result: LoadResult, _ names: ReportNames) {
        self.init(
            files: result.files.count, faults: result.faults.map(Report.Flaw.init),
            warnings: result.warnings.map(Report.Flaw.init),
            settings: (result.settings ?? result.settingsAtStart).map { Report.Values($0, names) })
    }
}

extension Report.Flaw {
    fileprivate init(_ fault: Fault) {
        let keys = Settings.keyTable + Settings.channelKeyTable
        self.init(
            group: ReportTerm(fault.group, of: Set(keys.map(\.group))),
            key: ReportTerm(fault.key, of: Set(keys.map(\.key))),
            line: fault.line)
    }
}

extension Report.Values {
    fileprivate init(_ settings: Settings, _ names: ReportNames) {
        let (mail, entra) = (settings.mail, settings.entra)
        self.init(
            mailService: ReportTerm(mail.service), mailHost: names.host(named: mail.host), mailPort: mail.port,
            mailSecurity: ReportTerm(mail.security), mailSignIn: ReportTerm(mail.signIn),
            mailsPerMinute: mail.pace.mailsPerMinute, sender: names(.address, mail.from),
            operators: settings.operators.map { names(.address, $0) }, cloud: ReportTerm(entra.cloud),
            hasOwnLoginEndpoint: entra.loginEndpoint != entra.cloud.loginEndpoint,
            hasOwnGraphEndpoint: entra.graphEndpoint != entra.cloud.graphEndpoint,
            hasAuthorities: settings.network.caFile != nil, hasProxy: settings.network.proxy != nil,
            timeoutSeconds: settings.network.timeout.seconds, hasAdministrator: settings.administrator != nil,
            heartbeat: settings.heartbeat.map { ReportTerm($0.kind) },
            channels: settings.channels.map { channel in
                Report.Channel(
                    name: names(.channel, channel.name), kind: ReportTerm(channel.kind),
                    audience: ReportTerm(channel.audience), allowsPrivate: channel.allowsPrivate)
            },
            connections: settings.inventory.compactMap { Report.Policy($0, names) })
    }
}

extension Report.Policy {
    fileprivate init?(_ credential: Credential, _ names: ReportNames) {
        guard let name = names.connection(credential.name.description) else { return nil }
        let (probing, notices, rotation) = (credential.probing, credential.notices, credential.rotation)
        self.init(
            name: name, method: ReportTerm(credential.identity.method),
            leadIntervalSeconds: probing.leadInterval.seconds,
            signInIntervalSeconds: probing.signInInterval.seconds, cleanup: ReportTerm(probing.cleanup),
            leadTimesSeconds: notices.leadTimes.map(\.seconds), uncheckedAfterSeconds: notices.uncheckedAfter.seconds,
            language: ReportTerm(notices.language), rotationMode: ReportTerm(rotation.mode),
            rotationBeforeSeconds: rotation.before.seconds, rotationOverlapSeconds: rotation.overlap.seconds,
            rotationLifetimeSeconds: rotation.lifetime.seconds, hasOffer: credential.offer != nil)
    }
}
