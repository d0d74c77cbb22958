extension StringProtocol {
    /// Whether it has the form of a UUID, RFC 9562 §4: 8-4-4-4-12 hexadecimal digits of either case, and nothing around
    /// them.
    public var hasFormOfUUID: Bool {
        guard utf8.count == 36 else { return false }
        return utf8.enumerated().allSatisfy { position, byte in
            [8, 13, 18, 23].contains(position) ? byte == UInt8(ascii: "-") : byte.isHexadecimalDigit
        }
    }
}
