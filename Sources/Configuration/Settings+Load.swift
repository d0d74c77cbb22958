internal import Credentials
internal import Glibc

extension Settings {
    /// Reads `leadkeeper.conf`, then `leadkeeper.conf.d/*.conf` in the order of their names' bytes, then
    /// `connections/NAME.conf`.
    ///
    /// Never stops at the first fault, and answers settings only when there is none. A missing `leadkeeper.conf` means
    /// all defaults; a missing directory is a fault, and a missing `connections` a warning: only who knows what was
    /// there before can tell whether it is empty or gone. Blocks on the disk; call it on no queue that others need.
    ///
    /// - Parameters:
    ///   - reach: what of the file system whoever is to use the settings can see.
    ///   - proposals: files that are read as if they were there so.
    public static func load(
        directory: String, within reach: Reach = .everything, proposing proposals: [ProposedFile] = []
    ) -> LoadResult {
        load(directory: directory, hostName: currentHostName(), within: reach, proposing: proposals)
    }

    /// As ``load(directory:)``, on a host of that name, which the sender's default address is made of.
    public static func load(
        directory: String, hostName: String, within reach: Reach = .everything, proposing proposals: [ProposedFile] = []
    ) -> LoadResult {
        let files = ConfigurationFiles(directory: directory, within: reach, proposing: proposals)
        let mainPath = RegularFile.path(directory, "leadkeeper.conf")
        var reading = SettingsReading(files.settings, mainPath: mainPath, hostName: hostName, reach: reach)
        var policies = reading.policies()
        let defaults = reading.defaults()
        var settings = reading.read()
        // Operators may be told of a connection, too.
        if let languages = settings?.operatorLanguages {
            policies.notices?.languages.merge(languages) { escalated, _ in escalated }
        }
        var faults = files.faults + (files.settings + files.connections.map(\.file)).flatMap(\.faults)
        // Where the group itself is at fault, its absence need not be reported again for every connection.
        let hasAdministrator = settings.map { $0.administrator != nil || reading.isAdministratorAtFault } ?? true
        for (name, file) in files.connections {
            var connection = ConnectionReading(
                file, name: name, inherited: policies, defaults: defaults, hasAdministrator: hasAdministrator)
            if let credential = connection.read() { settings?.inventory.append(credential) }
            faults += connection.layers.faults
        }
        if let notices = policies.notices { reading.examineEscalation(notices, for: settings?.inventory ?? []) }
        faults += reading.layers.faults
        settings?.defaultContacts = defaults.contacts.value?.addresses ?? []
        settings?.defaultDirectory = defaults.directory.value
        settings?.addReserved(policies)
        return LoadResult(
            directory: directory, files: files.paths, findings: sort(faults, byFilesIn: files.paths),
            settings: settings,
            lacksConnections: files.lacksConnections, mailPlaces: reading.layers.mailPlaces())
    }

    /// Each fault once, by file, line and text; what is missing from a file comes last.
    private static func sort(_ faults: [Fault], byFilesIn paths: [String]) -> [Fault] {
        let order = Dictionary(paths.enumerated().map { ($1, $0) }) { first, _ in first }
        let ranked = Set(faults).map { fault in
            (file: order[fault.file] ?? paths.count, line: fault.line ?? .max, text: fault.description, fault: fault)
        }
        return ranked.sorted { ($0.file, $0.line, $0.text) < ($1.file, $1.line, $1.text) }.map(\.fault)
    }

    private mutating func addReserved(_ policies: Policies) {
        guard let probing = policies.probing, let notices = policies.notices, let rotation = policies.rotation else {
            return
        }
        let reserved = {
            [operators, hasAdministrator = administrator != nil]
            (name: CredentialName, identity: Identity) in
            var rotation = rotation
            // Nobody but people can replace a mailbox's password; the administrator makes its own secrets, and the mail
            // application's, as it makes those of others.
            if identity.isPassword || !hasAdministrator { rotation.mode = .remind }
            return Credential(
                name: name, identity: identity, destination: nil, contacts: operators,
                lifetime: .ofPasswords, probing: probing, notices: notices,
                rotation: rotation)
        }
        for (name, mail) in mails {
            if let identity = mail.identity { inventory.append(reserved(name, identity)) }
        }
        if let administrator {
            let identity = Identity.azureAD(directory: administrator.directory, application: administrator.application)
            inventory.append(reserved(.administrator, identity))
        }
        if let heartbeat {
            var credential = reserved(.heartbeat, .heartbeat(heartbeat.kind))
            credential.lifetime = .never
            credential.rotation.mode = .remind
            inventory.append(credential)
        }
        for channel in channels where channel.kind.hasURL {
            var credential = reserved(channel.name.credential, .channel(channel.kind))
            credential.lifetime = .never
            credential.rotation.mode = .remind
            inventory.append(credential)
        }
        inventory.sort { $0.name < $1.name }
    }

    /// gethostname(2); `localhost` where there is none.
    private static func currentHostName() -> String {
        var name = [CChar](repeating: 0, count: Int(HOST_NAME_MAX) + 1)
        guard gethostname(&name, name.count) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
