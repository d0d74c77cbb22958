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
    /// Has the keyring make a private key and its certificate, and keeps the key there.
    case makeKey = "make-key"
    /// Has the issuer take the certificate, on the present one's proof of possession.
    case addCertificate = "add-certificate"
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
    /// Reads who signs in with the old secret and with the new one.
    case readSignIns = "read-sign-ins"
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
        /// The key that is in use, where it is one, to prove its possession with.
        public static let possessionIfAny = Needs(rawValue: 16)
    }

    /// What sets one effect apart from another.
    public struct Traits: Sendable {
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
        case .listKeys: Traits(needs: .administrator)
        case .readAllowance: Traits(needs: .administrator)
        case .rehearse: Traits()
        case .addKey: Traits(needs: .administrator, makesSecret: true)
        case .makeKey: Traits(makesSecret: true)
        case .addCertificate: Traits(needs: [.administrator, .possessionIfAny])
        case .makePassword: Traits(makesSecret: true)
        // From here on the old one is dead.
        case .changePassword: Traits(needs: [.newSecret, .oldSecretIfAny, .administratorIfAny])
        case .removeStray: Traits(needs: [.administrator, .possessionIfAny])
        case .tryNew: Traits(needs: .newSecret)
        case .tryOld: Traits(needs: .oldSecretIfAny)
        case .prove: Traits(needs: .newSecret)
        case .readOffer: Traits(needs: .administrator)
        case .configureLeads: Traits(needs: [.administrator, .newSecret], publication: .configuring)
        case .publishPreview: Traits(needs: .administrator, publication: .previewing)
        case .publishLive: Traits(needs: .administrator, publication: .goingLive)
        case .askJob: Traits(needs: .administrator)
        case .findTestLead: Traits(needs: .newSecret)
        // Whoever may ask does, and without anybody it cannot be told, which stands in nothing's way.
        case .readSignIns: Traits()
        case .removeOld: Traits(needs: [.administrator, .possessionIfAny])
        }
    }

    /// What has to be at hand for it.
    public var needs: Needs { traits.needs }
}
