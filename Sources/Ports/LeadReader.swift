public import Credentials
public import SecureMemory

/// Reads when the marketplace's leads were written.
public protocol LeadReader: Sendable {
    /// When the leads of customers were written that the marketplace has written at a connection since `earliest`.
    ///
    /// Neither leadkeeper's own validation leads nor the marketplace's test leads are among them. Where there are more
    /// than can be read at once, the oldest ones are told. Throws `forbidden` where the connection's role may not read
    /// leads.
    /// - Parameter now: the moment at which it is asked.
    func arrivals(
        of credential: Credential, secret: SharedSecret, since earliest: Instant, at now: Instant
    ) async throws(Setback) -> LeadReport
}
