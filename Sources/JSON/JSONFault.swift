/// Why bytes are not the JSON they should be.
public enum JSONFault: Error, Hashable {
    /// They do not follow RFC 8259, or end too early.
    case malformed
    /// A string is not UTF-8.
    case invalidUTF8
    /// Arrays and objects are nested deeper than 32.
    case tooDeep
    /// A value has another type than the one that was asked for.
    case wrongType
    /// A member that was asked for is there more than once.
    case duplicate
    /// An array has more elements than the caller allows.
    case tooMany
}
