public import Credentials
public import SecureMemory

/// Looks at how a connection is set up at Microsoft, and changes nothing there.
///
/// None throws: what could not be read stands in the facts. All wait for the network and block nobody.
public protocol ConnectionExaminer: Sendable {
    /// How far the hosts are reached that leads and sign-ins go to; nothing of the secret is sent.
    func hosts(of credential: Credential, at instant: Instant) async -> [HostAnswer]

    /// What an HTTPS endpoint or a storage account shows to the secret.
    ///
    /// - Parameter secret: `nil` where there is none to be had.
    func place(of credential: Credential, secret: SharedSecret?, at instant: Instant) async -> PlaceFacts

    /// What the environment and the login host show to the credential itself.
    ///
    /// The secret leaves for Entra alone, and only after the environment has shown, without any credential, that it
    /// belongs to the configured directory.
    /// - Parameters:
    ///   - secret: `nil` where it must not be sent now; then what needs a sign-in is not asked.
    ///   - secretAge: since when the secret exists; Entra may not know a young one everywhere yet.
    func environment(
        of credential: Credential, secret: SharedSecret?, isAddressProven: Bool, at instant: Instant,
        secretAge: TimeSpan
    ) async -> EnvironmentFacts

    /// What Microsoft Graph shows to an application about whoever signs in for a connection.
    func directory(
        of credential: Credential, as application: EntraApplication, proof: SignInProof
    ) async -> DirectoryFacts
}
