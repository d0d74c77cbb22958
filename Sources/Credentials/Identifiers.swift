internal import Basics

/// A GUID in its canonical form: 36 characters, lower case, with hyphens.
public struct GUID: Hashable, Sendable, Codable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// The canonical form.
    public var description: String { UUIDForm.text(high: high, low: low) }

    /// Accepts what has the form of a UUID; answers `nil` for anything else.
    public init?(_ text: String) {
        guard let bits = UUIDForm.bits(of: text) else { return nil }
        self.init(high: bits.high, low: bits.low)
    }

    /// The GUID of 128 bits, the most significant first.
    public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

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
/// Two are equal where they differ in the case of the domain alone, which mail servers do not tell apart (RFC 5321
/// §2.4).
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
        // Most are equal as they stand; of ASCII, no letter's other case is longer.
        if left.description == right.description { return true }
        return left.description.utf8.count == right.description.utf8.count && left.local == right.local
            && left.domain.lowercased() == right.domain.lowercased()
    }

    /// Hashes what is the same for equal ones.
    public func hash(into hasher: inout Hasher) { hasher.combine(description.lowercased()) }

    /// Accepts what `MailAddress` finds no fault in; answers `nil` for anything else.
    public init?(_ text: String) {
        guard MailAddress.fault(in: text) == nil else { return nil }
        description = text
    }

    /// What stands in the place of an address where a notice goes to a channel that has none: the name of the
    /// channel's secret, `@channel-NAME`, which can be no mailbox.
    public static func channel(_ channel: ChannelName) -> EmailAddress {
        EmailAddress(unchecked: channel.credential.description)
    }

    /// The recipient that the ledger has kept: an address, or what stands in its place.
    public static func recipient(_ text: String) -> EmailAddress? {
        guard text.hasPrefix("@") else { return EmailAddress(text) }
        return CredentialName(text) == nil ? nil : EmailAddress(unchecked: text)
    }

    private init(unchecked text: String) { description = text }
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
