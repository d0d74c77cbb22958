internal import Basics
internal import Bookkeeping
internal import Configuration
internal import Credentials
internal import Curl
internal import Dispatch
internal import Doctor
internal import Glibc
internal import JSON
internal import KeyringAccess
internal import Microsoft
internal import Ports
internal import Unix

/// Looks at the machine without any daemon: what `leadkeeper doctor --host` has done by the daemon's program, which has
/// the libraries by which the daemon itself reaches the network.
public enum HostExaminer {
    /// The first argument of the daemon's program that asks for it; the daemon's own follow.
    public static let argument = "--examine-host"

    /// How long one host may take.
    private static let patience = Duration.seconds(10)

    /// Looks, writes the report as JSON to standard output, and ends the process.
    ///
    /// Call it on the main thread.
    public static func run(_ options: DaemonOptions) -> Never {
        Task {
            let report = HostReport(of: await facts(options))
            guard let bytes = try? JSONCoder.encode(report, pretty: false) else { exit(EX_SOFTWARE) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
                guard count > 0 || errno == EINTR else { exit(EX_IOERR) }
                rest = rest.dropFirst(max(0, count))
            }
            exit(EX_OK)
        }
        dispatchMain()
    }

    static func facts(_ options: DaemonOptions) async -> HostFacts {
        var facts = HostFacts()
        let loaded = Settings.load(directory: options.configurationDirectory)
        facts.faults = loaded.faults.map(\.description)
        facts.room = room(in: options.stateDirectory)
        facts.keyring = door(at: options.keyringSocket)
        if case .known(.open) = facts.keyring {
            facts.keyringProvider = KeyringClient.provider(askedAt: options.keyringSocket)
        }
        facts.clock = timeService
        guard let settings = loaded.settings ?? loaded.settingsAtStart else { return facts }
        let now = SystemTimekeeper().now()
        facts.circles = settings.alertCircles
        let circles = Set(facts.circles.map(\.sentence))
        facts.warnings = loaded.foreseeing(at: now).warnings.map(\.description).filter { text in
            !circles.contains { text.contains($0) }
        }
        facts.hosts = await hosts(of: settings)
        for mail in settings.mailServers { facts.mailServers.append(await reach(mail, of: settings)) }
        return facts
    }

    // MARK: What is on this machine

    /// How much room there is for the ledger.
    private static func room(in directory: String) -> Fact<HostFacts.Room> {
        guard let room = LedgerRoom(in: directory) else {
            return errno == EACCES
                ? .notPermitted(right: "root, or the service's user")
                : .notAsked("\(directory): \(errorText(errno))")
        }
        return .known(HostFacts.Room(free: room.free, needed: room.needed, in: room.directory))
    }

    /// Whether somebody takes connections at a socket; connect(2).
    private static func door(at path: String) -> Fact<HostFacts.KeyringState> {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return .notAsked(errorText(errno)) }
        defer { close(descriptor) }
        let result = UnixAddress.withAddress(of: path) { connect(descriptor, $0, $1) }
        guard let result else { return .notAsked("\(path) is too long for a socket") }
        if result == 0 { return .known(.open) }
        return errno == EACCES || errno == EPERM
            ? .notPermitted(right: "root, or the service's user") : .known(.shut("\(path): \(errorText(errno))"))
    }

    /// Whether systemd's time service has set the clock since the start of the machine; systemd-timesyncd.service(8).
    ///
    /// Other services leave no such mark, so where it is not there nothing is known.
    private static var timeService: Fact<HostFacts.ClockState> {
        access("/run/systemd/timesync/synchronized", F_OK) == 0
            ? .known(.kept) : .notAsked("systemd-timesyncd has not set it; another time service may")
    }

    // MARK: What is on the network

    /// Asks each host of Microsoft's that the configuration names for anything at all, by the daemon's own way.
    private static func hosts(of settings: Settings) async -> [HostAnswer] {
        var configuration = HTTPClient.Configuration()
        configuration.caFile = settings.network.caFile
        configuration.proxy = settings.network.proxy
        configuration.timeout = patience
        configuration.connectTimeout = patience
        let environments = settings.inventory.compactMap(\.destination?.origin)
        let origins =
            [settings.entra.loginEndpoint.description, settings.entra.graphEndpoint.description]
            + Set(environments).sorted().prefix(20)
        guard let client = try? HTTPClient(configuration: configuration) else {
            return origins.map { HostAnswer(host($0), .distrusted("the certificates of CAFile= cannot be read")) }
        }
        return await withTaskGroup(of: (Int, HostAnswer).self) { group in
            for (index, origin) in origins.enumerated() {
                group.addTask { (index, await HostAnswer(asking: origin, by: client) { SystemTimekeeper().now() }) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func host(_ origin: String) -> String {
        origin.split(separator: "/").last.map(String.init) ?? origin
    }

    /// Whether a mail server answers, in the encryption that is asked for; what it takes, the daemon's canary tells, which
    /// signs in.
    private static func reach(_ mail: MailSettings, of settings: Settings) async -> HostAnswer {
        var configuration = SMTPClient.Configuration(mail, settings.network, ownName: Outside.hostName)
        configuration.connectTimeout = min(configuration.connectTimeout, patience)
        let name = "\(mail.host):\(mail.port)"
        guard let recipient = settings.operators.first ?? EmailAddress("postmaster@\(mail.host)") else {
            return HostAnswer(name, .silent("nobody is there to ask it for"))
        }
        let outcome = await SMTPClient(configuration: configuration)
            .prove(from: mail.from.description, to: recipient.description)
        return HostAnswer(name, HostAnswer.Outcome(outcome))
    }
}

extension HostAnswer.Outcome {
    /// How far a transaction without a mail has got: whatever the server says, it answers.
    fileprivate init(_ outcome: SMTPOutcome) {
        self =
            switch outcome {
            case .accepted, .refused, .unknown: .answered(ahead: nil)
            case .failed(.resolve, _, let text): .unresolved(text)
            case .failed(.tls, _, let text), .unfit(.certificate, let text), .unfit(.startTLSMissing, let text):
                .distrusted(text)
            case .failed(_, _, let text): .silent(text)
            // It does not fit what a mail would need; it answers.
            case .unfit: .answered(ahead: nil)
            }
    }
}
