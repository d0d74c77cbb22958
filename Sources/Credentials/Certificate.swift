/// The certificate of a version whose secret is a private key: what Entra is given, and nothing of it is secret.
public struct Certificate: Hashable, Sendable {
    /// Its bytes, DER.
    public let der: [UInt8]

    /// The certificate with these bytes.
    public init(der: [UInt8]) {
        self.der = der
    }
}
