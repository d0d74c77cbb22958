/// Where a connection's leads go: a place that Partner Center can write to, and whose credential leadkeeper keeps.
///
/// A new kind is a case here with its traits, its address and its form in the ledger; its name in Partner Center's
/// portal (`handoff.choice.*` in the catalogs), the settings that describe it, and a probe of its own where a lead can
/// be written there.
public enum LeadDestination: Hashable, Sendable {
    /// A Dynamics 365 environment; its address is `https://host[:port]` without a trailing slash.
    case dynamics(environment: String)

    /// The kinds that a credential is kept for, by Partner Center's words: `leadDestination` of its `customer-leads`.
    ///
    /// The others that it has (`email`, `httpsEndpoint`, `marketo`, `none`, `salesforce`, `table`) are `Stated` as they
    /// are said.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Dynamics 365.
        case dynamics

        /// Whether a lead can be written there as the marketplace writes one, which proves the credential.
        public var isProbed: Bool {
            switch self {
            case .dynamics: true
            }
        }
    }

    /// Its kind.
    public var kind: Kind {
        switch self {
        case .dynamics: .dynamics
        }
    }

    /// The address by which people know it and Partner Center finds it; no two places have one.
    public var address: String {
        switch self {
        case .dynamics(let environment): environment
        }
    }
}

extension LeadDestination: Codable {
    /// Reads what `encode` writes.
    public init(from decoder: any Decoder) throws {
        self = .dynamics(environment: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a Dynamics environment as its address alone, as ledgers have had it since there was no other kind; any
    /// other kind has to be told from that.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .dynamics(let environment):
            var container = encoder.singleValueContainer()
            try container.encode(environment)
        }
    }
}

extension Credential {
    /// Whether probes are made for it: a lead can be written where it is used.
    public var isProbed: Bool { destination?.kind.isProbed ?? false }

    /// Whether Partner Center has a copy of its secret, which a new one has to be handed over to; leadkeeper's own are
    /// nobody else's.
    public var isCopied: Bool { destination != nil }
}
