public import Credentials
public import SecureMemory

/// Proves that a credential works.
///
/// It never throws: whatever happens is in the report.
public protocol CredentialProber: Sendable {
    /// Runs the steps of `plan`.
    ///
    /// - Parameter secretAge: since the secret was issued; a new one may be refused for some minutes.
    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: TimeSpan
    ) async -> ProbeReport
}
