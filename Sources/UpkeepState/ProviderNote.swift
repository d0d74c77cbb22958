package import Credentials

/// Which program keeps the secrets, as it was last told.
package struct ProviderNote {
    /// How long it is believed; another one comes by an upgrade or a restart.
    private static let life = TimeSpan.minutes(1)

    /// The program; `nil` where it is not known.
    package private(set) var provider: KeyringProvider?
    private var askedAt: TimeSpan?

    /// Nobody has told it yet.
    package init() {}

    /// Whether to ask again; whoever is told so asks.
    package mutating func isDue(at uptime: TimeSpan) -> Bool {
        if let askedAt, uptime < askedAt + Self.life { return false }
        askedAt = uptime
        return true
    }

    /// Notes the answer; what is known stays where there is none.
    package mutating func isTold(_ provider: KeyringProvider?) { self.provider = provider ?? self.provider }
}
