internal import Basics

/// Tells what must not stand in a table: secrets, by the heading of their column or by their looks.
enum LikelySecret {
    /// What to do instead.
    static let advice = """
        Take it out of the file, and give secrets on standard input, one on a line: NAME, a tab and the secret
        """

    private static let words = [
        "secret", "password", "passwd", "passphrase", "pwd", "applicationkey", "appkey", "accesskey", "accountkey",
        "connectionstring", "token", "credential", "kennwort", "motdepasse", "wachtwoord", "losenord", "lösenord",
        "geheim", "hemlig",
    ]

    /// Whether a column of that heading, of which letters and digits are left, has secrets in it.
    static func isHeading(_ bare: String) -> Bool {
        ["key", "value", "clientvalue"].contains(bare) || words.contains(where: bare.contains)
    }

    /// Whether a value looks like one of Microsoft's: a client secret, whose third and fourth characters are a digit
    /// and `Q`, and whose fifth is `~`; an older one in base64; an account's key.
    static func isOne(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (30...120).contains(bytes.count), !text.contains("@"), !text.contains("://"),
            !text.lowercased().contains(".dynamics.")
        else { return false }
        let isWord = bytes.allSatisfy { $0.isLetter || $0.isDigit || "~._-+/=".utf8.contains($0) }
        guard isWord, bytes.contains(where: \.isUpperCaseLetter), bytes.contains(where: \.isLowerCaseLetter),
            bytes.contains(where: \.isDigit)
        else { return false }
        // A GUID in capitals and small letters is an id all the same.
        return !bytes.allSatisfy { $0.isHexadecimalDigit || $0 == UInt8(ascii: "-") }
    }
}
