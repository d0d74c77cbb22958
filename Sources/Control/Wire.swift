internal import FoundationEssentials

/// How bodies become bytes and back.
public enum Wire {
    /// The media type of the JSON.
    public static let mediaType = "application/json"
    /// The most bytes that a body may have.
    public static let bodyLimit = 65_536

    /// A body as JSON, its members in alphabetical order.
    public static func encode(_ body: some Encodable, pretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return Array(try encoder.encode(body))
    }

    /// A body from JSON.
    public static func decode<Body: Decodable>(_ type: Body.Type, from bytes: [UInt8]) throws -> Body {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}
