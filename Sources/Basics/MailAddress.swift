/// The mail addresses that leadkeeper uses: `local@domain` in ASCII, without quoting.
///
/// RFC 5321 §4.1.2 and §4.5.3.1, less quoted local parts and address literals, which no list of contacts needs. A
/// domain beyond ASCII is written in its `xn--` form. Such an address can stand in an SMTP command and be nothing else
/// there, not a command of its own.
public enum MailAddress {
    /// What keeps a text from being an address, as the end of a sentence; `nil` where nothing does.
    public static func fault(in text: String) -> String? {
        guard text.utf8.count <= 254 else { return "it is longer than 254 bytes" }
        guard text.utf8.allSatisfy(\.isVisible) else {
            return "it has a blank, a control character or one beyond ASCII"
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return "it has not exactly one @" }
        guard parts[0].utf8.count <= 64 else { return "it has more than 64 bytes before the @" }
        guard isDotAtom(parts[0]) else { return "it is malformed before the @" }
        guard HostName.isHostName(parts[1]) else { return "it is malformed behind the @" }
        return nil
    }

    /// RFC 5322 §3.2.3.
    private static func isDotAtom(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.utf8.allSatisfy { $0.isAlphanumeric || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
    }
}

/// Names of hosts.
public enum HostName {
    /// Whether a text is labels of letters, digits and hyphens between dots, with no dot at its end (RFC 1123 §2.1).
    ///
    /// Each label has 1 to 63 bytes, and none begins or ends with a hyphen. How long the whole may be is not looked at.
    public static func isHostName(_ text: some StringProtocol) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-")
                && !label.hasSuffix("-")
                && label.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
        }
    }
}
