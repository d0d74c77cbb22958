public import Credentials
public import Curl
public import Ports
internal import SecureMemory

/// Microsoft Graph, as far as client secrets, certificates and passwords are issued and revoked there.
///
/// One value serves any number of requests at the same time. Each call signs in anew and keeps nothing. A request that
/// changes something goes out once and is never repeated; what cannot be told afterwards is `uncertain`. Waits for the
/// network and blocks nobody. https://learn.microsoft.com/graph/api/overview
public struct Graph: Issuer {
    private let host: GraphHost

    /// Asks through that client.
    ///
    /// - Parameters:
    ///   - loginEndpoint: the origin of Entra's login host, such as `https://login.microsoftonline.com`.
    ///   - graphEndpoint: Graph's origin, such as `https://graph.microsoft.com`.
    ///   - notes: where the sign-ins of applications are noted.
    public init(client: HTTPClient, loginEndpoint: String, graphEndpoint: String, notes: SignInNotes? = nil) {
        host = GraphHost(client: client, loginEndpoint: loginEndpoint, graphEndpoint: graphEndpoint, notes: notes)
    }

    /// Signs in and does nothing more: proves that an application's secret or certificate is accepted.
    ///
    /// Throws `unauthorised` with the AADSTS number where it is not; whether that is for good, a secret's age tells.
    public func signIn(as application: EntraApplication, proof: SignInProof) async throws(Setback) {
        _ = try await exchange(as: application, proof: proof)
    }

    /// Signs in as an application.
    func exchange(as application: EntraApplication, proof: SignInProof) async throws(Setback) -> GraphExchange {
        GraphExchange(session: try await host.session(as: application, proof: proof))
    }

    /// Signs in.
    func exchange(_ signIn: SignIn, secret: SharedSecret) async throws(ExchangeFailure) -> GraphExchange {
        GraphExchange(session: try await host.session(signIn, proof: .secret(secret)))
    }

    /// How a user signs in here; `nil` for whoever is none.
    func signIn(of identity: Identity) -> SignIn? {
        guard case .office365 = identity else { return nil }
        return SignIn(identity, resource: host.origin)
    }
}
