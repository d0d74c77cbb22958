internal import Basics
internal import Credentials
internal import Curl
internal import JSON
internal import Ports
internal import Refusals
internal import SecureMemory

/// Entra's login host: where tokens come from.
struct Entra: Sendable {
    /// How long a token's answer may be.
    static let bodyLimit = 1 << 20

    private let client: HTTPClient
    private let endpoint: String
    private let notes: SignInNotes?

    /// - Parameters:
    ///   - endpoint: the login host's origin, such as `https://login.microsoftonline.com`.
    ///   - notes: where the sign-ins of applications are noted; `nil` where nobody asks.
    init(client: HTTPClient, endpoint: String, notes: SignInNotes? = nil) {
        self.client = client
        self.notes = notes
        self.endpoint = endpoint.last == "/" ? String(endpoint.dropLast()) : endpoint
    }

    /// The host's name in lower case, with the port where one is given.
    var host: String {
        endpoint.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first?.lowercased() ?? ""
    }

    /// Gets a new access token; none is ever kept, as one that was issued before proves nothing now.
    ///
    /// - Parameter now: the time by which a date in `Retry-After` is read where the answer has no `Date`.
    func accessToken(
        for signIn: SignIn, proof: SignInProof, secretAge: TimeSpan, requestID: String, now: Instant?
    ) async throws(ExchangeFailure) -> SharedSecret {
        var date: Instant?
        return try await accessToken(
            for: signIn, proof: proof, secretAge: secretAge, requestID: requestID, now: now, date: &date)
    }

    /// The same, with what the login host's clock showed in its answer.
    ///
    /// - Parameter date: set to that; left as it is where Entra did not answer.
    func accessToken(
        for signIn: SignIn, proof: SignInProof, secretAge: TimeSpan, requestID: String, now: Instant?,
        date: inout Instant?
    ) async throws(ExchangeFailure) -> SharedSecret {
        try await issuedToken(
            for: signIn, proof: proof, secretAge: secretAge, requestID: requestID, now: now, date: &date
        ).value
    }

    /// A token, and how long it lives.
    struct IssuedToken: Sendable {
        /// The token.
        var value: SharedSecret
        /// How long it lives from now on, by `expires_in`; zero where the answer does not say.
        var lifetime: TimeSpan
    }

    /// The same, with how long the token lives.
    func issuedToken(
        for signIn: SignIn, proof: SignInProof, secretAge: TimeSpan, requestID: String, now: Instant?,
        date: inout Instant?
    ) async throws(ExchangeFailure) -> IssuedToken {
        if case .password(let userName, _) = signIn.grant {
            try await refuseFederated(userName, requestID: requestID, now: now)
        }
        let address = "\(endpoint)/\(PercentEncoding.encode(signIn.directory))/oauth2/v2.0/token"
        let form = try await form(of: signIn, proof, to: address)
        let response = try await askForToken(
            signIn, requestID,
            HTTPRequest(
                .post, address,
                headers: [
                    .init("Accept", "application/json"), .init("Content-Type", "application/x-www-form-urlencoded"),
                    .init("client-request-id", requestID),
                ],
                body: .secret(form), bodyLimit: Self.bodyLimit, bodyIsSecret: true))
        let retryAfter = RetryAfter.span(of: response, now: now)
        guard let body = response.secretBody, !Stranger.speaks(by: response.status) else {
            throw Self.foreign(response.status, retryAfter: retryAfter)
        }
        if response.status == 200 {
            guard Self.isObject(body.bytes) else { throw Self.foreign(200, retryAfter: retryAfter) }
            date = response.header("Date").flatMap(Instant.init(httpDate:)) ?? date
            return IssuedToken(value: try Self.token(in: body.bytes), lifetime: Self.lifetime(in: body.bytes))
        }
        guard (400..<600).contains(response.status), let error = Self.error(in: body.bytes), error.isEntras else {
            throw Self.foreign(response.status, retryAfter: retryAfter)
        }
        date = response.header("Date").flatMap(Instant.init(httpDate:)) ?? date
        throw error.trouble(
            status: response.status, grant: signIn.kind(by: proof), secretAge: secretAge, retryAfter: retryAfter)
    }

    /// The form that asks for a token; of a certificate's key an assertion is asked for first, which is good for this
    /// request alone.
    private func form(
        of signIn: SignIn, _ proof: SignInProof, to address: String
    ) async throws(ExchangeFailure) -> SharedSecret {
        switch (proof, signIn.grant) {
        case (.secret(let secret), _): return signIn.form(with: secret.bytes)
        case (.certificate(let holder), .clientSecret(let application)):
            do {
                let statement = KeyStatement.signIn(endpoint: address, application: application)
                return signIn.form(withAssertion: try await holder.assertion(of: statement).bytes)
            } catch {
                throw ExchangeFailure(error)
            }
        case (.certificate, .password):
            throw ExchangeFailure(.configuration, "a user signs in with a password, and not with a certificate")
        }
    }

    /// Asks whose password the user's is, before it is sent to where it does not belong.
    ///
    /// A federated user's password is checked by the organisation's own server, which this grant cannot reach. An
    /// answer that does not tell is no obstacle, but one that is not Entra's is: whatever answers there would get the
    /// password next.
    private func refuseFederated(_ userName: String, requestID: String, now: Instant?) async throws(ExchangeFailure) {
        guard try await isFederated(userName, requestID: requestID, now: now) else { return }
        throw ExchangeFailure(
            .configuration, "the user's directory is federated: Entra cannot check the password, and it was not sent",
            answeredBy: .entra)
    }

    /// Whether a user's password is checked by another organisation's server; an answer that does not tell counts as
    /// that it is not.
    func isFederated(_ userName: String, requestID: String, now: Instant?) async throws(ExchangeFailure) -> Bool {
        let response = try await perform(
            HTTPRequest(
                .get, "\(endpoint)/common/userrealm/\(PercentEncoding.encode(userName))?api-version=1.0",
                headers: [.init("Accept", "application/json"), .init("client-request-id", requestID)],
                bodyLimit: Self.bodyLimit))
        let retryAfter = RetryAfter.span(of: response, now: now)
        let isLegible = (try? JSONObject(response.body.span)) != nil
        if Stranger.speaks(by: response.status) || response.status == 200 && !isLegible {
            throw Self.foreign(response.status, retryAfter: retryAfter)
        }
        if response.status == 429 || response.status >= 500 {
            throw EntraError().trouble(
                status: response.status, grant: .password, secretAge: TimeSpan(seconds: .max), retryAfter: retryAfter)
        }
        return response.status == 200 && Self.isFederated(response.body.span)
    }

    /// Asks for a token, and notes under which id Entra has it.
    private func askForToken(
        _ signIn: SignIn, _ requestID: String, _ request: HTTPRequest
    ) async throws(ExchangeFailure) -> HTTPResponse {
        guard case .clientSecret(let application) = signIn.grant, let notes else { return try await perform(request) }
        do {
            let response = try await client.perform(request)
            // What Entra calls the trace id of an error is this same id.
            notes.note(
                OwnSignIn(
                    application: application, requestID: response.header("x-ms-request-id"), correlationID: requestID))
            return response
        } catch {
            if error.mayHaveBeenSent {
                notes.note(OwnSignIn(application: application, requestID: nil, correlationID: requestID))
            }
            throw ExchangeFailure(error)
        }
    }

    private func perform(_ request: HTTPRequest) async throws(ExchangeFailure) -> HTTPResponse {
        do {
            return try await client.perform(request)
        } catch {
            throw ExchangeFailure(error)
        }
    }
}

extension Entra {
    /// Takes the token out of an answer, from locked memory to locked memory.
    static func token(in body: borrowing SecretBytes) throws(ExchangeFailure) -> SharedSecret {
        let illegible = ExchangeFailure(
            .serviceFault, code: "HTTP 200", "the answer to the sign-in holds no access token", answeredBy: .entra)
        let token = body.withBytes { bytes -> SharedSecret? in
            let text = bytes.bindMemory(to: UInt8.self).span
            guard let object = try? JSONObject(text), let place = try? object.stringRange("access_token", in: text)
            else {
                return nil
            }
            var isSendable = !place.isEmpty
            let token = SecretBytes(capacity: place.count) { token in
                var count = 0
                JSONEscapes.resolve(place, in: text) {
                    isSendable = isSendable && $0.isVisible
                    token[count] = $0
                    count += 1
                }
                return count
            }
            return isSendable ? SharedSecret(token) : nil
        }
        guard let token else { throw illegible }
        return token
    }

    /// How long the token of an answer lives; zero where that is not said, or is nonsense.
    static func lifetime(in body: borrowing SecretBytes) -> TimeSpan {
        let seconds = body.withBytes { bytes -> Int? in
            let text = bytes.bindMemory(to: UInt8.self).span
            return (try? JSONObject(text)).flatMap { try? $0.integer("expires_in", in: text) }
        }
        return TimeSpan(seconds: Int64(min(max(seconds ?? 0, 0), 86_400)))
    }

    /// Whether a body is a JSON object, as all of Entra's are.
    static func isObject(_ body: borrowing SecretBytes) -> Bool {
        body.withBytes { (try? JSONObject($0.bindMemory(to: UInt8.self).span)) != nil }
    }

    /// Reads a refusal; `nil` where the body is none of Entra's.
    static func error(in body: borrowing SecretBytes) -> EntraError? {
        body.withBytes { try? EntraError($0.bindMemory(to: UInt8.self).span) }
    }

    /// Whether a user realm's answer says that the user signs in elsewhere.
    static func isFederated(_ text: JSONText) -> Bool {
        guard let object = try? JSONObject(text), let type = try? object.string("account_type", in: text) else {
            return false
        }
        return type.lowercased() == "federated"
    }

    /// An answer without Entra's JSON: a proxy's page, a portal's, a gateway's.
    static func foreign(_ status: Int, retryAfter: TimeSpan?) -> ExchangeFailure {
        if status == 429 {
            return EntraError().trouble(
                status: 429, grant: .clientSecret, secretAge: TimeSpan(seconds: .max), retryAfter: retryAfter)
        }
        return .stranger(status, service: "Entra's", retryAfter: retryAfter)
    }
}
