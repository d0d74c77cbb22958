internal import Basics

/// The certificate of a version whose secret is a private key: what Entra is given, and nothing of it is secret.
public struct Certificate: Hashable, Sendable {
    /// Its bytes, DER.
    public let der: [UInt8]

    /// The certificate with these bytes.
    public init(der: [UInt8]) {
        self.der = der
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
