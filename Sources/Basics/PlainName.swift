extension StringProtocol {
    /// Whether it can name a connection, as a file's name and as an attribute of the keyring:
    /// `[a-z0-9][a-z0-9-]{0,62}`.
    public var isPlainName: Bool {
        (1...63).contains(utf8.count) && utf8.first != UInt8(ascii: "-")
            && utf8.allSatisfy { $0.isLowerCaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    }
}
