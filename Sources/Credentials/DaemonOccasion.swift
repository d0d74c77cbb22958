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

    /// A channel takes nothing since that moment.
    case channelFails(ChannelName, since: Instant)
    /// A channel takes notices again; its trouble began at that moment.
    case channelWorks(ChannelName, since: Instant)

    /// Somebody still signs in with the secret before that version, in the week that begins at that moment.
    case oldSecretUsed(CredentialName, version: String, since: Instant)

    /// So many notices to contacts are held back since that moment.
    case held(count: Int, since: Instant)

    /// Somebody else has added, removed or renamed client secrets of that connection's application, as was first seen at
    /// that moment.
    case keysChanged(CredentialName, since: Instant)
    /// Somebody else has changed the password of that connection's user at that moment.
    case passwordChanged(CredentialName, since: Instant)
    /// The password of that connection's user never expires, as is known since that moment: its sign-in may be turned
    /// off any day.
    case mayStop(CredentialName, since: Instant)

    /// What is or was wrong with the daemon; `nil` where it is not about the daemon's own health.
    public var fault: DaemonFault? {
        switch self {
        case .impaired(let fault, _), .restored(let fault, _): fault
        case .secretRefused, .held, .channelFails, .channelWorks, .keysChanged, .passwordChanged, .mayStop,
            .oldSecretUsed:
            nil
        }
    }

    /// The channel that it is about, which cannot tell of itself that it fails; `nil` where it is about none.
    public var channel: ChannelName? {
        switch self {
        case .channelFails(let name, _), .channelWorks(let name, _): name
        case .impaired, .restored, .secretRefused, .held, .keysChanged, .passwordChanged, .mayStop, .oldSecretUsed: nil
        }
    }

    /// When it began.
    public var since: Instant {
        switch self {
        case .impaired(_, let since), .restored(_, let since), .secretRefused(_, _, _, let since), .held(_, let since),
            .channelFails(_, let since), .channelWorks(_, let since), .keysChanged(_, let since),
            .passwordChanged(_, let since), .mayStop(_, let since), .oldSecretUsed(_, _, let since):
            since
        }
    }

    /// Its kind.
    public var kind: NoticeKind {
        switch self {
        case .impaired, .channelFails: .impaired
        case .restored, .channelWorks: .restored
        case .secretRefused: .secretRefused
        case .held: .held
        case .keysChanged, .passwordChanged: .changedElsewhere
        case .mayStop: .mayStop
        case .oldSecretUsed: .oldSecretUsed
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
            case .oldSecretUsed(let name, let version, _): [name.description, version]
            case .channelFails(let name, _), .channelWorks(let name, _): [Self.channel, name.description]
            case .keysChanged(let name, _): [Self.keys, name.description]
            case .passwordChanged(let name, _): [Self.password, name.description]
            case .mayStop(let name, _): [name.description]
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
        case (.impaired, 3, _), (.restored, 3, _):
            guard key.particulars[0] == Self.channel, let name = ChannelName(key.particulars[1]) else { return nil }
            self = key.kind == .impaired ? .channelFails(name, since: since) : .channelWorks(name, since: since)
        case (.secretRefused, 4, _):
            guard let name = CredentialName(key.particulars[0]),
                let probeClass = ProbeClass(rawValue: key.particulars[1])
            else { return nil }
            self = .secretRefused(name, probeClass, version: key.particulars[2], since: since)
        case (.oldSecretUsed, 3, _):
            guard let name = CredentialName(key.particulars[0]) else { return nil }
            self = .oldSecretUsed(name, version: key.particulars[1], since: since)
        case (.held, 2, _):
            guard let count = Int(key.particulars[0]) else { return nil }
            self = .held(count: count, since: since)
        case (.changedElsewhere, 3, _):
            guard let name = CredentialName(key.particulars[1]) else { return nil }
            switch key.particulars[0] {
            case Self.keys: self = .keysChanged(name, since: since)
            case Self.password: self = .passwordChanged(name, since: since)
            default: return nil
            }
        case (.mayStop, 2, _):
            guard let name = CredentialName(key.particulars[0]) else { return nil }
            self = .mayStop(name, since: since)
        // Of a credential, or a key with too few or too many particulars.
        case (_, _, _): return nil
        }
    }

    /// Whether a notice of `older` that still waits need not be sent once this one is there: the trouble is over.
    public func supersedes(_ older: DaemonOccasion) -> Bool {
        switch (self, older) {
        case (.restored(let fault, _), .impaired(let other, _)): fault.part == other.part && since == older.since
        case (.channelWorks(let name, _), .channelFails(let other, _)): name == other && since == older.since
        case (.oldSecretUsed(let name, _, let since), .oldSecretUsed(let other, _, let earlier)):
            name == other && since > earlier
        case (_, _): false
        }
    }

    /// What stands in a key in front of a channel's name.
    private static let channel = "channel"
    /// What stands in front of the connection's name, by what was changed.
    private static let (keys, password) = ("keys", "password")
}
