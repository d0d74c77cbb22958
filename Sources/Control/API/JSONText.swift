internal import FoundationEssentials

/// JSON as text: how values become bytes and back.
public enum JSONText {
    /// The media type of the JSON.
    public static let mediaType = "application/json"

    /// A value as JSON, its members in alphabetical order.
    public static func encode(_ body: some Encodable, pretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return Array(try encoder.encode(body))
    }

    /// A value from JSON.
    public static func decode<Body: Decodable>(_ type: Body.Type, from bytes: [UInt8]) throws -> Body {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}
