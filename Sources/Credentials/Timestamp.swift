/// A moment as JSON has it: RFC 3339 in UTC with whole seconds, such as `2026-12-20T00:00:00Z`.
///
/// `Instant` itself is a number where it is stored; this is the form for people and programs outside.
public struct Timestamp: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The moment.
    public var instant: Instant

    /// That moment.
    public init(_ instant: Instant) {
        self.instant = instant
    }

    /// Reads RFC 3339; anything else is corrupt data.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
        }
        self.instant = instant
    }

    /// Writes RFC 3339.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(instant.rfc3339)
    }

    /// The RFC 3339 form.
    public var description: String { instant.rfc3339 }
}
