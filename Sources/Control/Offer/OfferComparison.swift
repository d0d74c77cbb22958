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

    /// Who is told by one side alone, which is no fault: Microsoft tells of new leads, leadkeeper of secrets that
    /// lapse.
    public struct Contacts: Codable, Hashable, Sendable {
        /// Whom leadkeeper alone writes to.
        public var onlyDeclared: [String]
        /// Whom Microsoft alone writes to.
        public var onlyFound: [String]
    }
}

extension OfferComparison: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "In what an offer in Partner Center is not as declared.",
        [
            "name": .string("The connection.", example: "contoso"),
            "offer": .string("The offer's id in Partner Center.", example: "contoso-crm-connector"),
            "agrees": .boolean("Whether all that can be compared is as declared."),
            "isLive": .boolean(
                "Whether there is a live edition with a lead destination; without one only the draft is compared."),
            "differences": .array(.reference(OfferComparison.Difference.self)),
            "masked": .array(
                .choice(
                    "What cannot be compared, as Partner Center answers a mask in its place.",
                    OfferDrift.Masked.allCases)),
            "contacts": .reference(OfferComparison.Contacts.self),
        ])
}

extension OfferComparison.Difference: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "A value that is not as declared.",
        [
            "edition": .choice(
                "Which edition: the one that customers' leads go by, or the one that is being edited.",
                OfferDrift.Edition.allCases),
            "field": .choice("Which value.", OfferDrift.Field.allCases),
            "declared": .nullable(.string("What is declared; null where nothing is.")),
            "found": .nullable(.string("What Partner Center has; null where it has nothing.")),
        ])
}

extension OfferComparison.Contacts: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Who is told by one side alone, in lower case: by Microsoft of new leads, by leadkeeper of secrets "
            + "that lapse. No fault.",
        [
            "onlyDeclared": .array(.string("An address that leadkeeper alone writes to.", example: "ops@contoso.com")),
            "onlyFound": .array(.string("An address that Microsoft alone writes to.", example: "sales@contoso.com")),
        ])
}
