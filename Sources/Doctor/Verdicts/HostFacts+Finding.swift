internal import Credentials
internal import Ports
internal import Wording

extension HostFacts {
    /// What a check finds; pure.
    func finding(of check: HostCheck) -> HostFinding {
        switch check {
        case .configuration: configuration
        case .stateDirectory: stateDirectory
        case .keyring: keyringWorker
        case .clock: clockFinding
        case .proxy: proxy
        case .nameResolution: nameResolution
        case .tls: tls
        case .connection: connection
        case .mailServer: mailServer
        case .alertCircle: alertCircle
        }
    }

    private var configuration: HostFinding {
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

    private var stateDirectory: HostFinding {
        Self.finding(.stateDirectory, room) { room in
            let free = "\(room.free >> 20) MiB are free in \(room.directory)"
            return room.free >= room.needed
                ? HostFinding(.stateDirectory, .ok, free)
                : HostFinding(
                    .stateDirectory, .fault,
                    "\(free); the ledger, and a copy of it for a backup, need \(room.needed >> 20) MiB",
                    "Make room on that file system, or move \(room.directory) to a larger one.")
        }
    }

    private var keyringWorker: HostFinding {
        Self.finding(.keyring, keyring) { state in
            switch state {
            case .open: usable("it takes connections")
            case .answers: usable("it returns the secrets")
            case .obstructed(let obstacle):
                HostFinding(
                    .keyring, .fault, obstacle.sentence(), obstacle.fault.map { Explanation($0).steps } ?? [])
            case .shut(let cause):
                HostFinding(
                    .keyring, .fault, "nobody answers at its socket: \(cause)",
                    "Start it, and see why it did not run:\n$ systemctl start leadkeeper-keyring.socket"
                        + "\n$ journalctl -u 'leadkeeper-*' -b")
            }
        }
    }

    /// A keyring that can be used, unless its program is one that is known to lose what it keeps.
    private func usable(_ evidence: String) -> HostFinding {
        if let caution = keyringProvider?.caution {
            return HostFinding(
                .keyring, .warning, caution,
                "Keep a backup:\n$ leadkeeper backup /var/backups/leadkeeper",
                "Use another version; Debian 12 and 13 have ones of which no such thing is known.")
        }
        return HostFinding(
            .keyring, .ok, evidence + (keyringProvider.map { "; secrets are kept by \($0.description)" } ?? ""))
    }

    private var clockFinding: HostFinding {
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
        return Self.finding(.clock, clock) { state in
            switch state {
            case .kept: HostFinding(.clock, .ok, "a time service keeps it")
            case .neglected: HostFinding(.clock, .warning, "no time service keeps it", mend)
            case .right: HostFinding(.clock, .ok, "it agrees with Microsoft's servers")
            case .unsettled(let why):
                HostFinding(.clock, .warning, why, Explanation(DaemonFault.clockImplausible).steps)
            case .doubted(let why):
                HostFinding(.clock, .fault, why, Explanation(DaemonFault.clockImplausible).steps)
            }
        }
    }

    /// How far the clock may be off.
    private static let tolerance = TimeSpan.minutes(5)

    private var proxy: HostFinding {
        way(.proxy, .proxy, "no proxy stands in the way", ["See Proxy= in [Network], and ask whoever runs the proxy."])
    }

    private var nameResolution: HostFinding {
        way(
            .nameResolution, .nameResolution, "all have addresses",
            [
                "See what the resolver says:\n$ resolvectl query login.microsoftonline.com",
                "Check the host's name in the connection's file; a proxy resolves names itself: Proxy= in [Network].",
            ])
    }

    private var tls: HostFinding {
        way(
            .tls, .tls, "all were accepted",
            ["If a proxy inspects TLS here, name its authority in CAFile= of [Network]; else install ca-certificates."])
    }

    private var connection: HostFinding {
        way(
            .connection, .connection, "all answered",
            ["Let this host reach port 443 of those hosts through the firewall, or set Proxy= in [Network]."])
    }

    /// A finding about the hosts: those that ended at that stage are named.
    private func way(
        _ check: HostCheck, _ stage: HostAnswer.Stage, _ right: String, _ steps: [String]
    ) -> HostFinding {
        guard !hosts.isEmpty else { return HostFinding(check, .unknown, "no host was asked") }
        let failed = hosts.filter { $0.stage == stage }
        guard let first = failed.first else {
            return hosts.contains { $0.stage > stage }
                ? HostFinding(check, .ok, right) : HostFinding(check, .unknown, "no request got as far as that")
        }
        let others = failed.count > 1 ? "; and \(failed.count - 1) more" : ""
        return HostFinding(check, .fault, "\(first.host): \(first.cause ?? "it ended there")\(others)", steps)
    }

    private var mailServer: HostFinding {
        guard !mailServers.isEmpty else { return HostFinding(.mailServer, .ok, "mail leaves through Microsoft Graph") }
        if let (server, cause) = mailServers.lazy.compactMap({ server in server.cause.map { (server, $0) } }).first {
            return HostFinding(
                .mailServer, .fault, "\(server.host): \(cause)",
                "See Server= in [Mail]. Whether it takes mail, a canary tells:\n$ leadkeeper probe @mail")
        }
        return HostFinding(
            .mailServer, .ok, mailServers.map(\.host).joined(separator: ", ") + " takes connections")
    }

    private var alertCircle: HostFinding {
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
