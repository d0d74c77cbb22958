public import Credentials

/// When a connection last worked, and how often it is probed.
public struct ProbingStatus: Codable, Hashable, Sendable {
    /// When the last probe began that Microsoft accepted, whatever its extent; `null` where none was.
    @Nullable public var acceptedAt: Timestamp?
    /// When a whole probe last ended well: the last proof that leads arrive; `null` where none has.
    @Nullable public var provenAt: Timestamp?
    /// How long it is from one sign-in to the next, in seconds; `null` where that is not done unasked.
    @Nullable public var signInIntervalSeconds: Int64?
    /// How long it is from one whole probe to the next, in seconds; `null` where that is not done unasked.
    @Nullable public var leadIntervalSeconds: Int64?

    /// Joins the parts.
    public init(
        acceptedAt: Timestamp? = nil, provenAt: Timestamp? = nil, signInIntervalSeconds: Int64? = nil,
        leadIntervalSeconds: Int64? = nil
    ) {
        (self.acceptedAt, self.provenAt) = (acceptedAt, provenAt)
        self.signInIntervalSeconds = signInIntervalSeconds
        self.leadIntervalSeconds = leadIntervalSeconds
    }

    /// What is known of a credential's probes; `nil` where it is not probed.
    ///
    /// Both moments outlast the version of the secret, as far as the ledger has them.
    public init?(of credential: Credential, _ standing: Standing) {
        guard credential.isProbed else { return nil }
        let accepted = [standing.lastAcceptedAt, standing.lastProofAt].compactMap(\.self).max()
        self.init(
            acceptedAt: accepted.map(Timestamp.init), provenAt: standing.lastProofAt.map(Timestamp.init),
            signInIntervalSeconds: credential.probing.signInInterval.seconds,
            leadIntervalSeconds: credential.isWrittenUnasked ? credential.probing.leadInterval.seconds : nil)
    }
}

extension ProbingStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "When a connection last worked, and how often it is probed.",
        [
            "acceptedAt": .nullable(
                .time("When the last probe began that Microsoft accepted, whatever its extent; null for none.")),
            "provenAt": .nullable(.time("When a whole probe last ended well; null where none has.")),
            "signInIntervalSeconds": .nullable(
                .integer("How long it is from one sign-in to the next.", example: 21_600)),
            "leadIntervalSeconds": .nullable(
                .integer(
                    "How long it is from one whole probe to the next; null where leads are written only on request.",
                    example: 86_400)),
        ])
}
