import Foundation
import Simulators
import Synchronization
import TestSupport
import Testing
import Unix

/// One installation of leadkeeper as a sysadmin has it, with Microsoft's cloud, a mail server and a keyring of its own.
///
/// Everything that runs is a process of its own, started with the built program; the test only does what a person, the
/// service manager or fate would do. `run` ends every scenario with an orderly stop and a hunt for its secrets in all
/// that is left.
final class Site: Sendable {
    /// How notices are to leave.
    enum Mail: Sendable {
        /// To nobody: the port is one that nobody listens on.
        case nowhere
        /// A real server, which wants STARTTLS and a login, or neither.
        case server(wantsLogin: Bool)
        /// A real server, which wants STARTTLS and a token that the cloud has given out for it.
        case byToken
        /// Through Microsoft Graph.
        case graph
        /// A server that misbehaves.
        case rude(RudeMailServer.Behaviour)
    }

    /// What the installation is to be like.
    struct Plan: Sendable {
        /// The connections, each with an environment and an app of its own.
        var connections = ["contoso"]
        /// How notices leave.
        var mail = Mail.server(wantsLogin: false)
        /// How badly the cloud treats requests for no reason.
        var hostility = 0.0
        /// The size of the keyring's disk, where it has one of its own.
        var keyringDiskBytes: Int?
        /// The size of the ledger's disk, where it has one of its own; needs `PrivateKeyring.canMount`.
        var stateDiskBytes: Int?
        /// Whether there is an application that rotates secrets and manages offers, `Site.administrator`.
        var hasAdministrator = false
        /// More settings, as `leadkeeper.conf.d` has them.
        var settings = ""
        /// Whether each connection names the offer whose leads it is for, which has its name.
        var hasOffers = false
    }

    static let tenant = "12345678-8af1-4a5f-1234-12234d01db47"
    static let administrator = "55555555-5555-4555-8555-555555555555"
    static let mailUser = "keeper"
    /// The application that sends mail by token, and the mailbox that it sends from.
    static let mailApplication = "66666666-6666-4666-8666-666666666666"
    static let mailbox = "leadkeeper@srv1.contoso.com"

    /// Whether this machine has what a scenario takes, and what that is.
    static let isPossible = PrivateKeyring.isAvailable && MailServer.isAvailable
    static let needs: Comment = "needs dbus-daemon, gnome-keyring-daemon, gdbus and python3-aiosmtpd"

    let directory: TemporaryDirectory
    let keyring: PrivateKeyring
    let cloud: MicrosoftCloud
    let mint = SecretMint()
    let mailServer: MailServer?
    let rudeMailServer: RudeMailServer?
    /// The password that the mail server wants, or the secret of the application that sends mail; it comes from the mint
    /// as well.
    let mailPassword: String
    /// The secret of the application that rotates; it comes from the mint as well.
    let administratorSecret: String
    let applications: [String: String]
    private let hasStateDisk: Bool
    private let state = Mutex(State())

    private struct State {
        var processes: [ChildProcess] = []
        var daemons: [DaemonProcess] = []
        var findings: [String] = []
        var files = 0
    }

    /// Sets an installation up, lends it, and sees to its end: whatever ran stops in order, and no secret is left
    /// anywhere.
    static func run(_ plan: Plan = Plan(), _ body: (Site) async throws -> Void) async throws {
        let site = try await Site(plan)
        var failure: (any Error)?
        do {
            try await body(site)
        } catch {
            failure = error
            Issue.record("what the processes said until it failed:\n\(site.everythingSaid)")
        }
        await site.end()
        if let failure { throw failure }
    }

    private init(_ plan: Plan) async throws {
        directory = try TemporaryDirectory()
        for name in [
            "config", "config/leadkeeper.conf.d", "config/connections", "state", "run", "tmp", "notify", "journal",
        ] {
            try FileManager.default.createDirectory(
                atPath: "\(directory.path)/\(name)", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        hasStateDisk = plan.stateDiskBytes != nil
        if let bytes = plan.stateDiskBytes, !PrivateKeyring.mountSmallDisk(at: "\(directory.path)/state", bytes: bytes)
        {
            throw ChildProcess.Failure(description: "failed to mount a small disk")
        }
        applications = Dictionary(uniqueKeysWithValues: plan.connections.map { ($0, UUID().uuidString.lowercased()) })
        keyring = try await PrivateKeyring(diskBytes: plan.keyringDiskBytes)
        administratorSecret = mint.secret()
        mailPassword = mint.secret()
        var world = Self.world(applications)
        world.apps.append(
            World.App(id: Self.mailApplication, tenants: [Self.tenant], secrets: [World.Secret(value: mailPassword)]))
        world.mailboxes = [World.Mailbox(Self.mailbox, in: Self.tenant, senders: [Self.mailApplication])]
        if plan.hasAdministrator {
            world.addAdministrator(
                Self.administrator, in: Self.tenant, secret: World.Secret(value: administratorSecret))
        }
        cloud = try await MicrosoftCloud.start(
            world: world, hostility: plan.hostility, directory: URL(filePath: "\(directory.path)/cloud"))
        var authorities = try String(contentsOf: cloud.caFile, encoding: .utf8)
        var port = 1
        switch plan.mail {
        case .nowhere, .graph: (mailServer, rudeMailServer) = (nil, nil)
        case .byToken:
            let authority = try await CertificateAuthority(in: URL(filePath: "\(directory.path)/mail-authority"))
            var settings = MailServer.Settings()
            settings.certificate = try await authority.issue(for: ["localhost"])
            settings.user = Self.mailbox
            settings.tokenNotes = URL(filePath: "\(directory.path)/cloud/tokens")
            cloud.noteTokens(in: URL(filePath: "\(directory.path)/cloud/tokens"))
            authorities += try String(contentsOf: authority.certificateFile, encoding: .utf8)
            let server = try await MailServer(settings)
            (mailServer, rudeMailServer) = (server, nil)
            port = server.port
        case .rude(let behaviour):
            let server = try await RudeMailServer()
            (mailServer, rudeMailServer) = (nil, server)
            port = server.port(behaviour)
        case .server(let wantsLogin):
            var settings = MailServer.Settings()
            if wantsLogin {
                let authority = try await CertificateAuthority(in: URL(filePath: "\(directory.path)/mail-authority"))
                settings.certificate = try await authority.issue(for: ["localhost"])
                settings.user = Self.mailUser
                settings.password = mailPassword
                authorities += try String(contentsOf: authority.certificateFile, encoding: .utf8)
            }
            let server = try await MailServer(settings)
            (mailServer, rudeMailServer) = (server, nil)
            port = server.port
        }
        try write(authorities, to: "authorities.pem")
        let app = "\nDirectoryID=\(Self.tenant)\nApplicationID=\(Self.mailApplication)"
        let login =
            switch plan.mail {
            case .server(wantsLogin: true): "\nSecurity=starttls\nUserName=\(Self.mailUser)"
            case .byToken: "\nSecurity=starttls\nSignIn=oauth\(app)"
            case .graph: app
            case .nowhere, .server(wantsLogin: false), .rude: ""
            }
        let server = if case .graph = plan.mail { "graph:" } else { "smtp://localhost:\(port)" }
        try configure(
            """
            [Mail]
            Server=\(server)
            From=\(Self.mailbox)
            Operators=root@srv1.contoso.com\(login)
            [Entra]
            LoginEndpoint=https://login.localhost:\(cloud.port)
            GraphEndpoint=https://graph.localhost:\(cloud.port)
            [Notices]
            Gather=0s
            MailsPerDay=0
            [Network]
            CAFile=\(directory.path)/authorities.pem
            """)
        if !plan.settings.isEmpty { try override(plan.settings) }
        for name in plan.connections { try connect(name, offer: plan.hasOffers ? name : "") }
    }

    deinit {
        if hasStateDisk { umount2("\(directory.path)/state", Int32(MNT_DETACH)) }
    }

    /// Makes the ledger's disk one that cannot be written, or one that can.
    func setStateReadOnly(_ isReadOnly: Bool) throws {
        let flags = MS_REMOUNT | (isReadOnly ? MS_RDONLY : 0)
        guard mount("tmpfs", "\(directory.path)/state", "tmpfs", UInt(flags), nil) == 0 else {
            throw ChildProcess.Failure(description: "failed to mount a disk again: \(errorText())")
        }
    }

    // MARK: Configuration

    /// Writes `leadkeeper.conf`.
    func configure(_ text: String) throws { try write(text, to: "config/leadkeeper.conf") }

    /// Writes a drop-in, in place of the last one.
    func override(_ text: String) throws { try write(text, to: "config/leadkeeper.conf.d/50-scenario.conf") }

    /// Writes the file of a connection.
    func connect(_ name: String, url: String? = nil, contacts: [String]? = nil, offer: String = "") throws {
        let contacts = contacts ?? ["ops@\(name).example", "sales@\(name).example"]
        try write(
            """
            [Connection]
            URL=\(url ?? cloud.url("\(name).localhost"))
            Method=azure-ad
            Contacts=\(contacts.joined(separator: ";"))
            [AzureAD]
            DirectoryID=\(Self.tenant)
            ApplicationID=\(applications[name] ?? "")
            [PartnerCenter]
            Offer=\(offer)
            """, to: "config/connections/\(name).conf")
    }

    private func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(directory.path)/\(name)", atomically: true, encoding: .utf8)
    }

    // MARK: Microsoft's side

    /// Has Entra issue a client secret for a connection's app, valid at once, under a key id.
    func issueSecret(for name: String, keyID: String = UUID().uuidString.lowercased()) -> String {
        let secret = mint.secret()
        let application = applications[name]
        cloud.change { world in
            guard let index = world.apps.firstIndex(where: { $0.id == application }) else { return }
            world.apps[index].secrets.append(World.Secret(keyID: keyID, value: secret))
        }
        return secret
    }

    /// Has an administrator disable a connection's app in Entra, or enable it again.
    func setApp(of name: String, isEnabled: Bool) {
        let application = applications[name]
        cloud.change { world in
            guard let index = world.apps.firstIndex(where: { $0.id == application }) else { return }
            world.apps[index].isEnabled = isEnabled
        }
    }

    /// The validation leads that are in a connection's environment.
    func leads(of name: String) -> Int { cloud.leads(in: "\(name).localhost").count }

    private static func world(_ applications: [String: String]) -> World {
        var world = World()
        world.tenants = [World.Tenant(id: tenant, domains: ["contoso.example"])]
        world.apps = applications.values.map { World.App(id: $0, tenants: [tenant]) }
        world.environments = applications.map { name, application in
            let member = World.Member(identity: application, roles: [World.Role.leadManager.name])
            return World.Environment(host: "\(name).localhost", tenant: tenant, members: [member])
        }
        return world
    }

    // MARK: Processes

    /// A path for a file that a process is to write to, or a socket.
    func newPath(_ kind: String) -> String {
        let number = state.withLock { state in
            state.files += 1
            return state.files
        }
        return "\(directory.path)/\(kind)/\(number)"
    }

    /// The environment that the program's processes get.
    var environment: [String: String] {
        ["PATH": "/usr/bin:/bin", "TMPDIR": "\(directory.path)/tmp", "TZ": "Europe/Stockholm"]
    }

    /// Takes what a process was started with into the hunt.
    func watchArguments(of process: ChildProcess) {
        let findings = SecretHunt(for: mint).findings(ofProcess: process.pid)
        state.withLock { $0.findings += findings }
    }

    /// Takes a process, and all that it says, into the hunt, and into the final stop.
    func watch(_ process: ChildProcess) {
        watchArguments(of: process)
        state.withLock { $0.processes.append(process) }
    }

    func watch(_ daemon: DaemonProcess) {
        watch(daemon.process)
        state.withLock { $0.daemons.append(daemon) }
    }

    /// What every process has written to its standard output and error, for the reader of a failure.
    var everythingSaid: String {
        state.withLock { $0.processes }.map(\.output).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    // MARK: The end

    /// Stops whatever runs in order, then looks for secrets in everything that was left behind.
    private func end() async {
        keyring.setHanging(false)
        for daemon in state.withLock({ $0.daemons }) where daemon.process.isRunning {
            daemon.process.send(SIGCONT)
            daemon.process.send(SIGTERM)
            let exit = await daemon.process.exit(within: 10)
            #expect(exit == .code(0), "the daemon did not stop in order: \(daemon.process.output)")
        }
        for process in [keyring.keyring, keyring.bus].compactMap(\.self) { watch(process) }
        for process in state.withLock({ $0.processes }) where process.isRunning { await process.stop() }
        #expect(findings() == [])
        await cloud.stop()
    }

    /// Where secrets were found that should not have been.
    private func findings() -> [String] {
        let hunt = SecretHunt(for: mint)
        var findings = state.withLock { $0.findings }
        // The keyring's files hold the secrets, encrypted: that none can be read there is looked for as well.
        findings += hunt.findings(under: directory.path) + hunt.findings(under: keyring.directory.path)
        for process in state.withLock({ $0.processes }) {
            findings += hunt.findings(in: Data(process.output.utf8), at: "what process \(process.pid) said")
        }
        for daemon in state.withLock({ $0.daemons }) {
            findings += hunt.findings(
                in: Data(daemon.notify.messages.joined(separator: "\n").utf8), at: "what systemd was told")
        }
        if let mailServer { findings += hunt.findings(under: mailServer.directory.path) }
        return findings
    }
}
