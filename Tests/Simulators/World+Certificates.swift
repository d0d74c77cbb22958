public import Foundation

extension World {
    /// One of an app's certificates: what was uploaded, and nothing of its key.
    public struct Certificate: Codable, Sendable {
        /// Its GUID.
        public var keyID: String
        /// The certificate, DER.
        public var der: [UInt8]
        /// Its display name; nil for one that was uploaded without.
        public var displayName: String?
        /// Until then it may be missing from the list, and cannot be removed.
        public var listedFrom: Date?
        /// Until then Entra does not know it everywhere.
        public var settlesAt: Date?
        /// When it is gone, once it was removed.
        public var goneAt: Date?

        /// A certificate that was uploaded as DER.
        public init(der: [UInt8], keyID: String = UUID().uuidString.lowercased(), displayName: String? = nil) {
            (self.der, self.keyID, self.displayName) = (der, keyID, displayName)
        }

        /// A certificate that was uploaded as PEM, as Entra's portal takes it; `nil` for other text.
        public init?(pem: String) {
            let lines = pem.split(whereSeparator: \.isNewline)
            guard let begin = lines.firstIndex(of: "-----BEGIN CERTIFICATE-----"),
                let end = lines[begin...].firstIndex(of: "-----END CERTIFICATE-----"),
                let der = Data(base64Encoded: lines[(begin + 1)..<end].joined())
            else { return nil }
            self.init(der: [UInt8](der))
        }
    }
}
