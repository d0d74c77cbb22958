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
        facts.isClockKept = isClockKept
        guard let settings = loaded.settings ?? loaded.settingsAtStart else { return facts }
        let now = SystemTimekeeper().now()
        facts.circles = settings.alertCircles
        let circles = Set(facts.circles.map(\.sentence))
        facts.warnings = loaded.foreseeing(at: now).warnings.map(\.description).filter { text in
            !circles.contains { text.contains($0) }
        }
        facts.hosts = await hosts(of: settings)
        for mail in settings.mailServers { facts.mailServers.append(await reach(mail.host, mail.port)) }
        return facts
    }

    // MARK: What is on this machine

    /// How much room a file system has; statvfs(3).
    private static func room(in directory: String) -> Fact<HostFacts.Room> {
        var information = statvfs()
        guard statvfs(directory, &information) == 0 else {
            return errno == EACCES
                ? .notPermitted(right: "root, or the service's user")
                : .notAsked("\(directory): \(errorText(errno))")
        }
        let free = UInt64(information.f_bavail).multipliedReportingOverflow(by: UInt64(information.f_frsize))
            .partialValue
        return .known(
            HostFacts.Room(free: Int64(clamping: free), needed: Ledger.roomToGoOn, in: directory))
    }

    /// Whether somebody takes connections at a socket; connect(2).
    private static func door(at path: String) -> Fact<HostFacts.Door> {
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
    private static var isClockKept: Fact<Bool> {
        access("/run/systemd/timesync/synchronized", F_OK) == 0
            ? .known(true) : .notAsked("systemd-timesyncd has not set it; another time service may")
    }

    // MARK: What is on the network

    /// Asks each host of Microsoft's that the configuration names for anything at all, by the daemon's own way.
    private static func hosts(of settings: Settings) async -> [HostFacts.Answer] {
        var configuration = HTTPClient.Configuration()
        configuration.caFile = settings.network.caFile
        configuration.proxy = settings.network.proxy
        configuration.timeout = patience
        configuration.connectTimeout = patience
        let environments = settings.inventory.compactMap(\.destination?.address)
        let origins =
            [settings.entra.loginEndpoint.description, settings.entra.graphEndpoint.description]
            + Set(environments).sorted().prefix(20)
        guard let client = try? HTTPClient(configuration: configuration) else {
            return origins.map { HostFacts.Answer(host($0), .distrusted("the certificates of CAFile= cannot be read")) }
        }
        return await withTaskGroup(of: (Int, HostFacts.Answer).self) { group in
            for (index, origin) in origins.enumerated() {
                group.addTask { (index, await ask(origin, client)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func ask(_ origin: String, _ client: HTTPClient) async -> HostFacts.Answer {
        do {
            let response = try await client.perform(
                HTTPRequest(.get, origin + "/", bodyLimit: 1 << 20, endsWithHeader: true))
            let now = SystemTimekeeper().now()
            let theirs = response.header("Date").flatMap { HTTPDate.seconds(of: $0) }
            let ahead = theirs.map { Instant(secondsSinceEpoch: $0) - now }
            return HostFacts.Answer(host(origin), .answered(ahead: ahead))
        } catch {
            let outcome: HostFacts.Answer.Outcome =
                switch error.code {
                case .resolve: .unresolved(error.text)
                case .proxy: .stoppedByProxy(error.text)
                case .tls: .distrusted(error.text)
                // It answers, if with more than was wanted.
                case .tooLarge: .answered(ahead: nil)
                case .connect, .timeout, .badAnswer, .interrupted, .cancelled, .local: .silent(error.text)
                }
            return HostFacts.Answer(host(origin), outcome)
        }
    }

    private static func host(_ origin: String) -> String {
        origin.split(separator: "/").last.map(String.init) ?? origin
    }

    /// Whether a mail server takes connections; what it says then is the canary's matter.
    private static func reach(_ host: String, _ port: UInt16) async -> HostFacts.Answer {
        await withCheckedContinuation { continuation in
            // Both block.
            DispatchQueue(label: "leadkeeper.mail-server").async {
                continuation.resume(returning: HostFacts.Answer("\(host):\(port)", connected(host, port)))
            }
        }
    }

    private static func connected(_ host: String, _ port: UInt16) -> HostFacts.Answer.Outcome {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &list)
        guard result == 0 else { return .unresolved(String(cString: gai_strerror(result))) }
        defer { freeaddrinfo(list) }
        var cause = "no address"
        var next = list
        while let address = next?.pointee {
            let descriptor = socket(
                address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), address.ai_protocol)
            defer { if descriptor >= 0 { close(descriptor) } }
            // It bounds connect(2) too; socket(7).
            var limit = timeval(tv_sec: 10, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return .answered(ahead: nil) }
            cause = errorText(errno == EINPROGRESS ? ETIMEDOUT : errno)
            next = address.ai_next
        }
        return .silent(cause)
    }
}
