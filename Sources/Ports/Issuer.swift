public import Credentials
public import SecureMemory

/// Where secrets are issued, certificates are taken, and both are revoked: Entra, through Microsoft Graph.
///
/// Each request signs in anew; nothing blocks its caller's thread. `administrator` is the application that asks, with
/// its own secret.
public protocol Issuer: Sendable {
    /// Signs in and does nothing more: proves that an application's secret is accepted.
    func signIn(as application: EntraApplication, proof: SignInProof) async throws(Setback)

    /// The client secrets on an application.
    func keys(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey]

    /// The client secrets that lie on an application's service principal, beside those on the application.
    func principalKeys(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey]

    /// What the tenant's policy says about new client secrets on an application.
    func allowance(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> SecretAllowance

    /// Adds a client secret to an application: never twice, whatever happens on the way.
    ///
    /// Throws `uncertain` wherever the secret may exist without its value being known.
    /// - Returns: the key as it was granted, and its value, which no later answer repeats.
    func addKey(
        to application: EntraApplication, displayName: String, endsAt: Instant, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> (key: IssuedKey, value: SharedSecret)

    /// Removes a client secret from an application.
    ///
    /// Throws `absent` where there is no such key: gone already, or not known everywhere yet.
    func removeKey(
        _ keyID: GUID, from application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback)

    /// The certificates on an application.
    func certificates(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey]

    /// What the tenant's policy says about new certificates on an application.
    func certificateAllowance(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> SecretAllowance

    /// Adds a certificate to an application that has one already, whose key proves its possession.
    ///
    /// Throws `uncertain` wherever it may have been added without anybody having seen it.
    /// - Returns: the certificate as it is listed from now on.
    func addCertificate(
        _ certificate: Certificate, to application: EntraApplication, displayName: String, possession: KeyHolder,
        as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> IssuedKey

    /// Removes a certificate from an application, on the proof of possession of another one's key, or of its own.
    ///
    /// Throws `absent` where there is no such certificate: gone already, or not known everywhere yet.
    func removeCertificate(
        _ keyID: GUID, from application: EntraApplication, possession: KeyHolder, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback)

    /// Changes a user's password as that user, through a public client.
    func changePassword(
        of identity: Identity, from current: SharedSecret, to new: SharedSecret
    ) async throws(Setback)

    /// Sets a user's password as an administrator; the user need not change it at the next sign-in.
    func resetPassword(
        of userName: String, to new: SharedSecret, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback)

    /// What is known of a user's password.
    func passwordFacts(
        of userName: String, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> PasswordFacts

    /// What a directory's audit log says of changes of an application or a user since a moment, the newest first; late
    /// by minutes to hours.
    func changes(
        of target: AuditTarget, since: Instant, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [DirectoryChange]
}
