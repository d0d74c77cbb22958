/// Where the marketplace sends an offer's leads, and as whom: what Partner Center has, or is to have, without the
/// secret.
public struct LeadConfiguration: Hashable, Sendable, Codable {
    /// Where leads go: `dynamics`, `email`, `none`… in Partner Center's words.
    public var kind: Stated<LeadDestination.Kind>
    /// The destination's address; `nil` where leads go to a kind of place that is not known here.
    public var address: String?
    /// How the marketplace signs in there, in our words; `nil` where it does not.
    public var method: Stated<SignInMethod>?
    /// The application's id, or the user's name.
    public var account: String?
    /// The application's directory; `nil` for a user.
    public var directory: String?
    /// Who is told by Microsoft of each new lead.
    public var contacts: [String]

    /// The names in the ledger, where a rotation keeps the offer that it has read.
    private enum CodingKeys: String, CodingKey {
        case kind
        case address = "environment"
        case method, account, directory, contacts
    }

    /// What was read.
    public init(
        kind: Stated<LeadDestination.Kind>, address: String? = nil, method: Stated<SignInMethod>? = nil,
        account: String? = nil, directory: String? = nil, contacts: [String] = []
    ) {
        self.kind = kind
        self.address = address
        self.method = method
        self.account = account
        self.directory = directory
        self.contacts = contacts
    }

    /// What Partner Center is to have for a credential; `nil` for one of leadkeeper's own.
    public init?(of credential: Credential) {
        guard let destination = credential.destination else { return nil }
        self.init(
            kind: Stated(destination.kind), method: Stated(credential.identity.method),
            contacts: credential.contacts.map(\.description))
        switch destination {
        case .dynamics(let environment):
            address = environment
            account = credential.identity.account
            directory = credential.identity.application?.directory.description
        case .httpsEndpoint(let origin, _): address = origin
        // All else of it is in the connection string.
        case .table: break
        }
    }
}
