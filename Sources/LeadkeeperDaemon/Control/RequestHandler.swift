internal import Control
internal import Credentials
internal import JSON
internal import KeyringProtocol
internal import Microhttpd
internal import SecureMemory

/// Takes requests to the control API, sees who asks, and has the service answer them.
struct RequestHandler: Sendable {
    let service: any ControlService
    let access: AccessRules

    /// The answer to one request, whatever becomes of it.
    func answer(_ request: ServerRequest) async -> ServerResponse {
        let said = SaidCaller(values: request.headers.all(SaidCaller.field))
        let caller = request.peer.map {
            Caller(userID: $0.userID, groupID: $0.groupID, processID: $0.processID, said: said)
        }
        do {
            let call: RouteTable.Call
            do throws(Problem) {
                call = try Self.understand(request)
            } catch {
                // What there is and what not is for readers to know.
                try await access.check(caller, for: .reading)
                throw error
            }
            try await access.check(caller, for: call.route.access)
            guard let caller else { throw Problem(.notPermitted, "the kernel does not say who asks") }
            // Who may not send a secret is not told what is wrong with it.
            try Self.checkBody(of: request, for: call.route)
            return Self.response(try await call.answer(service, caller))
        } catch {
            return Self.refusal(Problem(of: error), at: request.path)
        }
    }

    private static func understand(_ request: ServerRequest) throws(Problem) -> RouteTable.Call {
        guard request.isLegible else {
            throw Problem(
                .invalidValue,
                "the request's target has an escape that stands for no character, for a control character, or for a "
                    + "slash in a name"
            )
        }
        return try RouteTable.understand(
            method: request.method, path: request.path, query: request.query.entries,
            accept: request.headers.joined("Accept"), secret: request.body ?? RequestParts.noSecret)
    }

    /// Throws for a body where none belongs, and for one that can be no secret where one does.
    private static func checkBody(of request: ServerRequest, for route: Route) throws(Problem) {
        let body = request.body ?? RequestParts.noSecret
        guard route.takesSecret else {
            guard body.bytes.count == 0 else { throw Problem(.invalidValue, "this request has no body") }
            return
        }
        if let objection = body.bytes.withBytes({ SecretForm.objection(to: $0, kind: nil) }) {
            throw Problem(objection)
        }
        switch SecretRule.violation(of: body.bytes) {
        case nil: return
        case .tooLong: throw Problem(.invalidValue, "the secret is longer than \(SecretRule.maximumCount) bytes")
        case .empty, .notPrintable, .badLabel, .alreadyThere, .notWritten, .privateKey:
            throw Problem(
                .invalidValue, "the secret holds bytes that are not printable",
                hint: "a secret is one line of text in UTF-8, without a line end")
        }
    }

    private static func response(_ answer: RouteTable.Content) -> ServerResponse {
        let content: ServerResponse.Body =
            switch answer.body {
            case .bytes(let bytes): .bytes(bytes)
            case .secret(let secret): .secret(secret)
            }
        return ServerResponse(
            status: 200, headers: [("Content-Type", answer.type), ("Cache-Control", "no-store")], body: content)
    }

    private static func refusal(_ problem: Problem, at path: String) -> ServerResponse {
        var response = ServerResponse(status: problem.code.status, headers: [("Cache-Control", "no-store")])
        if let bytes = try? JSONCoder.encode(problem) {
            response.headers.append(("Content-Type", Problem.mediaType))
            response.body = .bytes(bytes)
        }
        if problem.code == .methodNotAllowed {
            response.headers.append(("Allow", RouteTable.methods(at: path).map(\.rawValue).joined(separator: ", ")))
        }
        return response
    }
}
