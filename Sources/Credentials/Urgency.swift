/// How soon a person has to know of something.
public enum Urgency: Hashable, Sendable {
    /// At once: somebody has asked for it.
    case asked
    /// Soon, since a person has to act now.
    case now
    /// In good time.
    case later
}

extension NoticeKind {
    /// How soon people have to know of something of this kind: what leads up to the end of a secret becomes urgent on
    /// the day by which a new one has to be begun.
    ///
    /// - Parameter startBy: when that is; `nil` where nobody knows the end.
    public func urgency(startBy: Instant?, at now: Instant) -> Urgency {
        switch self {
        case .test: .asked
        case .lapsed, .refused, .impaired, .secretRefused: .now
        case .lapses, .handOff, .rotationStuck, .escalated: startBy.map { $0 <= now } ?? false ? .now : .later
        case .unchecked, .worksAgain, .rotated, .entryRemoved, .restored, .held: .later
        }
    }
}
