/// Why the keyring does not give a secret that it should have, or cannot be used at all: the one account of it.
///
/// Each class, fault, error and word that tells of it follows from here.
public enum KeyringObstacle: String, Error, Hashable, Sendable, CaseIterable {
    /// Its collection is locked.
    case locked
    /// It is not the one that the ledger knows: its files were lost, damaged or replaced. Nothing is written to it.
    case degraded
    /// The worker, the bus or the secret service did not answer.
    case unreachable
    /// No answer came within the deadline.
    case timedOut = "timed-out"
    /// It can be used, and has no item for the secret.
    case absent
    /// It has an item without a secret: a store that a crash cut in two.
    case torn
    /// It has another secret than the one that was stored.
    case mismatched

    /// What is wrong with the keyring itself; `nil` where it can be used and only this item of it is at fault.
    public var fault: DaemonFault? {
        switch self {
        case .locked: .keyringLocked
        case .degraded: .keyringDegraded
        case .unreachable, .timedOut: .keyringUnreachable
        case .absent, .torn, .mismatched: nil
        }
    }

    /// The obstacle that a fault of the keyring is; `nil` for a fault of another part.
    public init?(_ fault: DaemonFault) {
        guard let obstacle = Self.allCases.first(where: { $0.fault == fault }) else { return nil }
        self = obstacle
    }

    /// The class of a probe that ends because of it, which also has the advice.
    public var probeClass: ProbeClass {
        switch self {
        case .locked: .keyringLocked
        case .degraded: .keyringDegraded
        case .unreachable, .timedOut: .keyringUnavailable
        case .absent, .torn, .mismatched: .secretMissing
        }
    }

    /// What is wrong, in a clause without a capital or a full stop.
    ///
    /// - Parameter secret: what people call the secret that was asked for.
    public func sentence(of secret: String = "the secret in use") -> String {
        switch self {
        case .locked: "the keyring is locked"
        case .degraded: "the keyring is not the one that the ledger knows"
        case .unreachable: "the keyring does not answer"
        case .timedOut: "the keyring did not answer in time"
        case .absent: "the keyring has no item for \(secret)"
        case .torn: "the keyring's item for \(secret) is empty: a crash cut its storing in two"
        case .mismatched: "the keyring's item for \(secret) is not what was stored"
        }
    }
}

extension ProbeReport {
    /// The report of a probe that ended before its first step, because the keyring did not give the secret.
    package init(_ obstacle: KeyringObstacle, extent: Extent, at now: Instant) {
        self.init(
            extent: extent, finding: Finding(class: obstacle.probeClass, step: nil, message: obstacle.sentence()),
            steps: [],
            at: now, durationMilliseconds: 0)
    }
}
