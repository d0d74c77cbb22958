/// What can be wrong with the daemon itself, as opposed to a credential; the operators are told of it.
public enum DaemonFault: String, Hashable, Sendable, CaseIterable {
    /// The keyring is locked.
    case keyringLocked = "keyring-locked"
    /// The keyring is not the one that the ledger knows.
    case keyringDegraded = "keyring-degraded"
    /// The keyring does not answer, or not in time.
    case keyringUnreachable = "keyring-unreachable"
    /// The disk is full, and the ledger lives on its reserve.
    case diskFull = "disk-full"
    /// The ledger cannot be written.
    case ledgerUnwritable = "ledger-unwritable"
    /// The mail server turns us or our settings down: authentication, encryption, certificate, sender or relaying.
    case mailRefused = "mail-refused"
    /// The mail server cannot be reached, or takes nothing.
    case mailUnreachable = "mail-unreachable"
    /// A limit of the mail server on how much may be sent is reached.
    case mailLimited = "mail-limited"
    /// The clock is not to be trusted.
    case clockImplausible = "clock-implausible"
    /// A reload was asked for, and the configuration has faults.
    case configurationRefused = "configuration-refused"
    /// The configuration has no connections any more, and those that it had are watched on.
    case configurationEmpty = "configuration-empty"
    /// Something in the configuration is not right, and the nearest right value is used.
    case settingsDoubtful = "settings-doubtful"

    /// The parts of the daemon; each is in trouble or is not.
    public enum Part: String, Hashable, Sendable, CaseIterable {
        case keyring
        case disk
        case ledger
        case mail
        case clock
        case configuration
        case settings
    }

    /// The part that is at fault.
    public var part: Part {
        switch self {
        case .keyringLocked, .keyringDegraded, .keyringUnreachable: .keyring
        case .diskFull: .disk
        case .ledgerUnwritable: .ledger
        case .mailRefused, .mailUnreachable, .mailLimited: .mail
        case .clockImplausible: .clock
        case .configurationRefused, .configurationEmpty: .configuration
        case .settingsDoubtful: .settings
        }
    }

    /// How long the trouble has to last, and how often it has to be met, before it is told.
    ///
    /// A keyring is back within seconds when a unit was only started again, and a mail server when it was; a jump of the clock
    /// is looked into for fifteen minutes.
    public var patience: (span: Span, failures: Int) {
        switch self {
        case .keyringLocked, .keyringDegraded, .keyringUnreachable: (.minutes(3), 3)
        case .diskFull, .mailRefused, .mailLimited, .configurationRefused, .configurationEmpty, .settingsDoubtful:
            (.seconds(0), 1)
        case .ledgerUnwritable: (.minutes(1), 2)
        case .mailUnreachable: (.hours(1), 3)
        case .clockImplausible: (.minutes(20), 2)
        }
    }
}

/// What a notice to the operators is about.
///
/// Together with a recipient it names one notice, so that one occurrence of trouble is told once, and once that it is over.
public enum DaemonOccasion: Hashable, Sendable {
    /// Something is wrong since that moment.
    case impaired(DaemonFault, since: Instant)
    /// The trouble that began at that moment is over.
    case restored(DaemonFault, since: Instant)
    /// A secret that a person stored at that moment, and that was tried beside the one in use, was refused for that class.
    case secretRefused(CredentialName, ProbeClass, version: String, since: Instant)

    /// What is or was wrong with the daemon; `nil` where it is not about the daemon's own health.
    public var fault: DaemonFault? {
        switch self {
        case .impaired(let fault, _), .restored(let fault, _): fault
        case .secretRefused: nil
        }
    }

    /// When it began.
    public var since: Instant {
        switch self {
        case .impaired(_, let since), .restored(_, let since), .secretRefused(_, _, _, let since): since
        }
    }

    /// The occasion as the ledger keeps it, such as `impaired/keyring-locked/1795000000`.
    public var key: String {
        switch self {
        case .impaired(let fault, let since): "impaired/\(fault.rawValue)/\(since.secondsSinceEpoch)"
        case .restored(let fault, let since): "restored/\(fault.rawValue)/\(since.secondsSinceEpoch)"
        case .secretRefused(let name, let probeClass, let version, let since):
            "secret-refused/\(name)/\(probeClass.rawValue)/\(version)/\(since.secondsSinceEpoch)"
        }
    }

    /// Reads a key back; `nil` where it is not one.
    public init?(key: String) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 5, parts[0] == "secret-refused" {
            guard let name = CredentialName(parts[1]), let probeClass = ProbeClass(rawValue: parts[2]),
                let seconds = Int64(parts[4])
            else { return nil }
            self = .secretRefused(name, probeClass, version: parts[3], since: Instant(secondsSinceEpoch: seconds))
            return
        }
        guard parts.count == 3, let fault = DaemonFault(rawValue: parts[1]), let seconds = Int64(parts[2]) else { return nil }
        let since = Instant(secondsSinceEpoch: seconds)
        switch parts[0] {
        case "impaired": self = .impaired(fault, since: since)
        case "restored": self = .restored(fault, since: since)
        default: return nil
        }
    }

    /// Whether a notice of `older` that still waits need not be sent once this one is there: the trouble is over.
    public func supersedes(_ older: DaemonOccasion) -> Bool {
        guard case .restored(let fault, _) = self, case .impaired(let other, _) = older else { return false }
        return fault.part == other.part && since == older.since
    }
}
