public import Credentials

/// Microsoft's reports of who signs in with which key of an application.
public protocol SignInReports: Sendable {
    /// What the reports say of an application: the last sign-in with each key, and the single ones since a moment.
    ///
    /// Entries come hours late. Throws `forbidden` where neither may be read, for want of a right or of a licence.
    func signIns(
        of application: EntraApplication, since instant: Instant, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> SignInReport
}
