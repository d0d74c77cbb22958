internal import Basics

/// A GUID in its canonical form: 36 characters, lower case, with hyphens.
public struct GUID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The canonical form.
    public let description: String

    /// Accepts 8-4-4-4-12 hexadecimal digits of either case, and nothing around them; answers `nil` for anything else.
    public init?(_ text: String) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12], groups.allSatisfy({ $0.utf8.allSatisfy(\.isHexadecimalDigit) })
        else { return nil }
        description = text.lowercased()
    }

    /// The GUID of 128 bits, the most significant first.
    public init(high: UInt64, low: UInt64) {
        var text = ""
        for (index, digit) in (high.hexadecimal() + low.hexadecimal()).enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        description = text
    }

    /// Reads the canonical form alone.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let guid = GUID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is not a GUID")
        }
        self = guid
    }

    /// Writes the canonical form alone.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A mail address that is safe to hand to an SMTP server: `local@domain` in printable ASCII, without quoting.
///
/// RFC 5321 §4.1.2 and §4.5.3.1, less the quoted local parts that no contact list needs. Two are equal where they differ in the case
/// of the domain alone, which mail servers do not tell apart (§2.4).
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address as it goes into `RCPT TO:<…>`.
    public let description: String

    /// What stands behind the `@`.
    public var domain: Substring {
        description[description.index(after: description.lastIndex(of: "@") ?? description.startIndex)...]
    }

    private var local: Substring { description.dropLast(domain.utf8.count) }

    /// Whether both are one mailbox.
    public static func == (left: EmailAddress, right: EmailAddress) -> Bool {
        left.local == right.local && left.domain.lowercased() == right.domain.lowercased()
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(local)
        hasher.combine(domain.lowercased())
    }

    /// Accepts an atom-only local part of at most 64 bytes, one `@`, and a domain of letters, digits, hyphens and dots, 254 bytes in all.
    ///
    /// Answers `nil` for anything else: control characters, white space, quotes, angle brackets.
    public init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, Self.isLocalPart(parts[0]), Self.isDomain(parts[1]) else { return nil }
        description = text
    }

    private static func isLocalPart(_ part: Substring) -> Bool {
        let atoms = part.split(separator: ".", omittingEmptySubsequences: false)
        return part.utf8.count <= 64
            && atoms.allSatisfy {
                !$0.isEmpty && $0.utf8.allSatisfy { $0.isAlphanumeric || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
            }
    }

    private static func isDomain(_ part: Substring) -> Bool {
        let labels = part.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-")
                && label.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
        }
    }
}

extension EmailAddress: Codable {
    /// Reads the address alone.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = EmailAddress(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is not a mail address")
        }
        self = address
    }

    /// Writes the address alone.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
