/// Something that is wrong for as long as it is: what a monitor shows from its beginning to its end.
public struct StandingMatter: Hashable, Sendable {
    /// What it is, in one stable word such as `Lapsed`.
    public var reason: String
    /// What it is, and what to do, in a sentence.
    public var message: String
    /// Since when; `nil` where that was not noted.
    public var since: Instant?
    /// Whether somebody has to act now.
    public var isUrgent: Bool

    /// A matter.
    public init(reason: String, message: String, since: Instant?, isUrgent: Bool) {
        (self.reason, self.message, self.since, self.isUrgent) = (reason, message, since, isUrgent)
    }
}

/// One matter as one channel's monitor has it: the ledger keeps it until the monitor has been told that it is over.
public struct Alert: Hashable, Sendable {
    /// What it is about.
    public enum Subject: Hashable, Sendable {
        /// A credential.
        case credential(CredentialName)
        /// A part of the daemon itself.
        case daemon(DaemonFault.Part)
    }

    /// What makes it another: what a monitor tells alerts by.
    public struct Key: Hashable, Sendable {
        /// Whose monitor.
        public var channel: ChannelName
        /// About what.
        public var subject: Subject
        /// What it is, in one stable word.
        public var reason: String
        /// Whether somebody has to act now.
        public var isUrgent: Bool

        /// An alert's key.
        public init(_ channel: ChannelName, _ subject: Subject, reason: String, isUrgent: Bool) {
            (self.channel, self.subject, self.reason, self.isUrgent) = (channel, subject, reason, isUrgent)
        }
    }

    /// What makes it another.
    public var key: Key
    /// What it is, and what to do, in a sentence.
    public var message: String
    /// Since when.
    public var startsAt: Instant
    /// Since when it is over; `nil` while it stands.
    public var endsAt: Instant?

    /// An alert.
    public init(_ key: Key, message: String, startsAt: Instant, endsAt: Instant? = nil) {
        (self.key, self.message, self.startsAt, self.endsAt) = (key, message, startsAt, endsAt)
    }

    /// How long a monitor takes it to stand where it hears nothing more.
    public static let validity = TimeSpan.minutes(5)
    /// How long it is from one telling to the next.
    public static let interval = TimeSpan.minutes(1)
}

/// What is wrong with a credential now, the most urgent first, as `NeedsAttention` has it; `nil` where nothing is.
///
/// - Parameter rotation: the rotation that is under way; `nil` where none is.
public func standingMatter(
    of credential: Credential, _ facts: Facts, rotation: Rotation? = nil, now: Instant
) -> StandingMatter? {
    let all = conditions(of: credential, facts, rotation: rotation, now: now)
    guard let condition = all.first(where: { $0.kind == .needsAttention && $0.status == .true }) else { return nil }
    let startBy = facts.startBy(of: credential, at: now)
    let handOffDeadline = facts.handOffDeadline(of: credential, rotation)
    let isUrgent: Bool =
        switch condition.attention {
        case .lapsed, .refused, .heldBack: true
        case .renewalDue: startBy.map { $0 <= now } ?? false
        case .handOff: handOffDeadline.map { $0 <= now } ?? false
        case .noSecret, .endInDoubt, .rotationStuck, .oldSecretUsed, .leadsSilent, .endUnknown, .unchecked, .leadkeeper,
            nil:
            false
        }
    return StandingMatter(
        reason: condition.reason, message: condition.message, since: condition.since, isUrgent: isUrgent)
}
