/// All that a rotation does to the world outside of the ledger: each is preceded by a durable intent and may be
/// repeated.
public enum RotationEffect: String, Hashable, Sendable, Codable, CaseIterable {
    /// Asks the issuer what keys there are on the application.
    case listKeys = "list-keys"
    /// Asks what the tenant's policy allows.
    case readAllowance = "read-allowance"
    /// Writes a throw-away item to the keyring: a key whose value cannot be kept must not be minted.
    case rehearse
    /// Has the issuer mint a key, and keeps its value in the keyring.
    case addKey = "add-key"
    /// Makes a password and keeps it in the keyring.
    case makePassword = "make-password"
    /// Has the issuer put the new password in force.
    case changePassword = "change-password"
    /// Removes a key of this rotation that nobody uses.
    case removeStray = "remove-stray"
    /// Signs in with the new secret.
    case tryNew = "try-new"
    /// Signs in with the old one, to find out whether it is still in force.
    case tryOld = "try-old"
    /// Writes a validation lead with the new secret.
    case prove
    /// Reads the offer in Partner Center.
    case readOffer = "read-offer"
    /// Writes the new secret into the offer's draft.
    case configureLeads = "configure-leads"
    /// Has the draft published to preview.
    case publishPreview = "publish-preview"
    /// Has preview published to live.
    case publishLive = "publish-live"
    /// Asks how far a job of Partner Center's has come.
    case askJob = "ask-job"
    /// Looks for a test lead of the marketplace's.
    case findTestLead = "find-test-lead"
    /// Removes the old key.
    case removeOld = "remove-old"
}

extension RotationEffect {
    /// What has to be at hand for an effect.
    public struct Needs: OptionSet, Sendable {
        /// One bit for each.
        public let rawValue: Int

        /// These.
        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// The administrator is asked, with its secret.
        public static let administrator = Needs(rawValue: 1)
        /// The administrator's secret, where there is one.
        public static let administratorIfAny = Needs(rawValue: 2)
        /// The new secret.
        public static let newSecret = Needs(rawValue: 4)
        /// The old secret, where it is to be had.
        public static let oldSecretIfAny = Needs(rawValue: 8)
    }

    /// What sets one effect apart from another.
    public struct Traits: Sendable {
        /// What it does, in words that follow "leadkeeper".
        public var sentence: String
        /// What has to be at hand for it.
        public var needs: Needs = []
        /// Whether it makes a new secret, and so a new version.
        public var makesSecret = false
        /// The station of the publication that it asks Partner Center for; `nil` where it asks for none.
        public var publication: Publication.Phase?
    }

    /// What sets it apart: a row for each.
    public var traits: Traits {
        switch self {
        case .listKeys:
            Traits(sentence: "lists the client secrets on the application", needs: .administrator)
        case .readAllowance:
            Traits(sentence: "asks what the tenant's policy allows", needs: .administrator)
        case .rehearse:
            Traits(
                sentence:
                    "writes a throw-away item to the keyring and removes it, to be sure that it can keep a new secret")
        case .addKey:
            Traits(
                sentence: "has Entra add a client secret beside the old one, and keeps it in the keyring",
                needs: .administrator, makesSecret: true)
        case .makePassword:
            Traits(sentence: "makes a password and keeps it in the keyring", makesSecret: true)
        case .changePassword:
            Traits(
                sentence: "has Entra change the password; from here on the old one is dead",
                needs: [.newSecret, .oldSecretIfAny, .administratorIfAny])
        case .removeStray:
            Traits(sentence: "removes a client secret of this rotation that nobody uses", needs: .administrator)
        case .tryNew:
            Traits(sentence: "signs in with the new secret", needs: .newSecret)
        case .tryOld:
            Traits(
                sentence: "signs in with the old secret, to see whether it is still in force", needs: .oldSecretIfAny)
        case .prove:
            Traits(sentence: "writes a validation lead with the new secret", needs: .newSecret)
        case .readOffer:
            Traits(
                sentence: "reads the offer in Partner Center, and stops where somebody has edits pending in it",
                needs: .administrator)
        case .configureLeads:
            Traits(
                sentence: "writes the new secret into the offer's draft", needs: [.administrator, .newSecret],
                publication: .configuring)
        case .publishPreview:
            Traits(sentence: "publishes the draft to preview", needs: .administrator, publication: .previewing)
        case .publishLive:
            Traits(sentence: "publishes preview to live", needs: .administrator, publication: .goingLive)
        case .askJob:
            Traits(sentence: "asks Partner Center how far it has come", needs: .administrator)
        case .findTestLead:
            Traits(sentence: "looks for a test lead that the marketplace wrote after the hand-off", needs: .newSecret)
        case .removeOld:
            Traits(
                sentence: "removes the old client secret from the application, and from the keyring",
                needs: .administrator)
        }
    }

    /// What it does, in words that follow "leadkeeper".
    public var sentence: String { traits.sentence }

    /// What has to be at hand for it.
    public var needs: Needs { traits.needs }
}
