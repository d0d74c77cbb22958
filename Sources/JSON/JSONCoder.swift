internal import FoundationEssentials

/// How values of ours become JSON, RFC 8259, and back: in files and on the control socket.
public enum JSONCoder {
    /// The media type of the JSON.
    public static let mediaType = "application/json"

    /// A value as JSON, its members in alphabetical order; throws where it cannot be put so, such as for an infinite
    /// number.
    public static func encode(_ value: some Encodable, pretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return Array(try encoder.encode(value))
    }

    /// A value from JSON; throws where that is none, or of another form.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}
