public import Credentials
public import Curl
public import SecureMemory

/// Microsoft Graph, as far as client secrets and passwords are issued and revoked there.
///
/// One value serves any number of requests at the same time. Each call signs in anew and keeps nothing. A request that changes
/// something goes out once and is never repeated; what cannot be told afterwards is `uncertain`. Waits for the network and blocks
/// nobody. https://learn.microsoft.com/graph/api/overview
public struct Graph: Sendable {
    private let client: HTTPClient
    private let entra: Entra
    /// Graph's origin, which is also what its tokens are for.
    private let endpoint: String

    /// Asks through that client.
    ///
    /// - Parameters:
    ///   - loginEndpoint: the origin of Entra's login host, such as `https://login.microsoftonline.com`.
    ///   - graphEndpoint: Graph's origin, such as `https://graph.microsoft.com`.
    public init(client: HTTPClient, loginEndpoint: String, graphEndpoint: String) {
        self.client = client
        entra = Entra(client: client, endpoint: loginEndpoint)
        endpoint = graphEndpoint.last == "/" ? String(graphEndpoint.dropLast()) : graphEndpoint
    }

    /// Signs in and does nothing more: proves that an application's secret is accepted.
    ///
    /// Throws `unauthorised` with the AADSTS number where it is not; whether that is for good, a secret's age tells.
    public func signIn(as application: EntraApplication, secret: SharedSecret) async throws(Setback) {
        _ = try await exchange(as: application, secret: secret)
    }

    /// Signs in as an application.
    func exchange(as application: EntraApplication, secret: SharedSecret) async throws(Setback) -> GraphExchange {
        do {
            return try await exchange(SignIn(application, resource: endpoint), secret: secret)
        } catch {
            throw Setback(signIn: error)
        }
    }

    /// Signs in.
    ///
    /// A refusal of a new secret is given as what it is: whoever asks knows the secret's age.
    func exchange(_ signIn: SignIn, secret: SharedSecret) async throws(Trouble) -> GraphExchange {
        let requestID = RequestID.random()
        let token = try await entra.accessToken(
            for: signIn, secret: secret, secretAge: Span(seconds: .max), requestID: requestID, now: nil)
        return GraphExchange(client: client, endpoint: endpoint, token: token, requestID: requestID)
    }

    /// How a user signs in here; `nil` for whoever is none.
    func signIn(of identity: Identity) -> SignIn? {
        guard case .office365 = identity else { return nil }
        return SignIn(identity, resource: endpoint)
    }
}
