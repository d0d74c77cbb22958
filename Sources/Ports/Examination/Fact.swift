/// What was found out about one thing, or why it was not.
public enum Fact<Value: Hashable & Sendable>: Hashable, Sendable {
    /// It was told.
    case known(Value)
    /// Whoever asked may not read it; `right` is what would let them, such as `Application.Read.All` or `prvReadUser`.
    case notPermitted(right: String)
    /// Nobody could ask, or no answer came: why, as a clause.
    case notAsked(String)

    /// What was told; `nil` where nothing was.
    public var value: Value? {
        guard case .known(let value) = self else { return nil }
        return value
    }

    /// The same about a part of it.
    public func map<Part: Hashable & Sendable>(_ part: (Value) -> Part) -> Fact<Part> {
        switch self {
        case .known(let value): .known(part(value))
        case .notPermitted(let right): .notPermitted(right: right)
        case .notAsked(let reason): .notAsked(reason)
        }
    }

    /// This, unless only the other one knows.
    ///
    /// Where neither does, the right that is missing is told rather than that nobody could ask.
    public func or(_ other: Fact) -> Fact {
        switch (self, other) {
        case (.known, _): self
        case (_, .known): other
        case (.notPermitted, _): self
        case (.notAsked, .notPermitted): other
        case (.notAsked, .notAsked): self
        }
    }
}
