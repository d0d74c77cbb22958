package import Credentials

/// What is known of applications beside the records of their connections, so that each is asked for once, whatever the
/// number of connections that share it.
///
/// Forgotten with the process: what the ledger has of the listings tells what changed meanwhile.
package struct ApplicationWatch {
    /// So much sooner than a connection asks again a listing answers for the others of its application no more.
    package static let lead = TimeSpan.minutes(5)
    /// How soon is listed again what seems to be gone: one replica may not have heard of it.
    package static let doubt = TimeSpan.minutes(5)
    /// For how long the audit log is asked who made a change: it is late by minutes to hours.
    package static let patience = TimeSpan.days(1)

    /// A change of which nobody knows yet who made it.
    package struct Unexplained: Hashable, Sendable {
        /// The connection in whose name it was told.
        package var teller: CredentialName
        /// What was changed.
        package var changes: [KeyChange]
        /// Since when it may have been made.
        package var since: Instant
        /// Until when it is asked for, in time since boot.
        package var until: TimeSpan

        /// A change that was told without who made it.
        package init(teller: CredentialName, changes: [KeyChange], since: Instant, until: TimeSpan) {
            (self.teller, self.changes, self.since, self.until) = (teller, changes, since, until)
        }
    }

    private struct Search: Hashable {
        var version: String
        var keys: [GUID]
    }

    private var searches: [CredentialName: Search] = [:]
    private var listings: [EntraApplication: (listing: KeyListing, at: TimeSpan)] = [:]
    private var missed: [EntraApplication: (keys: Set<GUID>, since: TimeSpan)] = [:]
    private var unexplained: [EntraApplication: [Unexplained]] = [:]

    /// Nothing is known yet.
    package init() {}

    /// The last listing of an application; `nil` where there was none since the daemon started.
    package func last(of application: EntraApplication) -> KeyListing? { listings[application]?.listing }

    /// The last listing of an application, if it is new enough to answer for another connection; `nil` otherwise.
    package func fresh(
        of application: EntraApplication, within span: TimeSpan, at uptime: TimeSpan
    ) -> KeyListing? {
        guard let known = listings[application], uptime - known.at < span else { return nil }
        return known.listing
    }

    /// An application was listed.
    package mutating func take(_ listing: KeyListing, of application: EntraApplication, at uptime: TimeSpan) {
        listings[application] = (listing, uptime)
        missed[application] = nil
    }

    /// Forgets what was listed, since leadkeeper itself has changed it.
    package mutating func forget(_ application: EntraApplication) { listings[application] = nil }

    /// Whether those keys were missing for a while, so that they are gone; what is missing for the first time is
    /// remembered.
    package mutating func areGone(
        _ keys: Set<GUID>, from application: EntraApplication, at uptime: TimeSpan
    ) -> Bool {
        guard !keys.isEmpty else { return true }
        if let known = missed[application], keys.isSubset(of: known.keys) {
            return uptime - known.since >= Self.doubt
        }
        missed[application] = (keys, uptime)
        return false
    }

    /// Whether the key of a version has not been looked for in a listing with those keys.
    package func isUnsearched(_ version: SecretVersion, in listing: KeyListing, of name: CredentialName) -> Bool {
        searches[name] != Search(version: version.id, keys: listing.keys.map(\.keyID))
    }

    /// The key of a version was looked for.
    package mutating func isSearched(_ version: SecretVersion, in listing: KeyListing, of name: CredentialName) {
        searches[name] = Search(version: version.id, keys: listing.keys.map(\.keyID))
    }

    /// Remembers what was told without who made it.
    package mutating func remember(_ change: Unexplained, of application: EntraApplication) {
        unexplained[application, default: []].append(change)
    }

    /// What was told without who made it, and may still be explained.
    package mutating func toExplain(of application: EntraApplication, at uptime: TimeSpan) -> [Unexplained] {
        unexplained[application]?.removeAll { $0.until <= uptime }
        return unexplained[application] ?? []
    }

    /// It is known who made it.
    package mutating func isExplained(_ change: Unexplained, of application: EntraApplication) {
        unexplained[application]?.removeAll { $0 == change }
    }
}
