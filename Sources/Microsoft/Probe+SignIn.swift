internal import Basics
internal import Credentials
internal import Curl
internal import JSON
internal import Ports
internal import Refusals

extension Probe {
    /// How long an answer of Dataverse's may be.
    static let bodyLimit = 4 << 20

    /// Where the Web API of the environment begins.
    var base: String { Self.base(of: signIn.resource) }

    private static func base(of environment: String) -> String { environment + "/api/data/v9.2/" }

    /// Asks the environment for its challenge, without any credential, and compares it with what is configured.
    mutating func askEndpoint() async throws(ExchangeFailure) -> Ending {
        var date: Instant?
        defer { found.clockSkew = date.map { $0 - now } ?? found.clockSkew }
        let challenge = try await Self.challenge(
            of: signIn.resource, client, loginHost: entra.host, requestID: requestID, plan: plan, now: now, date: &date)
        guard let configured = signIn.directoryID, let actual = challenge.directory else {
            return Ending(
                result: .ok, note: "the environment's directory was not compared: one of the two is not given by its id"
            )
        }
        guard configured == actual else {
            throw ExchangeFailure(
                .tenantMismatch,
                "the environment belongs to the directory \(actual), not to \(configured); no credential was sent",
                answeredBy: .dataverse)
        }
        return .ok
    }

    /// Asks an environment for its challenge, without any credential: it has to be one of the login host's cloud.
    ///
    /// - Parameter date: set to what the environment's clock showed; left as it is where it did not answer.
    static func challenge(
        of environment: String, _ client: HTTPClient, loginHost: String, requestID: String, plan: ProbePlan,
        now: Instant, date: inout Instant?
    ) async throws(ExchangeFailure) -> BearerChallenge {
        let response: HTTPResponse
        do {
            response = try await client.perform(request(.get, base(of: environment), requestID: requestID))
        } catch {
            throw ExchangeFailure(error)
        }
        if let shown = response.header("Date").flatMap(Instant.init(httpDate:)) { date = shown }
        let challenge = try challenge(in: response, plan: plan, now: now)
        if let theirs = NationalCloud(loginHost: challenge.authority), let ours = NationalCloud(loginHost: loginHost),
            theirs != ours
        {
            throw ExchangeFailure(
                .configuration,
                "the environment signs in through the cloud \(theirs.rawValue), not through \(ours.rawValue); no credential was sent",
                answeredBy: .dataverse)
        }
        return challenge
    }

    /// Finds Entra's challenge in the environment's first answer, or says what answered instead.
    static func challenge(
        in response: HTTPResponse, plan: ProbePlan, now: Instant
    ) throws(ExchangeFailure) -> BearerChallenge {
        // A refusal in Dataverse's own words is Dataverse's, whatever the status.
        guard error(in: response)?.meaning == nil else { throw refusal(response, now: now) }
        switch response.status {
        case 401:
            for field in response.headers.values(of: "WWW-Authenticate") {
                if let challenge = BearerChallenge(field) { return challenge }
            }
            throw stranger(response, plan, "the address does not sign in through Microsoft Entra", now: now)
        case 407, 511: throw refusal(response, now: now)
        case 300..<400:
            throw stranger(response, plan, "the address sends callers elsewhere, which no environment does", now: now)
        case 400, 404:
            throw stranger(response, plan, "the address is no Dynamics 365 environment hosted by Microsoft", now: now)
        case 200..<300:
            throw ExchangeFailure(
                .serviceFault, code: "HTTP \(response.status)",
                "a page answered that no environment shows to a stranger: a portal or proxy on the way",
                answeredBy: .proxy)
        default:
            throw refusal(response, now: now)
        }
    }

    /// An answer at the environment's address that no environment gives.
    private static func stranger(_ response: HTTPResponse, _ plan: ProbePlan, _ cause: String, now: Instant)
        -> ExchangeFailure
    {
        switch plan.classOfStranger {
        case .notDynamics:
            return ExchangeFailure(
                .notDynamics, code: "HTTP \(response.status)",
                "\(cause); leads for anything else go to one of the two other destinations, an HTTPS endpoint (Method=https-endpoint) or an Azure table (Method=azure-table)"
            )
        case let known:
            return ExchangeFailure(
                known, code: "HTTP \(response.status)",
                "the answer is not that of the environment, which has answered here before: something on the way answered instead",
                retryAfter: RetryAfter.span(of: response, now: now), answeredBy: .proxy)
        }
    }

    /// Signs in.
    mutating func getToken() async throws(ExchangeFailure) -> Ending {
        var date: Instant?
        defer { found.loginClockSkew = date.map { $0 - now } ?? found.loginClockSkew }
        token = try await entra.accessToken(
            for: signIn, proof: .secret(secret), secretAge: secretAge, requestID: requestID, now: now, date: &date)
        return .ok
    }

    /// Asks the environment whom it takes the token's holder for.
    mutating func askIdentity() async throws(ExchangeFailure) -> Ending {
        let response = try await send(request(.get, "WhoAmI"))
        guard response.status == 200 else { throw Self.refusal(response, now: now) }
        guard Self.guid("UserId", in: response.body.span) != nil else { throw Self.foreign(response) }
        return .ok
    }

    /// A member that holds a GUID; `nil` for anything else.
    static func guid(_ name: StaticString, in text: JSONText) -> GUID? {
        guard let object = try? JSONObject(text), let value = try? object.string(name, in: text) else { return nil }
        return GUID(value)
    }
}

extension Probe {
    /// A request to the environment, as yet without a token.
    func request(
        _ method: HTTPRequest.Method, _ path: String, headers: [HTTPRequest.Header] = [], body: HTTPRequest.Body = .none
    ) -> HTTPRequest {
        Self.request(method, base + path, requestID: requestID, headers: headers, body: body)
    }

    private static func request(
        _ method: HTTPRequest.Method, _ address: String, requestID: String, headers: [HTTPRequest.Header] = [],
        body: HTTPRequest.Body = .none
    ) -> HTTPRequest {
        var fields: [HTTPRequest.Header] = [
            .init("Accept", "application/json"), .init("OData-MaxVersion", "4.0"), .init("OData-Version", "4.0"),
            .init("x-ms-client-request-id", requestID),
        ]
        if method == .get { fields.append(.init("If-None-Match", "null")) }
        return HTTPRequest(method, address, headers: fields + headers, body: body, bodyLimit: bodyLimit)
    }

    /// Sends a request with the token; one that has run out is replaced, once in a probe.
    mutating func send(_ request: HTTPRequest) async throws(ExchangeFailure) -> HTTPResponse {
        var request = request
        request.authorization = token
        do {
            let response = try await client.perform(request)
            guard !hasFreshToken, Self.error(in: response)?.saysTokenExpired == true else {
                return response
            }
        } catch {
            throw ExchangeFailure(error)
        }
        hasFreshToken = true
        _ = try await getToken()
        return try await send(request)
    }

    /// What an answer other than the one hoped for means.
    static func refusal(_ response: HTTPResponse, now: Instant) -> ExchangeFailure {
        DataverseError.trouble(
            error(in: response), status: response.status, retryAfter: RetryAfter.span(of: response, now: now))
    }

    /// An answer that is a success by its status, and by its body none of the environment's.
    static func foreign(_ response: HTTPResponse) -> ExchangeFailure {
        .stranger(response.status, service: "the environment's")
    }

    /// Reads the error in an answer's body; `nil` where there is none of Dataverse's.
    static func error(in response: HTTPResponse) -> DataverseError? {
        try? DataverseError(response.body.span)
    }
}
