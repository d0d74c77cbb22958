/// One value on its way into a statement.
public enum Value: Hashable, Sendable {
    /// A 64-bit integer.
    case integer(Int64)
    /// Text in UTF-8, which may hold NUL.
    case text(String)
    /// Bytes as they are.
    case bytes([UInt8])
    /// No value.
    case null

    /// The integer, or `null` for `nil`.
    public static func optional(_ integer: Int64?) -> Value { integer.map(Value.integer) ?? .null }
    /// The text, or `null` for `nil`.
    public static func optional(_ text: String?) -> Value { text.map(Value.text) ?? .null }
}
