internal import Control
internal import Credentials
internal import KeyringProtocol
internal import Microhttpd
internal import SecureMemory

/// Takes requests to the control API, sees who asks, and hands them to the service.
struct ControlDesk: Sendable {
    let service: any ControlService
    let access: AccessRules

    /// The answer to one request, whatever becomes of it.
    func answer(_ request: ServerRequest) async -> ServerResponse {
        let said = SaidCaller(values: request.headers.all(SaidCaller.field))
        let caller = request.peer.map { Caller(userID: $0.userID, groupID: $0.groupID, processID: $0.processID, said: said) }
        do {
            let understood: ControlRequest
            do throws(Problem) {
                guard request.isLegible else {
                    throw Problem(
                        .invalidValue,
                        "the request's target has an escape that stands for no character, for a control character, or for a slash in a name"
                    )
                }
                understood = try ControlRequest(method: request.method, path: request.path, query: request.query.entries)
            } catch {
                // What there is and what not is for readers to know.
                try await access.check(caller, for: .reading)
                throw error
            }
            try await access.check(caller, for: understood.route.access)
            guard let caller else { throw Problem(.notPermitted, "the kernel does not say who asks") }
            let secret = try Self.secret(in: request, for: understood.route)
            return try await perform(understood, secret: secret, for: caller)
        } catch {
            return Self.refusal(Problem(of: error), at: request.path)
        }
    }

    private func perform(_ request: ControlRequest, secret: SharedSecret, for caller: Caller) async throws -> ServerResponse {
        switch request {
        case .connections: try Self.json(await service.connections())
        case .connection(let name): try Self.json(await service.connection(name))
        case .health: try Self.json(await service.health())
        case .events(let query): try Self.json(await service.events(query))
        case .storeSecret(let name, let facts):
            try Self.json(await service.storeSecret(secret, of: name, facts, for: caller))
        case .undoSecret(let name): try Self.json(await service.undoSecret(of: name, for: caller))
        case .showSecret(let name):
            Self.ok("application/octet-stream", .secret(try await service.showSecret(of: name, for: caller)))
        case .removeSecret(let name): try Self.json(await service.removeSecret(of: name, for: caller))
        case .probe(let name, let extent): try Self.json(await service.probe(name, extent, for: caller))
        case .notices(let query): try Self.json(await service.notices(query))
        case .testNotice(let name): try Self.json(await service.testNotice(of: name, for: caller))
        case .planRotation(let name): try Self.json(await service.planRotation(of: name))
        case .beginRotation(let name, let publishingEdits):
            try Self.json(await service.beginRotation(of: name, publishingEdits: publishingEdits, for: caller))
        case .abortRotation(let name): try Self.json(await service.abortRotation(of: name, for: caller))
        case .handOff(let name): try Self.json(await service.handOff(of: name))
        case .showHandOff(let name):
            Self.ok("application/octet-stream", .secret(try await service.showHandOff(of: name, for: caller)))
        case .confirmHandOff(let name): try Self.json(await service.confirmHandOff(of: name, for: caller))
        case .vouchForHandOff(let name): try Self.json(await service.vouchForHandOff(of: name, for: caller))
        case .offer(let name): try Self.json(await service.offer(of: name))
        case .keys(let name): try Self.json(await service.keys(of: name))
        case .adoptKey(let name, let key): try Self.json(await service.adoptKey(key, of: name, for: caller))
        case .beginBackup: try Self.json(await service.beginBackup(for: caller))
        case .endBackup: try Self.json(await service.endBackup(for: caller))
        case .reload(let allowingEmpty): try Self.json(await service.reload(allowingEmpty: allowingEmpty, for: caller))
        case .openAPI: Self.ok(Wire.mediaType, .bytes(try OpenAPI.document()))
        }
    }

    /// The body where the route takes a secret, checked; an empty one where it takes none.
    private static func secret(in request: ServerRequest, for route: Route) throws(Problem) -> SharedSecret {
        let body = request.body ?? SharedSecret(SecretBytes(copying: [UInt8]()))
        guard route.takesSecret else {
            guard body.bytes.count == 0 else { throw Problem(.invalidValue, "this request has no body") }
            return body
        }
        if let objection = body.bytes.withBytes({ SecretForm.objection(to: $0, kind: nil) }) { throw Problem(objection) }
        switch SecretRule.violation(of: body.bytes) {
        case nil: return body
        case .tooLong?: throw Problem(.invalidValue, "the secret is longer than \(SecretRule.maximumCount) bytes")
        default:
            throw Problem(
                .invalidValue, "the secret holds bytes that are not printable",
                hint: "a secret is one line of text in UTF-8, without a line end")
        }
    }

    private static func json(_ body: some Encodable) throws -> ServerResponse {
        ok(Wire.mediaType, .bytes(try Wire.encode(body)))
    }

    private static func ok(_ type: String, _ body: ServerResponse.Body) -> ServerResponse {
        ServerResponse(status: 200, headers: [("Content-Type", type), ("Cache-Control", "no-store")], body: body)
    }

    private static func refusal(_ problem: Problem, at path: String) -> ServerResponse {
        var response = ServerResponse(status: problem.code.status, headers: [("Cache-Control", "no-store")])
        if let bytes = try? Wire.encode(problem) {
            response.headers.append(("Content-Type", Problem.mediaType))
            response.body = .bytes(bytes)
        }
        if problem.code == .methodNotAllowed {
            response.headers.append(("Allow", Route.methods(at: path).map(\.rawValue).joined(separator: ", ")))
        }
        return response
    }
}
