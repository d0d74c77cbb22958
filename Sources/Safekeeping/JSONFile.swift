internal import FoundationEssentials

/// How what stands in a file of ours as JSON becomes bytes, and back.
enum JSONFile {
    /// A value as JSON, its members in alphabetical order; `nil` where it cannot be put so.
    static func encode(_ value: some Encodable, pretty: Bool = false) -> [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return (try? encoder.encode(value)).map { Array($0) }
    }

    /// A value from JSON; `nil` where that is none, or of another form.
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }
}
