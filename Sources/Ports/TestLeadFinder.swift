public import Credentials
public import SecureMemory

/// Looks for the test leads that the marketplace writes.
public protocol TestLeadFinder: Sendable {
    /// When the newest of the marketplace's test leads was written into a connection's environment or table; `nil`
    /// where there is none after `earliest`.
    ///
    /// Throws `forbidden` where the connection's role may not read leads.
    func newestTestLead(
        of credential: Credential, secret: SharedSecret, after earliest: Instant, at now: Instant
    ) async throws(Setback) -> Instant?
}
