internal import Credentials
internal import Curl
internal import Refusals
internal import SecureMemory

/// One sign-in to Microsoft Graph, and the requests that are made with its token.
struct GraphExchange: Sendable {
    let session: GraphSession

    /// The editions of Graph's API.
    enum Edition: String {
        /// What Microsoft promises to keep.
        case current = "v1.0"
        /// What is to come; for what the other one does not have.
        case beta
    }

    /// Asks for something, and changes nothing: the body of a 200.
    func get(_ path: String, of edition: Edition = .current) async throws(Setback) -> [UInt8] {
        let response = try await session.send(request(.get, path, of: edition), hasEffect: false)
        guard response.status == 200 else { throw Self.refusal(response, hasEffect: false) }
        return response.body
    }

    /// Asks for a change that is answered by 204 and nothing else.
    func change(_ method: HTTPRequest.Method, _ path: String, body: HTTPRequest.Body) async throws(Setback) {
        let response = try await session.send(request(method, path, body: body), hasEffect: true)
        guard response.status == 204 else { throw Self.refusal(response, hasEffect: true) }
    }

    /// Asks for a change whose answer is a secret: the body of a 200 or 201.
    func create(_ path: String, body: HTTPRequest.Body) async throws(Setback) -> SharedSecret {
        var request = request(.post, path, body: body)
        request.bodyIsSecret = true
        let response = try await session.send(request, hasEffect: true)
        guard response.status == 200 || response.status == 201, let body = response.secretBody else {
            throw Self.refusal(response, hasEffect: true)
        }
        return body
    }

    private func request(
        _ method: HTTPRequest.Method, _ path: String, body: HTTPRequest.Body = .none, of edition: Edition = .current
    ) -> HTTPRequest {
        var request = session.request(method, "/\(edition.rawValue)/\(path)")
        request.body = body
        return request
    }

    private static func refusal(_ response: HTTPResponse, hasEffect: Bool) -> Setback {
        let error =
            if let secret = response.secretBody {
                secret.bytes.withBytes { try? GraphError($0.bindMemory(to: UInt8.self).span) }
            } else {
                try? GraphError(response.body.span)
            }
        return GraphError.setback(
            error, status: response.status, hasEffect: hasEffect, retryAfter: RetryAfter.span(of: response, now: nil))
    }
}

extension Setback {
    /// A transfer that brought no answer.
    ///
    /// - Parameter hasEffect: whether the request changes something: then it is uncertain from the moment that a byte
    ///   of it may have been sent.
    init(_ error: CurlError, hasEffect: Bool) {
        self.init(
            hasEffect && error.mayHaveBeenSent ? .uncertain : .transient,
            code: error.number == 0 ? nil : "curl \(error.number)", message: error.description,
            answeredBy: error.code == .proxy ? .proxy : nil)
    }

    /// For classes whose own sentences speak of Dynamics 365, which is what is signed in to otherwise.
    private static let sentences: [ProbeClass: String] = [
        .environmentWrong: "the directory does not know Microsoft Graph at this address",
        .consentMissing: "nobody has consented to the application's access to Microsoft Graph",
    ]

    /// What a refused sign-in of an application to Microsoft Graph means for what was to follow.
    ///
    /// Nothing was done in any case.
    init(signIn trouble: ExchangeFailure) {
        // Without an answer nobody was turned away, and what is in the way of all requests turns nobody away either.
        let isInTheWay =
            trouble.class.subject == .way || trouble.class.subject == .keyring
            || trouble.class == .unrecognised && !trouble.hasAnswer
        self.init(
            isInTheWay ? .transient : .unauthorised, code: trouble.code,
            message: Self.sentences[trouble.class] ?? trouble.message,
            retryAfter: trouble.retryAfter,
            answeredBy: trouble.answeredBy,
            class: trouble.class)
    }

    /// An answer that is a success by its status, and by its body nothing that Graph sends.
    ///
    /// - Parameter what: what was looked for in it.
    static func illegible(_ what: String, kind: Kind = .transient) -> Setback {
        Setback(
            kind, code: "HTTP 200", message: "Microsoft Graph's answer holds no \(what) that can be read",
            answeredBy: .graph)
    }
}
