/// What kind of secret signs in, and so how it is replaced.
public enum SecretKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// An application's client secret: Entra makes it, shows it once, and lets the old one live on beside it.
    case clientSecret = "client-secret"
    /// A user's or a mailbox's password: somebody chooses it, and with the change the old one is dead.
    case password
    /// A private key that never leaves the keyring, and its certificate, which Entra has beside others; for
    /// leadkeeper's own applications alone.
    case certificate
    /// The address of a channel, a monitor or an HTTPS endpoint, by which whoever has it may write there; its owner
    /// makes and revokes it.
    case address = "url"
    /// The connection string of a storage account, with one of its two keys, which people make anew in turns.
    case connectionString = "connection-string"

    /// What is fixed of a kind.
    private struct Traits {
        var words: String
        var locksAccount: Bool
        var overlaps: Bool
    }

    /// What people call it.
    public var words: String { traits.words }

    /// Whether sending a wrong one counts towards locking the account, so that a doubtful one is tried rarely.
    public var locksAccount: Bool { traits.locksAccount }

    /// Whether an old and a new one are valid beside each other, so that a replacement stops nothing.
    public var overlaps: Bool { traits.overlaps }

    /// Whether Entra has it on an application, beside others, under an id by which it can be removed.
    public var isOnApplication: Bool { self == .clientSecret || self == .certificate }

    private var traits: Traits {
        switch self {
        case .clientSecret: Traits(words: "client secret", locksAccount: false, overlaps: true)
        case .password: Traits(words: "password", locksAccount: true, overlaps: false)
        case .certificate: Traits(words: "certificate", locksAccount: false, overlaps: true)
        case .address: Traits(words: "URL", locksAccount: false, overlaps: true)
        case .connectionString: Traits(words: "connection string", locksAccount: false, overlaps: true)
        }
    }
}

extension SecretKind: CustomStringConvertible {
    /// What people call it.
    public var description: String { words }
}
