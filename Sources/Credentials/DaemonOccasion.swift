/// What a notice to the operators is about.
///
/// Together with a recipient it names one notice, so that one occurrence of trouble is told once, and once that it is
/// over.
public enum DaemonOccasion: Hashable, Sendable {
    /// Something is wrong since that moment.
    case impaired(DaemonFault, since: Instant)
    /// The trouble that began at that moment is over.
    case restored(DaemonFault, since: Instant)
    /// A secret that a person stored at that moment, and that was tried beside the one in use, was refused for that
    /// class.
    case secretRefused(CredentialName, ProbeClass, version: String, since: Instant)

    /// So many notices to contacts are held back since that moment.
    case held(count: Int, since: Instant)

    /// What is or was wrong with the daemon; `nil` where it is not about the daemon's own health.
    public var fault: DaemonFault? {
        switch self {
        case .impaired(let fault, _), .restored(let fault, _): fault
        case .secretRefused, .held: nil
        }
    }

    /// When it began.
    public var since: Instant {
        switch self {
        case .impaired(_, let since), .restored(_, let since), .secretRefused(_, _, _, let since), .held(_, let since):
            since
        }
    }

    /// Its kind.
    public var kind: NoticeKind {
        switch self {
        case .impaired: .impaired
        case .restored: .restored
        case .secretRefused: .secretRefused
        case .held: .held
        }
    }

    /// The occasion as the ledger keeps it, such as `impaired/keyring-locked/1795000000`.
    public var key: String {
        let particulars =
            switch self {
            case .impaired(let fault, _), .restored(let fault, _): [fault.rawValue]
            case .secretRefused(let name, let probeClass, let version, _):
                [name.description, probeClass.rawValue, version]
            case .held(let count, _): ["\(count)"]
            }
        return OccasionKey(kind, particulars + ["\(since.secondsSinceEpoch)"]).text
    }

    /// Reads a key back; `nil` where it is not one, or is one of a credential's.
    public init?(key: String) {
        guard let key = OccasionKey(key), let since = key.instant(key.particulars.count - 1) else { return nil }
        let fault = DaemonFault(rawValue: key.particulars[0])
        switch (key.kind, key.particulars.count, fault) {
        case (.impaired, 2, let fault?): self = .impaired(fault, since: since)
        case (.restored, 2, let fault?): self = .restored(fault, since: since)
        case (.secretRefused, 4, _):
            guard let name = CredentialName(key.particulars[0]),
                let probeClass = ProbeClass(rawValue: key.particulars[1])
            else { return nil }
            self = .secretRefused(name, probeClass, version: key.particulars[2], since: since)
        case (.held, 2, _):
            guard let count = Int(key.particulars[0]) else { return nil }
            self = .held(count: count, since: since)
        // Of a credential, or a key with too few or too many particulars.
        case (_, _, _): return nil
        }
    }

    /// Whether a notice of `older` that still waits need not be sent once this one is there: the trouble is over.
    public func supersedes(_ older: DaemonOccasion) -> Bool {
        guard case .restored(let fault, _) = self, case .impaired(let other, _) = older else { return false }
        return fault.part == other.part && since == older.since
    }
}
