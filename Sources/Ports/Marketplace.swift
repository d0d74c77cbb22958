public import Credentials
public import SecureMemory

/// The marketplace, which holds a copy of each credential: Partner Center's product ingestion API.
public protocol Marketplace: Sendable {
    /// An offer by its external id: where its leads go, what else is pending in it, and its submissions.
    func offer(_ externalID: String, as administrator: EntraApplication, proof: SignInProof) async throws(Setback)
        -> Offer

    /// Writes where leads go into the draft of a product; may be repeated.
    ///
    /// - Parameter key: the application's secret or the user's password.
    /// - Returns: the id of the job that does it.
    func configureLeads(
        of product: String, to configuration: LeadConfiguration, key: SharedSecret, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> String

    /// Publishes the draft to preview, or what is in preview to live.
    ///
    /// - Returns: the id of the job that does it.
    func publish(
        _ product: String, to target: Offer.Submission.Target, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> String

    /// How far a job has come.
    func job(_ id: String, as administrator: EntraApplication, proof: SignInProof) async throws(Setback)
        -> Offer.JobState
}
