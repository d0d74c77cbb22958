internal import Credentials
internal import Curl
internal import Ports
internal import SecureMemory

/// Microsoft Graph's host, where Graph's own API and Partner Center's are, and how one signs in to it.
struct GraphHost: Sendable {
    /// Its origin, without a slash at its end: what its tokens are for.
    let origin: String
    private let client: HTTPClient
    private let entra: Entra

    /// The host at `graphEndpoint`, whose tokens come from `loginEndpoint`; both origins.
    init(client: HTTPClient, loginEndpoint: String, graphEndpoint: String, notes: SignInNotes?) {
        self.client = client
        entra = Entra(client: client, endpoint: loginEndpoint, notes: notes)
        origin = graphEndpoint.last == "/" ? String(graphEndpoint.dropLast()) : graphEndpoint
    }

    /// Signs in as an application.
    func session(as application: EntraApplication, proof: SignInProof) async throws(Setback) -> GraphSession {
        do {
            return try await session(SignIn(application, resource: origin), proof: proof)
        } catch {
            throw Setback(signIn: error)
        }
    }

    /// Signs in.
    ///
    /// A refusal of a new secret is given as what it is: whoever asks knows the secret's age.
    func session(_ signIn: SignIn, proof: SignInProof) async throws(ExchangeFailure) -> GraphSession {
        let requestID = RequestID.random()
        let token = try await entra.accessToken(
            for: signIn, proof: proof, secretAge: TimeSpan(seconds: .max), requestID: requestID, now: nil)
        return GraphSession(client: client, origin: origin, token: token, requestID: requestID)
    }
}

/// One sign-in to Graph's host, and what all requests with its token have in common.
struct GraphSession: Sendable {
    /// How long an answer may be: the tree of a large offer takes some hundred kilobytes.
    static let bodyLimit = 4 << 20

    fileprivate let client: HTTPClient
    let origin: String
    fileprivate let token: SharedSecret
    /// Microsoft's support finds the requests of one call by it.
    fileprivate let requestID: String

    /// A request, as yet without a body.
    ///
    /// One that changes something goes out once, over a connection of its own: libcurl would send it again, unasked,
    /// where a kept connection turns out to be closed.
    /// - Parameter path: what follows the origin.
    func request(_ method: HTTPRequest.Method, _ path: String) -> HTTPRequest {
        var headers: [HTTPRequest.Header] = [
            .init("Accept", "application/json"), .init("client-request-id", requestID),
        ]
        if method != .get { headers.append(.init("Content-Type", "application/json")) }
        return HTTPRequest(
            method, origin + path, headers: headers, authorization: token, bodyLimit: Self.bodyLimit,
            needsFreshConnection: method != .get)
    }

    /// Sends a request.
    func send(_ request: HTTPRequest, hasEffect: Bool) async throws(Setback) -> HTTPResponse {
        do {
            return try await client.perform(request)
        } catch {
            throw Setback(error, hasEffect: hasEffect)
        }
    }
}
