/// In what an offer in Partner Center is not as it is declared here.
///
/// A secret is not among it: Partner Center answers a mask in its place.
public struct OfferDrift: Hashable, Sendable {
    /// What is compared.
    public enum Field: String, Hashable, Sendable, Codable, CaseIterable {
        /// To what kind of place leads go.
        case kind
        /// The destination's address.
        case url
        /// How the marketplace signs in to it.
        case method
        /// The application (client) id, or the user's name.
        case account
        /// The directory (tenant) id.
        case directory
    }

    /// Which of Partner Center's two editions of an offer.
    public enum Edition: String, Hashable, Sendable, Codable, CaseIterable {
        /// What customers' leads go by.
        case live
        /// What is being edited, and what the next publication makes live.
        case draft
    }

    /// A value that cannot be compared, as Partner Center masks it.
    public enum Masked: String, Hashable, Sendable, Codable, CaseIterable {
        /// The application's client secret.
        case applicationKey = "application-key"
        /// The user's password.
        case password
        /// The rest of an endpoint's URL, which leadkeeper does not look at.
        case url
        /// The storage account's connection string.
        case connectionString = "connection-string"

        /// What stands there in place of a secret of that kind.
        init(_ kind: SecretKind) {
            switch kind {
            // An application's certificate is leadkeeper's own, and Partner Center takes none.
            case .clientSecret, .certificate: self = .applicationKey
            case .password: self = .password
            case .address: self = .url
            case .connectionString: self = .connectionString
            }
        }
    }

    /// One value that is not as it is declared.
    public struct Difference: Hashable, Sendable {
        /// Where it stands.
        public var edition: Edition
        /// Which it is.
        public var field: Field
        /// What is declared; `nil` where nothing is.
        public var declared: String?
        /// What Partner Center has; `nil` where it has nothing.
        public var found: String?
    }

    /// Whom either side tells, of different things: Microsoft's contacts of each new lead, leadkeeper's of secrets that
    /// lapse.
    ///
    /// That they differ is no fault.
    public struct Contacts: Hashable, Sendable {
        /// Who is told by leadkeeper alone; sorted.
        public var onlyDeclared: [String]
        /// Who is told by Microsoft alone; sorted.
        public var onlyFound: [String]
    }

    /// What is not as it is declared: first in the live edition, then in the draft.
    public var differences: [Difference]
    /// What cannot be compared.
    public var masked: [Masked]
    /// Who is told by one side alone, by the live edition, or by the draft where nothing is live.
    public var contacts: Contacts
    /// Whether a live edition was there to be compared; without one, customers' leads do not go anywhere yet.
    public var isLive: Bool

    /// Compares what is declared with what Partner Center has.
    ///
    /// Addresses are compared without regard to case, to the port 443 and to a slash at the end, ids as GUIDs, and user
    /// names without regard to case. Of an edition that sends leads elsewhere or in another way only that is told.
    public init(declared: LeadConfiguration, in offer: Offer) {
        isLive = offer.live != nil
        differences = offer.live.map { Self.differences(declared, $0, .live) } ?? []
        // What is live counts, even where the draft says nothing; an offer without either sends leads nowhere.
        if let draft = offer.draft {
            differences += Self.differences(declared, draft, .draft)
        } else if !isLive {
            differences.append(
                Difference(edition: .draft, field: .kind, declared: declared.kind.description, found: nil))
        }
        masked = declared.method?.known.map { [Masked($0.secretKind)] } ?? []
        let there = Set((offer.live ?? offer.draft)?.contacts.map { $0.lowercased() } ?? [])
        let here = Set(declared.contacts.map { $0.lowercased() })
        contacts = Contacts(onlyDeclared: here.subtracting(there).sorted(), onlyFound: there.subtracting(here).sorted())
    }

    /// Whether all that can be compared is as declared.
    public var isNone: Bool { differences.isEmpty }

    private static func differences(_ declared: LeadConfiguration, _ found: LeadConfiguration, _ edition: Edition)
        -> [Difference]
    {
        var differences: [Difference] = []
        let compare = { (field: Field, path: KeyPath<LeadConfiguration, String?>) in
            guard field.comparable(declared[keyPath: path]) != field.comparable(found[keyPath: path]) else { return }
            differences.append(
                Difference(
                    edition: edition, field: field, declared: declared[keyPath: path], found: found[keyPath: path]))
        }
        guard declared.kind == found.kind else {
            return [
                Difference(
                    edition: edition, field: .kind, declared: declared.kind.description, found: found.kind.description)
            ]
        }
        compare(.url, \.address)
        compare(.method, \.method?.description)
        // An application's id is nothing to compare a user's name with.
        guard declared.method == found.method else { return differences }
        compare(.account, \.account)
        compare(.directory, \.directory)
        return differences
    }
}

extension OfferDrift.Field {
    /// What people call it.
    public var words: String {
        switch self {
        case .kind: "the kind of destination"
        case .url: "the URL"
        case .method: "the way to sign in"
        case .account: "the application or user"
        case .directory: "the directory"
        }
    }

    /// The value in the one way of writing it.
    fileprivate func comparable(_ value: String?) -> String? {
        guard let value else { return nil }
        switch self {
        case .kind, .method: return value
        case .account, .directory: return GUID(value)?.description ?? value.lowercased()
        case .url:
            var address = value.lowercased()[...]
            while address.hasSuffix("/") { address = address.dropLast() }
            return String(address.hasSuffix(":443") ? address.dropLast(4) : address)
        }
    }
}

extension OfferDrift {
    /// Each difference by name, for the record; empty where there is none.
    public var details: [String: String] {
        differences.reduce(into: [:]) { details, difference in
            details["declared-\(difference.field.rawValue)"] = difference.declared ?? ""
            details["\(difference.edition.rawValue)-\(difference.field.rawValue)"] = difference.found ?? ""
        }
    }

    /// What differs, without the values.
    public var summary: String {
        Field.allCases.compactMap { field in
            let editions = differences.filter { $0.field == field }.map(\.edition.rawValue)
            return editions.isEmpty ? nil : "\(field.words) (\(editions.joined(separator: " and ")))"
        }.joined(separator: ", ")
    }
}
