internal import Basics

/// The certificate of a version whose secret is a private key: what Entra is given, and nothing of it is secret.
public struct Certificate: Hashable, Sendable {
    /// Its bytes, DER.
    public let der: [UInt8]

    /// The certificate with these bytes.
    public init(der: [UInt8]) {
        self.der = der
    }

    /// How long before it is made its validity begins, since Microsoft's clocks are not ours.
    public static let head = TimeSpan.minutes(5)

    /// Whom a certificate that is made now names.
    public static func commonName(of name: CredentialName, at now: Instant) -> String {
        "leadkeeper \(name) \(now.utcDate)"
    }

    /// It as text, with a line end behind its last line: RFC 7468 §5.
    public var pem: String {
        var rest = Base64.encode(der)[...]
        var lines = ["-----BEGIN CERTIFICATE-----"]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        return (lines + ["-----END CERTIFICATE-----", ""]).joined(separator: "\n")
    }
}

extension Certificate: Codable {
    /// Reads its base64.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let der = Base64.decode(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is no base64")
        }
        self.init(der: der)
    }

    /// Writes its base64.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Base64.encode(der))
    }
}
