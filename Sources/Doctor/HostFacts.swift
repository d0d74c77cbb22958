public import Credentials
public import Ports

/// What is known of the machine when the doctor judges it.
public struct HostFacts: Sendable {
    /// A host that was asked something.
    public struct Answer: Hashable, Sendable {
        /// Where it ended.
        public enum Outcome: Hashable, Sendable {
            /// It answered; its clock was so much ahead of ours, where it told the time.
            case answered(ahead: TimeSpan?)
            /// Its name has no address.
            case unresolved(String)
            /// The proxy does not let requests to it through.
            case stoppedByProxy(String)
            /// Its certificate, or the handshake, was not accepted.
            case distrusted(String)
            /// No connection came about, or no answer came.
            case silent(String)
        }

        /// Its name.
        public var host: String
        /// Where asking it ended.
        public var outcome: Outcome

        /// A host and where asking it ended.
        public init(_ host: String, _ outcome: Outcome) { (self.host, self.outcome) = (host, outcome) }
    }

    /// The faults of the configuration.
    public var faults: [String] = []
    /// What is not right in it and stops nothing.
    public var warnings: [String] = []
    /// Why all ways to notify people may end together, each with what to do about it.
    public var circles: [(sentence: String, hint: String)] = []
    /// How many bytes are free where the ledger is, and how many it needs.
    public var room: Fact<Room> = .notAsked("it was not asked")
    /// Whether somebody answers at the keyring worker's socket; what the system says where nobody does.
    public var keyring: Fact<Door> = .notAsked("it was not asked")
    /// The program that keeps the secrets; `nil` where it is not known.
    public var keyringProvider: KeyringProvider?
    /// Whether a time service keeps the clock.
    public var isClockKept: Fact<Bool> = .notAsked("it was not asked")
    /// The hosts of Microsoft's that the configuration names.
    public var hosts: [Answer] = []
    /// The mail servers.
    public var mailServers: [Answer] = []

    /// Free space.
    public struct Room: Hashable, Sendable {
        /// How many bytes are free.
        public var free: Int64
        /// How many are needed.
        public var needed: Int64
        /// The directory.
        public var directory: String

        /// So much.
        public init(free: Int64, needed: Int64, in directory: String) {
            (self.free, self.needed, self.directory) = (free, needed, directory)
        }
    }

    /// A socket of another process.
    public enum Door: Hashable, Sendable {
        /// Somebody takes connections.
        case open
        /// Nobody does.
        case shut(String)
    }

    /// Nothing is known yet.
    public init() {}
}

extension HostReport {
    /// Judges the facts; pure.
    public init(of facts: HostFacts) {
        self.init(
            host: [
                facts.configuration, facts.stateDirectory, facts.keyringWorker, facts.clock, facts.proxy,
                facts.nameResolution, facts.tls, facts.connection, facts.mailServer, facts.alertCircle,
            ])
    }
}

extension HostFacts {
    fileprivate var configuration: HostFinding {
        if let first = faults.first {
            return HostFinding(
                .configuration, .fault, faults.count == 1 ? first : "\(first); and \(faults.count - 1) more",
                "See all of them:\n$ leadkeeper check")
        }
        guard let first = warnings.first else { return HostFinding(.configuration, .ok, "no faults") }
        return HostFinding(
            .configuration, .warning, warnings.count == 1 ? first : "\(first); and \(warnings.count - 1) more",
            "See all of them:\n$ leadkeeper check")
    }

    fileprivate var stateDirectory: HostFinding {
        Self.finding(.stateDirectory, room) { room in
            let free = "\(room.free >> 20) MiB are free in \(room.directory)"
            return room.free >= room.needed
                ? HostFinding(.stateDirectory, .ok, free)
                : HostFinding(
                    .stateDirectory, .fault, "\(free), and the ledger needs \(room.needed >> 20) MiB",
                    "Make room on that file system, or move \(room.directory) to a larger one.")
        }
    }

    fileprivate var keyringWorker: HostFinding {
        Self.finding(.keyring, keyring) { door in
            switch door {
            case .open:
                if let caution = keyringProvider?.caution {
                    HostFinding(
                        .keyring, .warning, caution,
                        "Keep a backup:\n$ leadkeeper backup /var/backups/leadkeeper",
                        "Use another version; Debian 12 and 13 have ones of which no such thing is known.")
                } else {
                    HostFinding(
                        .keyring, .ok,
                        "it takes connections"
                            + (keyringProvider.map { "; secrets are kept by \($0.description)" } ?? ""))
                }
            case .shut(let cause):
                HostFinding(
                    .keyring, .fault, "nobody answers at its socket: \(cause)",
                    "Start it, and see why it did not run:\n$ systemctl start leadkeeper-keyring.socket"
                        + "\n$ journalctl -u 'leadkeeper-*' -b")
            }
        }
    }

    fileprivate var clock: HostFinding {
        let ahead = hosts.compactMap { answer -> TimeSpan? in
            guard case .answered(let ahead) = answer.outcome else { return nil }
            return ahead
        }
        let mend = "Set the clock, and have a time service keep it:\n$ timedatectl set-ntp true"
        if let worst = ahead.max(by: { abs($0.seconds) < abs($1.seconds) }) {
            let distance = TimeSpan(seconds: abs(worst.seconds))
            if distance > Self.tolerance {
                return HostFinding(
                    .clock, .fault,
                    "this host is \(distance.inWords) \(worst.seconds > 0 ? "behind" : "ahead of") Microsoft's servers",
                    mend)
            }
        }
        if !ahead.isEmpty { return HostFinding(.clock, .ok, "it agrees with Microsoft's servers") }
        return Self.finding(.clock, isClockKept) { isKept in
            isKept
                ? HostFinding(.clock, .ok, "a time service keeps it")
                : HostFinding(.clock, .warning, "no time service keeps it", mend)
        }
    }

    /// How far the clock may be off.
    private static let tolerance = TimeSpan.minutes(5)

    fileprivate var proxy: HostFinding {
        failing(.proxy, "no proxy stands in the way", "See Proxy= in [Network], and ask whoever runs the proxy.") {
            if case .stoppedByProxy(let cause) = $0 { cause } else { nil }
        }
    }

    fileprivate var nameResolution: HostFinding {
        failing(
            .nameResolution, "all have addresses",
            "See what the resolver says:\n$ resolvectl query login.microsoftonline.com",
            "Check the host's name in the connection's file; a proxy resolves names itself: Proxy= in [Network]."
        ) {
            if case .unresolved(let cause) = $0 { cause } else { nil }
        }
    }

    fileprivate var tls: HostFinding {
        failing(
            .tls, "all were accepted",
            "If a proxy inspects TLS here, name its authority in CAFile= of [Network]; else install ca-certificates."
        ) {
            if case .distrusted(let cause) = $0 { cause } else { nil }
        }
    }

    fileprivate var connection: HostFinding {
        failing(
            .connection, "all answered",
            "Let this host reach port 443 of those hosts through the firewall, or set Proxy= in [Network]."
        ) {
            if case .silent(let cause) = $0 { cause } else { nil }
        }
    }

    /// A finding about Microsoft's hosts: those that ended so are named.
    private func failing(
        _ check: HostCheck, _ right: String, _ steps: String..., by cause: (Answer.Outcome) -> String?
    ) -> HostFinding {
        guard !hosts.isEmpty else { return HostFinding(check, .unknown, "the configuration names no host") }
        let failed = hosts.compactMap { answer in cause(answer.outcome).map { (answer.host, $0) } }
        guard let (host, text) = failed.first else {
            let answered = hosts.contains { if case .answered = $0.outcome { true } else { false } }
            return answered
                ? HostFinding(check, .ok, right) : HostFinding(check, .unknown, "no request got as far as that")
        }
        let others = failed.count > 1 ? "; and \(failed.count - 1) more" : ""
        var finding = HostFinding(check, .fault, "\(host): \(text)\(others)")
        finding.steps = steps
        return finding
    }

    fileprivate var mailServer: HostFinding {
        guard !mailServers.isEmpty else { return HostFinding(.mailServer, .ok, "mail leaves through Microsoft Graph") }
        for server in mailServers {
            switch server.outcome {
            case .answered: continue
            case .unresolved(let cause), .stoppedByProxy(let cause), .distrusted(let cause), .silent(let cause):
                return HostFinding(
                    .mailServer, .fault, "\(server.host): \(cause)",
                    "See Server= in [Mail]. Whether it takes mail, a canary tells:\n$ leadkeeper probe @mail")
            }
        }
        return HostFinding(
            .mailServer, .ok, mailServers.map(\.host).joined(separator: ", ") + " takes connections")
    }

    fileprivate var alertCircle: HostFinding {
        guard let circle = circles.first else {
            return HostFinding(.alertCircle, .ok, "the ways out do not hang together")
        }
        return HostFinding(.alertCircle, .warning, circle.sentence, "Set up another way out: \(circle.hint).")
    }

    private static func finding<Value>(
        _ check: HostCheck, _ fact: Fact<Value>, _ judge: (Value) -> HostFinding
    ) -> HostFinding {
        switch fact {
        case .known(let value): judge(value)
        case .notPermitted(let right): HostFinding(check, .unknown, "who asks may not look: it takes \(right)")
        case .notAsked(let reason): HostFinding(check, .unknown, reason)
        }
    }
}
