public import SecureMemory

extension RouteTable {
    /// A request that was understood, and how it is answered.
    public struct Call: Sendable {
        /// Its route.
        public let route: Route
        /// The request itself.
        public let request: any ControlRequest
        /// Has a service answer it.
        public let answer: @Sendable (_ service: any ControlService, _ caller: Caller) async throws -> Content
    }

    /// A successful answer.
    public struct Content: Sendable {
        /// Its media type.
        public let type: String
        /// Its body.
        public let body: AnswerBody
    }

    /// A route whose types of request and answer are forgotten.
    struct Entry: Sendable {
        let route: Route
        let answer: any ControlAnswer.Type
        let understand: @Sendable (RequestParts) throws(Problem) -> Call

        init<Request: ControlRequest>(
            _: Request.Type,
            _ answer: @escaping @Sendable (any ControlService, Request, Caller) async throws -> Request.Answer
        ) {
            route = Request.route
            self.answer = Request.Answer.self
            understand = { parts throws(Problem) in
                let request = try Request(parts)
                return Call(route: Request.route, request: request) {
                    let answer = try await answer($0, request, $1)
                    return Content(type: answer.contentType, body: try answer.body())
                }
            }
        }
    }

    /// Understands what a client sent: the method, the path and the query's arguments, both percent-decoded, the
    /// `Accept` field, and the body, which is not looked at.
    ///
    /// Throws `noSuchRoute`, `methodNotAllowed` or `invalidValue`; and `unknownConnection` for a name that no
    /// connection can have.
    public static func understand(
        method: String, path: String, query: [(name: String, value: String)], accept: String? = nil,
        secret: SharedSecret = RequestParts.noSecret
    ) throws(Problem) -> Call {
        var isKnownPath = false
        for entry in entries {
            guard let varying = entry.route.match(path) else { continue }
            isKnownPath = true
            guard entry.route.method.rawValue == method else { continue }
            try entry.route.check(query)
            return try entry.understand(RequestParts(path: varying, query: query, accept: accept, secret: secret))
        }
        throw isKnownPath
            ? Problem(.methodNotAllowed, "\(Problem.quoted(method)) is not for this resource")
            : Problem(
                .noSuchRoute, "\(Problem.quoted(path)) does not exist", hint: "see /v1/openapi.json")
    }

    /// The methods that a path has, for the `Allow` field of a 405; empty where there is no such path.
    public static func methods(at path: String) -> [Route.Method] {
        routes.filter { $0.match(path) != nil }.map(\.method)
    }
}
