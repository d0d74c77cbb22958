/// What a rotation would do now.
public struct RotationPlan: Hashable, Sendable {
    /// One step.
    public struct Step: Hashable, Sendable {
        /// What it does outside of the ledger; `nil` for what only happens here, or is done by people.
        public var effect: RotationEffect?
        /// The step in a sentence.
        public var sentence: String
    }

    /// The steps, in order.
    public var steps: [Step]
    /// What stands in its way; `nil` where nothing is known to.
    public var obstacle: String?

    /// What a rotation of the credential would do, from its beginning to its end.
    public init(of credential: Credential) {
        steps = Self.steps(
            credential.identity.secretKind, Rotation.HandOff(of: credential), overlap: credential.rotation.overlap)
    }

    /// How often a client secret has to be accepted, which is not known everywhere at once; a password is.
    private static let acceptance = "three times within a minute or more"

    /// The steps of a rotation of that kind.
    private static func steps(_ method: SecretKind, _ handOff: Rotation.HandOff, overlap: Span) -> [Step] {
        let told = { (sentence: String) in Step(effect: nil, sentence: sentence) }
        let done = { (effects: RotationEffect...) in
            effects.map { Step(effect: $0, sentence: "leadkeeper \($0.sentence)") }
        }
        var steps =
            method == .clientSecret
            ? done(.listKeys, .readAllowance, .rehearse, .addKey)
                + [
                    Step(
                        effect: .tryNew,
                        sentence: "leadkeeper signs in with the new secret until it is accepted \(acceptance)")
                ]
                + done(.prove)
            : done(.makePassword, .changePassword, .tryNew, .prove)
        steps.append(told("the new secret becomes the current one"))
        switch handOff {
        case .nobody: break
        case .person:
            steps.append(
                told(
                    "a person enters the new secret in Partner Center, publishes, and says so with `leadkeeper handoff`"
                ))
            steps += done(.findTestLead)
        case .partnerCenter: steps += done(.readOffer, .configureLeads, .publishPreview, .publishLive, .findTestLead)
        }
        guard method == .clientSecret else { return steps }
        steps.append(told("both secrets stay valid for \(max(overlap, Rotation.leastOverlap).inWords)"))
        return steps + done(.removeOld)
    }
}
