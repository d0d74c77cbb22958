package import Credentials

/// What the configuration has: the credentials by name, and the operators.
package struct Inventory: ~Copyable {
    /// Who is told of the daemon's own troubles, and stands in for contacts that do not exist.
    package let operators: [EmailAddress]
    /// How many connections there are; reserved names are none.
    package let connectionCount: Int
    /// How it stands to the configuration files.
    package var state: ConfigurationState
    private let credentials: [CredentialName: Credential]
    private let tally: WorkTally
    /// What is asked about the offers of those that have one; each look at a credential compares it.
    private let questions: [CredentialName: OfferQuestion]
    /// The application that rotates and publishes, whether or not its secret is stored; `nil` where none is configured.
    package let administrator: EntraApplication?
    /// All names, in the order of lists.
    private let order: [CredentialName]
    /// Who signs in as an application, by name.
    private let applications: [EntraApplication: [CredentialName]]
    /// Who signs in with a password, by the account.
    ///
    /// A mailbox and an Office 365 user of the same name may well be one account.
    package let passwordAccounts: [String: [CredentialName]]

    /// What was read.
    package init(
        _ credentials: [Credential] = [], operators: [EmailAddress] = [],
        state: ConfigurationState = ConfigurationState(), tally: WorkTally = WorkTally()
    ) {
        self.tally = tally
        self.operators = operators
        self.state = state
        self.credentials = Dictionary(uniqueKeysWithValues: credentials.map { ($0.name, $0) })
        questions = self.credentials.compactMapValues { OfferQuestion($0) }
        administrator = self.credentials[.administrator]?.identity.application
        let sorted = credentials.sorted { $0.name < $1.name }
        order = sorted.map(\.name)
        applications = Dictionary(
            grouping: sorted.compactMap { credential in
                credential.identity.application.map { (application: $0, name: credential.name) }
            }, by: \.application
        )
        .mapValues { $0.map(\.name) }
        connectionCount = credentials.count { !$0.name.isReserved }
        passwordAccounts = Dictionary(
            grouping: credentials.filter { $0.identity.isPassword }, by: \.identity.sharedAccount
        )
        .mapValues { $0.map(\.name) }
    }

    /// The credential of that name; `nil` where none is configured.
    package subscript(name: CredentialName) -> Credential? {
        tally.credentials += 1
        return credentials[name]
    }

    /// Whether a credential of that name is configured.
    package func has(_ name: CredentialName) -> Bool { credentials.index(forKey: name) != nil }

    /// What is asked about the credential's offer; `nil` where it has none.
    package func offerQuestion(of name: CredentialName) -> OfferQuestion? { questions[name] }

    /// All names, sorted.
    package var names: [CredentialName] {
        tally.credentials += order.count
        return order
    }

    /// All credentials, sorted by name.
    package var sorted: [Credential] { names.compactMap { credentials[$0] } }

    /// Those that sign in as an application, sorted by name; empty where none does.
    package func sharers(of application: EntraApplication) -> [CredentialName] { applications[application] ?? [] }
}

extension Identity {
    /// What names its account wherever it is used.
    fileprivate var sharedAccount: String { account.lowercased() }
}
