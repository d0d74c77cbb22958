/// How values of ours become JSON, RFC 8259, and back: in files, in the ledger and on the control socket.
///
/// Not Foundation's coders: those build a tree of each value, which costs ten times as much, and would be most of what
/// a program of ours has to load before it begins.
public enum JSONCoder {
    /// The media type of the JSON.
    public static let mediaType = "application/json"

    /// A value as JSON, its members in the order of their names' bytes; throws where it cannot be put so, such as for
    /// an infinite number.
    ///
    /// A member that is `nil` is left out, and no slash is escaped.
    /// - Parameter pretty: whether each member and element has a line of its own.
    public static func encode(_ value: some Encodable, pretty: Bool = false) throws -> [UInt8] {
        let output = JSONOutput(sortsMembers: true)
        defer { output.end() }
        try output.append(encoding: value)
        guard pretty else { return output.bytes }
        var layout = JSONLayout()
        return layout.lines(of: output.bytes)
    }

    /// The same as text on one line, its members in the order in which the value encodes them.
    public static func text(_ value: some Encodable) throws -> String {
        let output = JSONOutput(sortsMembers: false)
        defer { output.end() }
        try output.append(encoding: value)
        return String(decoding: output.bytes, as: UTF8.self)
    }

    /// A value from JSON; throws where that is none, or of another form.
    ///
    /// Of members of one name the first counts. A byte order mark in front is left out.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let tape = try JSONTape(bytes)
        return try tape.decode(type, at: 0)
    }
}
