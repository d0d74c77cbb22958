public import Credentials

/// In what an offer in Partner Center is not as declared.
public struct OfferComparison: Codable, Hashable, Sendable {
    /// The connection.
    public var name: String
    /// The offer's id in Partner Center.
    public var offer: String
    /// Whether all that can be compared is as declared.
    public var agrees: Bool
    /// Whether there is a live edition with a lead destination.
    public var isLive: Bool
    /// What is not as declared.
    public var differences: [Difference]
    /// What cannot be compared.
    public var masked: [OfferDrift.Masked]
    /// Who is told by one side alone.
    public var contacts: Contacts

    /// What the comparison of a credential's offer brought.
    public init(_ drift: OfferDrift, of credential: Credential) {
        name = credential.name.description
        offer = credential.offer ?? ""
        agrees = drift.isNone
        isLive = drift.isLive
        differences = drift.differences.map(Difference.init)
        masked = drift.masked
        contacts = Contacts(onlyDeclared: drift.contacts.onlyDeclared, onlyFound: drift.contacts.onlyFound)
    }

    /// A value that is not as declared.
    public struct Difference: Codable, Hashable, Sendable {
        /// Which edition has it.
        public var edition: OfferDrift.Edition
        /// Which value.
        public var field: OfferDrift.Field
        /// What is declared; `null` where nothing is.
        @Nullable public var declared: String?
        /// What Partner Center has; `null` where it has nothing.
        @Nullable public var found: String?

        init(_ difference: OfferDrift.Difference) {
            edition = difference.edition
            field = difference.field
            declared = difference.declared
            found = difference.found
        }
    }

    /// Who is told by one side alone, which is no fault: Microsoft tells of new leads, leadkeeper of secrets that lapse.
    public struct Contacts: Codable, Hashable, Sendable {
        /// Whom leadkeeper alone writes to.
        public var onlyDeclared: [String]
        /// Whom Microsoft alone writes to.
        public var onlyFound: [String]
    }
}
