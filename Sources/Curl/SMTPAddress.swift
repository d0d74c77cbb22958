internal import Basics

/// A mail address that can stand in an SMTP command and be nothing else there.
///
/// libcurl 7.88 hands an address to the server as it is, line ends included, so that one address could bring commands of its
/// own. Accepted is RFC 5321's `Mailbox` without quoted local parts and address literals: ASCII, one `@`, a dot-atom before it
/// and a host name behind it, at most 64 and 254 bytes. A domain beyond ASCII is written in its `xn--` form.
public struct SMTPAddress: Sendable, Hashable {
    /// The address.
    public let text: String

    /// Takes an address, or nil where it is none.
    public init?(_ text: String) {
        guard Self.fault(in: text) == nil else { return nil }
        self.text = text
    }

    /// What keeps `text` from being an address, as the end of a sentence; nil where nothing does.
    public static func fault(in text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count <= 254 else { return "it is longer than 254 bytes" }
        guard bytes.allSatisfy(\.isVisible) else {
            return "it has a blank, a control character or one beyond ASCII"
        }
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return "it has not exactly one @" }
        guard parts[0].count <= 64 else { return "it has more than 64 bytes before the @" }
        guard areAtoms(parts[0], "!#$%&'*+-/=?^_`{|}~") else { return "it is malformed before the @" }
        guard areAtoms(parts[1], "-"), !parts[1].starts(with: "-".utf8) else { return "it is malformed behind the @" }
        return nil
    }

    /// Whether letters, digits and `others` stand between single dots: RFC 5322, 3.2.3.
    private static func areAtoms(_ bytes: ArraySlice<UInt8>, _ others: String) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"):
                        true
                    default: others.utf8.contains(byte)
                    }
                }
        }
    }
}
