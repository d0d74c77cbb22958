public import Credentials

/// A certificate by which one of leadkeeper's own applications signs in; nothing of it is secret.
public struct CertificateRecord: Codable, Hashable, Sendable {
    /// Where it stands.
    public enum Stage: String, Codable, Hashable, Sendable, CaseIterable {
        /// It is in use.
        case inUse = "in-use"
        /// It waits until Entra has it and accepts it.
        case onTrial = "on-trial"
        /// It was replaced.
        case previous
    }

    /// Its version, a UUIDv7.
    public var version: String
    /// Where it stands.
    public var stage: Stage
    /// Its SHA-1 digest in capital hexadecimal digits, which Entra's list calls the thumbprint.
    public var thumbprint: String
    /// Its SHA-256 digest in the same form.
    public var thumbprintSHA256: String
    /// When it was made.
    public var madeAt: Timestamp
    /// When it expires.
    @Nullable public var expiresAt: Timestamp?
    /// The certificate as PEM, RFC 7468.
    public var pem: String

    /// Joins the parts.
    public init(
        version: String, stage: Stage, thumbprint: String, thumbprintSHA256: String, madeAt: Timestamp,
        expiresAt: Timestamp?, pem: String
    ) {
        (self.version, self.stage, self.pem) = (version, stage, pem)
        (self.thumbprint, self.thumbprintSHA256) = (thumbprint, thumbprintSHA256)
        self.madeAt = madeAt
        self.expiresAt = expiresAt
    }
}

extension CertificateRecord: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "A certificate by which one of leadkeeper's own applications signs in; nothing of it is secret.",
        [
            "version": .string("Its version, a UUIDv7.", example: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52"),
            "stage": .choice(
                "Where it stands; on-trial: it waits until Microsoft Entra has it and accepts it.", Stage.allCases),
            "thumbprint": .string("Its SHA-1 digest, which Microsoft Entra's list calls the thumbprint."),
            "thumbprintSHA256": .string("Its SHA-256 digest."), "madeAt": .time("When it was made."),
            "expiresAt": .nullable(.time("When it expires.")), "pem": .string("The certificate as PEM."),
        ])
}

/// The certificates of a credential.
public struct CertificateList: Codable, Hashable, Sendable {
    /// Whose.
    public var name: String
    /// The certificates, the oldest first.
    public var certificates: [CertificateRecord]

    /// Those certificates.
    public init(name: String, certificates: [CertificateRecord]) {
        self.name = name
        self.certificates = certificates
    }
}

extension CertificateList: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "The certificates of a credential.",
        [
            "name": .string("Whose.", example: "@administrator"),
            "certificates": .array(.reference(CertificateRecord.self)),
        ])
}
