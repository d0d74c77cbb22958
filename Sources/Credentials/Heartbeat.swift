/// Signs of life for a monitor beyond this host, which raises an alarm itself once they stay away: `[Heartbeat]`.
public struct Heartbeat: Hashable, Sendable {
    /// What is at the other end.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// healthchecks.io, or a host of one's own with its software.
        case healthchecks
        /// A monitor of the type Push of Uptime Kuma.
        case uptimeKuma = "uptime-kuma"
        /// Whatever takes a GET for a sign of life.
        case plain

        /// Whether it can be told that something is wrong; the others learn it by silence.
        public var takesReasons: Bool {
            switch self {
            case .healthchecks, .uptimeKuma: true
            case .plain: false
            }
        }
    }

    /// What is at the other end.
    public var kind: Kind
    /// How long it is from one sign to the next.
    public var interval: TimeSpan
    /// Whether it may be on this host or in a private network.
    public var allowsPrivate: Bool

    /// The defaults are those of the reference configuration.
    public init(_ kind: Kind, every interval: TimeSpan = .minutes(5), allowsPrivate: Bool = false) {
        (self.kind, self.interval, self.allowsPrivate) = (kind, interval, allowsPrivate)
    }

    /// How soon a sign that did not arrive is given again.
    public var retry: TimeSpan { min(interval, .minutes(1)) }

    /// Why no sign of life is given, as a clause that begins with the part at fault; `nil` where all is well.
    ///
    /// Ledger and keyring are tried for each sign: once may go wrong, as when a unit is started again, twice in a row
    /// may not. The clock and each way out are in trouble once they have outlasted the patience that their trouble is
    /// met with. One way of several that fails is told by the others; the sign stays away once none is proven by which
    /// the operators are told.
    public func obstacle(_ signs: LifeSigns) -> String? {
        if isOld(signs.ledgerWrittenAgo) { return "ledger: \(signs.ledgerObstacle ?? "it cannot be written")" }
        if isOld(signs.keyringReadAgo) { return "keyring: \(signs.keyringObstacle ?? "it does not answer")" }
        for part in [DaemonFault.Part.ledger, .keyring, .clock] {
            if let finding = signs.health[part], finding.needsAttention {
                return "\(part.rawValue): \(finding.message)"
            }
        }
        return signs.ways.obstacle
    }

    private func isOld(_ age: TimeSpan?) -> Bool { age.map { $0.seconds >= 2 * interval.seconds } ?? true }
}

/// What a sign of life is decided by.
public struct LifeSigns: Hashable, Sendable {
    /// How leadkeeper is, part by part.
    public var health: Health
    /// How the ways stand by which people are told.
    public var ways: AlertPaths
    /// How long ago the ledger was last written; `nil` where it was not since the start.
    public var ledgerWrittenAgo: TimeSpan?
    /// Why it could not be written; `nil` where it could, or nobody knows.
    public var ledgerObstacle: String?
    /// How long ago the keyring last had the secret that it was asked for; `nil` where it had none since the start.
    public var keyringReadAgo: TimeSpan?
    /// Why it had not; `nil` where it had.
    public var keyringObstacle: String?

    /// Joins what was seen.
    public init(
        health: Health, ways: AlertPaths, ledgerWrittenAgo: TimeSpan?, ledgerObstacle: String? = nil,
        keyringReadAgo: TimeSpan?,
        keyringObstacle: String? = nil
    ) {
        (self.health, self.ways) = (health, ways)
        (self.ledgerWrittenAgo, self.ledgerObstacle) = (ledgerWrittenAgo, ledgerObstacle)
        (self.keyringReadAgo, self.keyringObstacle) = (keyringReadAgo, keyringObstacle)
    }
}
