/// One thing that lies ahead.
public struct ForecastEntry: Hashable, Sendable {
    /// What kind of thing it is.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A whole probe, with a validation lead.
        case probe
        /// A probe that signs in and writes nothing.
        case signIn = "sign-in"
        /// The moment by which people have to begin to replace the secret.
        case startBy = "start-by"
        /// The end of the secret's window.
        case expiry
        /// A notice to people, or through a channel.
        case notice
        /// A step of a rotation.
        case rotation
        /// What a person has to hand over, or what was handed over.
        case handOff = "hand-off"
        /// Microsoft turns the secret down, or takes it again.
        case trouble

        /// Whether it is one of the many that are counted rather than told.
        public var isProbe: Bool {
            switch self {
            case .probe, .signIn: true
            case .startBy, .expiry, .notice, .rotation, .handOff, .trouble: false
            }
        }
    }

    /// When it happens.
    public var at: Instant
    /// What kind of thing it is.
    public var kind: Kind
    /// Whom it concerns; `nil` where it concerns the daemon, or several connections in one mail.
    public var connection: CredentialName?
    /// Who is told, by address or as `channel NAME`; empty unless it is a notice.
    public var recipients: [String]
    /// Which kind of notice it is, in the ledger's word; `nil` unless it is one.
    public var notice: String?
    /// One sentence, or the part of one; empty for probes.
    public var message: String

    /// Joins the parts.
    public init(
        at: Instant, kind: Kind, connection: CredentialName?, recipients: [String] = [], notice: String? = nil,
        message: String = ""
    ) {
        (self.at, self.kind, self.connection) = (at, kind, connection)
        (self.recipients, self.notice, self.message) = (recipients, notice, message)
    }
}

/// What lies ahead, if all goes on as it is and nobody does anything.
public struct Forecast: Sendable {
    /// From when on, which is the moment it was made.
    public var from: Instant
    /// Up to when.
    public var until: Instant
    /// How many connections it covers.
    public var connections: Int
    /// What it takes for granted, a sentence each.
    public var assumptions: [String]
    /// What happens, in its order.
    public var entries: [ForecastEntry]

    /// Joins the parts.
    public init(
        from: Instant, until: Instant, connections: Int, assumptions: [String], entries: [ForecastEntry]
    ) {
        (self.from, self.until, self.connections) = (from, until, connections)
        (self.assumptions, self.entries) = (assumptions, entries)
    }
}
