/// Where a connection's leads go: a place that Partner Center can write to, and whose credential leadkeeper keeps.
///
/// A new kind is a case here with its traits, its address and its form in the ledger; its name in Partner Center's
/// portal (`handoff.choice.*` in the catalogs), the settings that describe it, and a probe of its own where a lead can
/// be written there.
public enum LeadDestination: Hashable, Sendable {
    /// A Dynamics 365 environment; its address is `https://host[:port]` without a trailing slash.
    case dynamics(environment: String)
    /// An HTTPS endpoint; its origin is `https://host[:port]`, and its whole URL is the secret.
    ///
    /// - Parameter allowsPrivate: whether its host may be this one, or in a private network.
    case httpsEndpoint(origin: String, allowsPrivate: Bool)
    /// A table in an Azure storage account; the service is `https://ACCOUNT.table.SUFFIX`, without a trailing slash.
    case table(service: String, name: String)

    /// The kinds that a credential is kept for, by Partner Center's words: `leadDestination` of its `customer-leads`.
    ///
    /// The others that it has (`email`, `marketo`, `none`, `salesforce`) are `Stated` as they are said.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Dynamics 365.
        case dynamics
        /// An HTTPS endpoint.
        case httpsEndpoint
        /// An Azure table.
        case table

        /// Whether a validation lead may be written there without anybody having asked for it.
        ///
        /// What arrives at an HTTPS endpoint sets off somebody's flow, and nothing can take it back.
        public var isWrittenUnasked: Bool {
            switch self {
            case .dynamics, .table: true
            case .httpsEndpoint: false
            }
        }

        /// Whether it can be read there when the marketplace's leads arrived.
        ///
        /// An endpoint tells nobody. A table can only be read as a whole, and each time that somebody changes a row its
        /// moment is another.
        public var showsLeads: Bool {
            switch self {
            case .dynamics: true
            case .httpsEndpoint, .table: false
            }
        }

        /// Whether the marketplace's own test leads can be found there.
        public var showsTestLeads: Bool {
            switch self {
            case .dynamics, .table: true
            case .httpsEndpoint: false
            }
        }
    }

    /// The name of the table where none is given: that of Microsoft's page.
    public static let usualTable = "marketplaceleads"

    /// Its kind.
    public var kind: Kind {
        switch self {
        case .dynamics: .dynamics
        case .httpsEndpoint: .httpsEndpoint
        case .table: .table
        }
    }

    /// The address by which people know it; no two places of a kind have one, but for endpoints at one host.
    public var address: String {
        switch self {
        case .dynamics(let environment): environment
        case .httpsEndpoint(let origin, _): origin
        case .table(let service, let name): "\(service)/\(name)"
        }
    }

    /// Where it answers, `https://host[:port]`.
    public var origin: String {
        switch self {
        case .dynamics(let environment): environment
        case .httpsEndpoint(let origin, _): origin
        case .table(let service, _): service
        }
    }
}

extension LeadDestination: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, origin, table, allowsPrivate
    }

    /// Reads what `encode` writes.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.singleValueContainer(), let environment = try? container.decode(String.self) {
            self = .dynamics(environment: environment)
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try container.decode(Kind.self, forKey: .kind)
        let origin = try container.decode(String.self, forKey: .origin)
        switch kind {
        case .dynamics: self = .dynamics(environment: origin)
        case .httpsEndpoint:
            self = .httpsEndpoint(
                origin: origin, allowsPrivate: try container.decodeIfPresent(Bool.self, forKey: .allowsPrivate) ?? false
            )
        case .table: self = .table(service: origin, name: try container.decode(String.self, forKey: .table))
        }
    }

    /// Writes a Dynamics environment as its address alone, as ledgers have had it since there was no other kind; any
    /// other kind has to be told from that.
    public func encode(to encoder: any Encoder) throws {
        if case .dynamics(let environment) = self {
            var container = encoder.singleValueContainer()
            try container.encode(environment)
            return
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(origin, forKey: .origin)
        if case .table(_, let name) = self { try container.encode(name, forKey: .table) }
        if case .httpsEndpoint(_, true) = self { try container.encode(true, forKey: .allowsPrivate) }
    }
}

extension Credential {
    /// Whether probes are made for it: it has a place where leads are written.
    public var isProbed: Bool { destination != nil }

    /// Whether probes may write a validation lead without being asked to.
    ///
    /// At an HTTPS endpoint that is so only where its own file says how often.
    public var isWrittenUnasked: Bool {
        guard let destination else { return false }
        return destination.kind.isWrittenUnasked || probing.isAskedFor == true
    }

    /// Whether it is watched for how long no lead has come from the marketplace.
    public var isWatchedForSilence: Bool {
        destination?.kind.showsLeads == true && probing.watchesSilence ?? true
    }

    /// Whether Partner Center has a copy of its secret, which a new one has to be handed over to; leadkeeper's own are
    /// nobody else's.
    public var isCopied: Bool { destination != nil }
}
