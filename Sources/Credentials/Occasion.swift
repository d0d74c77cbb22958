/// What a notice is about.
///
/// Together with a version and a recipient it names one notice, so that none is sent twice.
public enum Occasion: Hashable, Sendable {
    /// The window ends within that lead time, which is longer than zero.
    case lapses(within: TimeSpan)
    /// The window has ended; `repetition` counts the reminders since.
    case lapsed(repetition: Int64)
    /// Microsoft refuses the credential since that moment, for that class.
    case refused(ProbeClass, since: Instant, repetition: Int64)
    /// Nothing could be told about it since that moment.
    case unchecked(since: Instant, repetition: Int64)
    /// It works again; the trouble that people were told of began at that moment.
    case worksAgain(since: Instant)
    /// A person has to hand the new secret over, of which that reminder fell due.
    ///
    /// The id is that of the rotation which brought the secret or, where a person stored it, of its version.
    case handOff(rotation: String, dueAt: Instant)
    /// A rotation does not get on.
    case rotationStuck(rotation: String, reason: Rotation.Attention.Reason, repetition: Int64)
    /// A rotation is over, and all is well.
    case rotated(rotation: String)
    /// Nobody has begun to replace the secret, so long before the moment by which people have to begin: others are
    /// told.
    case escalated(before: TimeSpan)
    /// At that moment nothing was left to do of what stands in people's calendars.
    case entryRemoved(at: Instant)
    /// No lead has come from the marketplace since that moment, which is longer ago than is usual.
    case silent(since: Instant)
    /// A person asked for a test notice; the text tells one test from another.
    case test(id: String)

    /// Its kind.
    public var kind: NoticeKind {
        switch self {
        case .lapses: .lapses
        case .lapsed: .lapsed
        case .refused: .refused
        case .unchecked: .unchecked
        case .worksAgain: .worksAgain
        case .handOff: .handOff
        case .rotationStuck: .rotationStuck
        case .rotated: .rotated
        case .escalated: .escalated
        case .entryRemoved: .entryRemoved
        case .silent: .silent
        case .test: .test
        }
    }
}

extension Occasion {
    /// The id of the rotation that it is about, or of the version where a person stored what is to be handed over;
    /// `nil` where it is about neither.
    public var rotation: String? {
        switch self {
        case .handOff(let id, _), .rotationStuck(let id, _, _), .rotated(let id): id
        case .lapses, .lapsed, .refused, .unchecked, .worksAgain, .escalated, .entryRemoved, .silent, .test: nil
        }
    }
}

extension Occasion {
    /// The occasion as the ledger keeps it, such as `lapses/604800` or `refused/secret-wrong/1763700000/0`.
    public var key: String {
        let particulars: [String] =
            switch self {
            case .lapses(let leadTime): ["\(leadTime.seconds)"]
            case .lapsed(let repetition): ["\(repetition)"]
            case .refused(let probeClass, let since, let repetition):
                [probeClass.rawValue, "\(since.secondsSinceEpoch)", "\(repetition)"]
            case .unchecked(let since, let repetition): ["\(since.secondsSinceEpoch)", "\(repetition)"]
            case .worksAgain(let since): ["\(since.secondsSinceEpoch)"]
            case .handOff(let rotation, let dueAt): [rotation, "\(dueAt.secondsSinceEpoch)"]
            case .rotationStuck(let rotation, let reason, let repetition): [rotation, reason.rawValue, "\(repetition)"]
            case .rotated(let rotation): [rotation]
            case .escalated(let span): ["\(span.seconds)"]
            case .entryRemoved(let at): ["\(at.secondsSinceEpoch)"]
            case .silent(let since): ["\(since.secondsSinceEpoch)"]
            case .test(let id): [id]
            }
        return OccasionKey(kind, particulars).text
    }

    /// Reads a key back; `nil` where it is not one, or is one of the daemon's.
    public init?(key: String) {
        guard let key = OccasionKey(key) else { return nil }
        switch (key.kind, key.particulars.count) {
        case (.lapses, 1):
            guard let seconds = key.number(0) else { return nil }
            self = .lapses(within: TimeSpan(seconds: seconds))
        case (.lapsed, 1):
            guard let repetition = key.number(0) else { return nil }
            self = .lapsed(repetition: repetition)
        case (.refused, 3):
            guard let probeClass = ProbeClass(rawValue: key.particulars[0]), let since = key.instant(1),
                let repetition = key.number(2)
            else { return nil }
            self = .refused(probeClass, since: since, repetition: repetition)
        case (.unchecked, 2):
            guard let since = key.instant(0), let repetition = key.number(1) else { return nil }
            self = .unchecked(since: since, repetition: repetition)
        case (.worksAgain, 1):
            guard let since = key.instant(0) else { return nil }
            self = .worksAgain(since: since)
        case (.handOff, 2):
            guard let dueAt = key.instant(1) else { return nil }
            self = .handOff(rotation: key.particulars[0], dueAt: dueAt)
        case (.rotationStuck, 3):
            guard let reason = Rotation.Attention.Reason(rawValue: key.particulars[1]), let repetition = key.number(2)
            else { return nil }
            self = .rotationStuck(rotation: key.particulars[0], reason: reason, repetition: repetition)
        case (.rotated, 1): self = .rotated(rotation: key.particulars[0])
        case (.escalated, 1):
            guard let seconds = key.number(0) else { return nil }
            self = .escalated(before: TimeSpan(seconds: seconds))
        case (.entryRemoved, 1):
            guard let at = key.instant(0) else { return nil }
            self = .entryRemoved(at: at)
        case (.silent, 1):
            guard let since = key.instant(0) else { return nil }
            self = .silent(since: since)
        case (.test, 1): self = .test(id: key.particulars[0])
        // Of the daemon, or a key with too few or too many particulars.
        case (_, _): return nil
        }
    }
}

extension Occasion {
    /// Whether a notice of `older` that still waits need not be sent once this one is there: this one says the same
    /// more urgently, or what the other says is over.
    public func supersedes(_ older: Occasion) -> Bool {
        if kind.ends.contains(older.kind) { return true }
        return switch (self, older) {
        case (.lapses(let leadTime), .lapses(let earlier)): leadTime < earlier
        case (.escalated(let span), .escalated(let earlier)): span < earlier
        case (.lapsed(let repetition), .lapsed(let earlier)): repetition > earlier
        case (.refused(_, let since, let repetition), .refused(_, let begun, let earlier)):
            (since, repetition) > (begun, earlier)
        case (.unchecked(let since, let repetition), .unchecked(let begun, let earlier)):
            (since, repetition) > (begun, earlier)
        case (.handOff(let rotation, let dueAt), .handOff(let other, let earlier)): rotation != other || dueAt > earlier
        case (.silent(let since), .silent(let earlier)): since > earlier
        // The hand-off is what the obstacle was in the way of.
        case (.handOff(let rotation, _), .rotationStuck(let other, _, _)): rotation == other
        case (
            .rotationStuck(let rotation, let reason, let repetition), .rotationStuck(let other, let before, let earlier)
        ):
            rotation != other || reason != before || repetition > earlier
        // Any two others stand side by side.
        case (_, _): false
        }
    }

    /// By when people have to know, which decides the order in which mail leaves: the end of the window, or at once.
    public func deadline(windowEnd: Instant?, raisedAt now: Instant) -> Instant {
        kind.isOfWindow ? windowEnd ?? now : now + kind.patience
    }
}

extension Occasion: Codable {
    /// Reads the key.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let occasion = Occasion(key: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is not the key of an occasion")
        }
        self = occasion
    }

    /// Writes the key.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(key)
    }
}

/// How often trouble that lasts is told again: daily for a week, then weekly, for as long as it lasts.
enum Repetition {
    /// The reminder that is due once trouble has lasted `elapsed`: 0 is the first telling, `nil` stands for before it
    /// began.
    static func due(after elapsed: TimeSpan) -> Int64? {
        guard elapsed.seconds >= 0 else { return nil }
        let days = elapsed.seconds / TimeSpan.days(1).seconds
        return days <= 7 ? days : 7 + (days - 7) / 7
    }

    /// How long trouble has lasted when that reminder falls due.
    static func elapsed(at repetition: Int64) -> TimeSpan {
        repetition <= 7 ? .days(repetition) : .days(7 + (repetition - 7) * 7)
    }
}
