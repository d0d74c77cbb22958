/// How soon a person has to know of something.
public enum Urgency: Hashable, Sendable {
    /// At once: somebody has asked for it.
    case asked
    /// Soon, since a person has to act now.
    case now
    /// In good time.
    case later
}
