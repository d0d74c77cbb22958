public import Credentials
public import SecureMemory

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

    /// How often a client secret has to be accepted, which is not known everywhere at once; a password is.
    private static let acceptance = "three times within a minute or more"

    /// The steps of a rotation of that kind.
    static func steps(_ method: Rotation.Method, _ handOff: Rotation.HandOff, overlap: Span) -> [Step] {
        let told = { (sentence: String) in Step(effect: nil, sentence: sentence) }
        let done = { (effects: RotationEffect...) in
            effects.map { Step(effect: $0, sentence: "leadkeeper \($0.sentence)") }
        }
        var steps =
            method == .clientSecret
            ? done(.listKeys, .readAllowance, .rehearse, .addKey)
                + [Step(effect: .tryNew, sentence: "leadkeeper signs in with the new secret until it is accepted \(acceptance)")]
                + done(.prove)
            : done(.makePassword, .changePassword, .tryNew, .prove)
        steps.append(told("the new secret becomes the current one"))
        switch handOff {
        case .nobody: break
        case .person:
            steps.append(
                told("a person enters the new secret in Partner Center, publishes, and says so with `leadkeeper handoff`"))
            steps += done(.findTestLead)
        case .partnerCenter: steps += done(.readOffer, .configureLeads, .publishPreview, .publishLive, .findTestLead)
        }
        guard method == .clientSecret else { return steps }
        steps.append(told("both secrets stay valid for \(max(overlap, Rotation.leastOverlap).inWords)"))
        return steps + done(.removeOld)
    }
}

/// What a person pastes into Partner Center.
public struct HandOffSheet: Sendable {
    /// The secret.
    public var secret: SharedSecret
    /// Where leads are to go, and as whom.
    public var destination: LeadDestination
    /// The rotation that it belongs to; `nil` where none is under way.
    public var rotation: Rotation?
}

/// A client secret on a connection's application, and whose it is.
public struct ListedKey: Hashable, Sendable {
    /// Whose a key is.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        /// That of the secret in use.
        case current
        /// That of the secret that is about to take its place.
        case pending
        /// That of the secret before.
        case previous
        /// Minted by this installation, and of no version of this connection's that is kept.
        case ours
        /// Somebody else's, or of a secret that was stored without its key id.
        case foreign
    }

    /// The key.
    public var key: IssuedKey
    /// Whose it is.
    public var role: Role
    /// Whether the stored secret begins as this key does: a guess, for a person to confirm.
    public var mayBeCurrent: Bool
    /// Where it lies.
    public var place = KeyPlace.application
}

/// The client secrets of an application, and what could not be listed.
public struct KeySurvey: Hashable, Sendable {
    /// The keys, on the application and on its service principal.
    public var keys: [ListedKey]
    /// Why those on the service principal are not known; `nil` where they are.
    public var principalObstacle: String?
}
