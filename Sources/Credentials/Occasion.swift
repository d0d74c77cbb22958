/// What a notice is about.
///
/// Together with a version and a recipient it names one notice, so that none is sent twice.
public enum Occasion: Hashable, Sendable {
    /// The window ends within that lead time, which is longer than zero.
    case lapses(within: Span)
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
    /// A person asked for a test notice; the text tells one test from another.
    case test(id: String)

    /// The occasion as the ledger keeps it, such as `lapses/604800` or `refused/secret-wrong/1763700000/0`.
    public var key: String {
        switch self {
        case .lapses(let leadTime): "lapses/\(leadTime.seconds)"
        case .lapsed(let repetition): "lapsed/\(repetition)"
        case .refused(let probeClass, let since, let repetition):
            "refused/\(probeClass.rawValue)/\(since.secondsSinceEpoch)/\(repetition)"
        case .unchecked(let since, let repetition): "unchecked/\(since.secondsSinceEpoch)/\(repetition)"
        case .worksAgain(let since): "works-again/\(since.secondsSinceEpoch)"
        case .handOff(let rotation, let dueAt): "hand-off/\(rotation)/\(dueAt.secondsSinceEpoch)"
        case .rotationStuck(let rotation, let reason, let repetition):
            "rotation-stuck/\(rotation)/\(reason.rawValue)/\(repetition)"
        case .rotated(let rotation): "rotated/\(rotation)"
        case .test(let id): "test/\(id)"
        }
    }

    /// Reads a key back; `nil` where it is not one.
    public init?(key: String) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let number = { (index: Int) in parts.indices.contains(index) ? Int64(parts[index]) : nil }
        switch (parts.first, parts.count) {
        case ("lapses", 2):
            guard let seconds = number(1) else { return nil }
            self = .lapses(within: Span(seconds: seconds))
        case ("lapsed", 2):
            guard let repetition = number(1) else { return nil }
            self = .lapsed(repetition: repetition)
        case ("refused", 4):
            guard let probeClass = ProbeClass(rawValue: parts[1]), let since = number(2), let repetition = number(3) else {
                return nil
            }
            self = .refused(probeClass, since: Instant(secondsSinceEpoch: since), repetition: repetition)
        case ("unchecked", 3):
            guard let since = number(1), let repetition = number(2) else { return nil }
            self = .unchecked(since: Instant(secondsSinceEpoch: since), repetition: repetition)
        case ("works-again", 2):
            guard let since = number(1) else { return nil }
            self = .worksAgain(since: Instant(secondsSinceEpoch: since))
        case ("hand-off", 3):
            guard let seconds = number(2) else { return nil }
            self = .handOff(rotation: parts[1], dueAt: Instant(secondsSinceEpoch: seconds))
        case ("rotation-stuck", 4):
            guard let reason = Rotation.Attention.Reason(rawValue: parts[2]), let repetition = number(3) else { return nil }
            self = .rotationStuck(rotation: parts[1], reason: reason, repetition: repetition)
        case ("rotated", 2):
            self = .rotated(rotation: parts[1])
        case ("test", 2):
            self = .test(id: parts[1])
        default:
            return nil
        }
    }

    /// Whether a notice of `older` that still waits need not be sent once this one is there: this one says the same more
    /// urgently, or what the other says is over.
    public func supersedes(_ older: Occasion) -> Bool {
        switch (self, older) {
        case (.lapses(let leadTime), .lapses(let earlier)): leadTime < earlier
        case (.lapsed(let repetition), .lapsed(let earlier)): repetition > earlier
        case (.lapsed, .lapses), (.lapsed, .refused), (.lapsed, .unchecked), (.lapsed, .worksAgain): true
        case (.refused(_, let since, let repetition), .refused(_, let begun, let earlier)):
            (since, repetition) > (begun, earlier)
        case (.refused, .unchecked), (.refused, .worksAgain): true
        case (.unchecked(let since, let repetition), .unchecked(let begun, let earlier)):
            (since, repetition) > (begun, earlier)
        case (.worksAgain, .refused), (.worksAgain, .unchecked), (.worksAgain, .lapsed): true
        case (.handOff(let rotation, let dueAt), .handOff(let other, let earlier)): rotation != other || dueAt > earlier
        case (.handOff(let rotation, _), .rotationStuck(let other, _, _)): rotation == other
        case (.rotationStuck(let rotation, let reason, let repetition), .rotationStuck(let other, let before, let earlier)):
            rotation != other || reason != before || repetition > earlier
        case (.rotated, .handOff), (.rotated, .rotationStuck): true
        default: false
        }
    }

    /// By when people have to know, which decides the order in which mail leaves: the end of the window, or at once.
    public func deadline(windowEnd: Instant?, raisedAt now: Instant) -> Instant {
        switch self {
        case .lapses, .lapsed: windowEnd ?? now
        case .refused, .test: now
        case .unchecked, .handOff, .rotationStuck: now + .days(1)
        case .worksAgain, .rotated: now + .days(2)
        }
    }

    /// Whether it tells of trouble that a later "works again" ends.
    public var isTrouble: Bool {
        switch self {
        case .lapsed, .refused, .unchecked: true
        case .lapses, .worksAgain, .handOff, .rotationStuck, .rotated, .test: false
        }
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
    /// The reminder that is due once trouble has lasted `elapsed`: 0 is the first telling, `nil` stands for before it began.
    static func due(after elapsed: Span) -> Int64? {
        guard elapsed.seconds >= 0 else { return nil }
        let days = elapsed.seconds / Span.days(1).seconds
        return days <= 7 ? days : 7 + (days - 7) / 7
    }

    /// How long trouble has lasted when that reminder falls due.
    static func elapsed(at repetition: Int64) -> Span {
        repetition <= 7 ? .days(repetition) : .days(7 + (repetition - 7) * 7)
    }
}
