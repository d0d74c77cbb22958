/// What a rotation would do now.
public struct RotationPlan: Hashable, Sendable {
    /// One step.
    public enum Step: Hashable, Sendable {
        /// leadkeeper asks something of the world outside, or does something there.
        case effect(RotationEffect)
        /// The new secret becomes the current one.
        case promotion
        /// A person enters the new secret in Partner Center.
        case handOver
        /// The old secret and the new one stay valid for so long.
        case overlap(TimeSpan)

        /// What it does outside of the ledger; `nil` for what only happens here, or is done by people.
        public var effect: RotationEffect? {
            guard case .effect(let effect) = self else { return nil }
            return effect
        }
    }

    /// What is replaced.
    public var kind: SecretKind
    /// The steps, in order.
    public var steps: [Step]
    /// What stands in its way; `nil` where nothing is known to.
    public var obstacle: String?

    /// What a rotation of the credential would do, from its beginning to its end.
    ///
    /// - Parameter current: the version in use; `nil` where there is none.
    public init(of credential: Credential, replacing current: SecretVersion? = nil) {
        kind = credential.kind(of: current)
        steps = Self.steps(kind, Rotation.HandOff(of: credential), overlap: credential.rotation.overlap)
    }

    /// The steps of a rotation of that kind.
    private static func steps(_ kind: SecretKind, _ handOff: Rotation.HandOff, overlap: TimeSpan) -> [Step] {
        var steps = made(of: kind) + [.promotion]
        let seen = (kind == .clientSecret ? done(.readSignIns) : []) + done(.findTestLead)
        switch handOff {
        case .nobody: break
        case .person: steps += [.handOver] + seen
        case .partnerCenter: steps += done(.readOffer, .configureLeads, .publishPreview, .publishLive) + seen
        }
        guard kind.overlaps else { return steps }
        return steps + [.overlap(max(overlap, Rotation.leastOverlap)), .effect(.removeOld)]
    }

    /// How a new secret is made and tried.
    private static func made(of kind: SecretKind) -> [Step] {
        switch kind {
        case .clientSecret: done(.listKeys, .readAllowance, .rehearse, .addKey, .tryNew, .prove)
        case .certificate: done(.listKeys, .readAllowance, .makeKey, .addCertificate, .tryNew, .prove)
        case .password: done(.makePassword, .changePassword, .tryNew, .prove)
        // Its owner makes a new one.
        case .address, .connectionString: []
        }
    }

    private static func done(_ effects: RotationEffect...) -> [Step] { effects.map(Step.effect) }
}
