import Credentials
import Ports
import SecureMemory
import Upkeep

/// Nobody is asked anything while decisions alone are measured.
extension Unreachable: Issuer, Marketplace, TestLeadFinder, SignInReports {
    private static let setback = Setback(.transient, message: "there is nobody")

    func signIn(as application: EntraApplication, proof: SignInProof) async throws(Setback) { throw Self.setback }

    func keys(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] { throw Self.setback }

    func principalKeys(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] { throw Self.setback }

    func allowance(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> SecretAllowance { throw Self.setback }

    func addKey(
        to application: EntraApplication, displayName: String, endsAt: Instant, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> (key: IssuedKey, value: SharedSecret) { throw Self.setback }

    func removeKey(
        _ keyID: GUID, from application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) { throw Self.setback }

    func certificates(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] { throw Self.setback }

    func certificateAllowance(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> SecretAllowance { throw Self.setback }

    func addCertificate(
        _ certificate: Certificate, to application: EntraApplication, displayName: String, possession: KeyHolder,
        as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> IssuedKey { throw Self.setback }

    func removeCertificate(
        _ keyID: GUID, from application: EntraApplication, possession: KeyHolder, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) { throw Self.setback }

    func changePassword(of identity: Identity, from current: SharedSecret, to new: SharedSecret) async throws(Setback) {
        throw Self.setback
    }

    func resetPassword(
        of userName: String, to new: SharedSecret, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) { throw Self.setback }

    func passwordFacts(
        of userName: String, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> PasswordFacts { throw Self.setback }

    func changes(
        of target: AuditTarget, since: Instant, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [DirectoryChange] { throw Self.setback }

    func offer(_ externalID: String, as administrator: EntraApplication, proof: SignInProof) async throws(Setback)
        -> Offer
    {
        throw Self.setback
    }

    func configureLeads(
        of product: String, to configuration: LeadConfiguration, key: SharedSecret, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> String { throw Self.setback }

    func publish(
        _ product: String, to target: Offer.Submission.Target, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> String { throw Self.setback }

    func job(_ id: String, as administrator: EntraApplication, proof: SignInProof) async throws(Setback)
        -> Offer.JobState
    {
        throw Self.setback
    }

    func newestTestLead(
        of credential: Credential, secret: SharedSecret, after earliest: Instant, at now: Instant
    ) async throws(Setback) -> Instant? { throw Self.setback }

    func signIns(
        of application: EntraApplication, since instant: Instant, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> SignInReport { throw Self.setback }
}
