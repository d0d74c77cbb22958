/// A word of somebody else's that is one of ours as a rule: what is not known here is kept as it was said.
///
/// Compared, shown and stored as the word that it is.
public struct Stated<Known: RawRepresentable<String> & Sendable>: Hashable, Sendable, CustomStringConvertible {
    /// The word.
    public let description: String

    /// What it means; `nil` for a word that is not known here.
    public var known: Known? { Known(rawValue: description) }

    /// A word as it was said.
    public init(_ word: String) { description = word }

    /// A word of ours.
    public init(_ known: Known) { description = known.rawValue }
}

extension Stated: Codable {
    /// Reads the word alone.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the word alone.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
