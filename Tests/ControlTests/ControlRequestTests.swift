import Credentials
import Testing

@testable import Control

@Suite struct ControlRequestTests {
    static let key = GUID("0f0e0d0c-1111-2222-3333-444455556666").unsafelyUnwrapped
    static let contoso = CredentialName("contoso").unsafelyUnwrapped

    @Test(arguments: [
        (ControlRequest.connections, "/v1/connections"),
        (.connection(.mail), "/v1/connections/%40mail"),
        (.events(EventQuery()), "/v1/events?limit=100"),
        (
            .events(EventQuery(connection: contoso, after: 7, limit: 5)), "/v1/events?connection=contoso&after=7&limit=5"
        ),
        (.storeSecret(contoso, SecretFacts()), "/v1/connections/contoso/secret"),
        (
            .storeSecret(
                contoso,
                SecretFacts(
                    issuedAt: Instant(secondsSinceEpoch: 0), expiry: .at(Instant(secondsSinceEpoch: 1), origin: .operator),
                    keyID: "a/b")),
            "/v1/connections/contoso/secret?issued=1970-01-01T00%3A00%3A00Z&expires=1970-01-01T00%3A00%3A01Z&key-id=a%2Fb"
        ),
        (.storeSecret(contoso, SecretFacts(mayHaveLapsed: true)), "/v1/connections/contoso/secret?lapsed=true"),
        (.storeSecret(contoso, SecretFacts(expiry: .never)), "/v1/connections/contoso/secret?expires=never"),
        (
            .storeSecret(contoso, SecretFacts(isUnproven: true, waits: false)),
            "/v1/connections/contoso/secret?unproven=true&wait=false"
        ),
        (.undoSecret(contoso), "/v1/connections/contoso/secret/undo"),
        (.showSecret(contoso), "/v1/connections/contoso/secret"),
        (.removeSecret(contoso), "/v1/connections/contoso/secret"),
        (.probe(contoso, .whole), "/v1/connections/contoso/probe"),
        (.probe(contoso, .signIn), "/v1/connections/contoso/probe?sign-in-only=true"),
        (.notices(NoticeQuery()), "/v1/notices?limit=100"),
        (.notices(NoticeQuery(connection: contoso)), "/v1/notices?connection=contoso&limit=100"),
        (
            .notices(NoticeQuery(connection: contoso, before: 7, limit: 5)), "/v1/notices?connection=contoso&before=7&limit=5"
        ),
        (.testNotice(contoso), "/v1/notices/test?connection=contoso"),
        (.planRotation(contoso), "/v1/connections/contoso/rotation"),
        (.beginRotation(contoso, publishingEdits: false), "/v1/connections/contoso/rotation"),
        (.beginRotation(contoso, publishingEdits: true), "/v1/connections/contoso/rotation?publish-edits=true"),
        (.abortRotation(contoso), "/v1/connections/contoso/rotation"),
        (.handOff(contoso), "/v1/connections/contoso/handoff"),
        (.showHandOff(contoso), "/v1/connections/contoso/handoff/secret"),
        (.confirmHandOff(contoso), "/v1/connections/contoso/handoff"),
        (.vouchForHandOff(contoso), "/v1/connections/contoso/handoff/vouch"),
        (.offer(contoso), "/v1/connections/contoso/offer"),
        (.keys(contoso), "/v1/connections/contoso/keys"),
        (.adoptKey(contoso, key), "/v1/connections/contoso/keys/0f0e0d0c-1111-2222-3333-444455556666"),
        (.beginBackup, "/v1/backup"),
        (.endBackup, "/v1/backup"),
        (.reload(allowingEmpty: false), "/v1/reload"),
        (.reload(allowingEmpty: true), "/v1/reload?allow-empty=true"),
        (.openAPI, "/v1/openapi.json"),
    ])
    func `A request has one target, and is understood from it as the same`(request: ControlRequest, target: String) throws {
        #expect(request.target == target)
        let path = request.route.path.replacing("{name}", with: request.pathName?.description ?? "")
            .replacing("{key}", with: request.pathKey?.description ?? "")
        let query = request.query.map { (name: $0.rawValue, value: $1) }
        #expect(try ControlRequest(method: request.route.method.rawValue, path: path, query: query) == request)
    }

    @Test(arguments: [
        ("GET", "/v1/connections/contoso/secret/", Problem.Code.noSuchRoute), ("GET", "/", .noSuchRoute),
        ("GET", "/v1/connections/", .unknownConnection), ("GET", "/v1/connections/Contoso", .unknownConnection),
        ("GET", "/v1/connections/../../etc/passwd", .noSuchRoute), ("PATCH", "/v1/connections", .methodNotAllowed),
        ("POST", "/v1/connections/contoso/secret", .methodNotAllowed), ("get", "/v1/connections", .methodNotAllowed),
        ("POST", "/v1/notices/test", .invalidValue), ("PATCH", "/v1/connections/contoso/rotation", .methodNotAllowed),
        ("PUT", "/v1/connections/contoso/keys", .methodNotAllowed),
        ("PUT", "/v1/connections/contoso/keys/nonsense", .invalidValue),
        ("POST", "/v1/connections/contoso/offer", .methodNotAllowed),
        ("POST", "/v1/connections/Contoso/handoff", .unknownConnection),
        ("GET", "/v1/connections/contoso/handoff/", .noSuchRoute),
    ])
    func `What is not in the table is refused by kind`(method: String, path: String, code: Problem.Code) {
        let problem = #expect(throws: Problem.self) { try ControlRequest(method: method, path: path, query: []) }
        #expect(problem?.code == code)
    }

    @Test(arguments: [
        [("limit", "0")], [("limit", "1001")], [("limit", "ten")], [("after", "-1")], [("after", "")],
        [("limit", "1"), ("limit", "2")], [("Limit", "1")], [("bogus", "1")],
    ])
    func `A query that means nothing is an invalid value`(query: [(String, String)]) {
        let problem = #expect(throws: Problem.self) {
            try ControlRequest(method: "GET", path: "/v1/events", query: query.map { (name: $0.0, value: $0.1) })
        }
        #expect(problem?.code == .invalidValue)
    }

    @Test(arguments: ["1", "1000"])
    func `Both ends of a limit are accepted`(limit: String) throws {
        _ = try ControlRequest(method: "GET", path: "/v1/events", query: [("limit", limit)])
    }

    @Test(arguments: [
        [("expires", "soon")], [("issued", "never")], [("issued", "2026-12-20"), ("expires", "2026-12-20")],
        [("key-id", "")], [("key-id", "a b")], [("lapsed", "yes")], [("expires", "05/06/2027")], [("expires", "2027-02-30")],
        [("issued", "2026-12-20T08:30")], [("expires", "20.05.2027")], [("expires", "")], [("issued", "２０２６-12-20")],
    ])
    func `Facts about a secret that cannot be are invalid values`(query: [(String, String)]) {
        let problem = #expect(throws: Problem.self) {
            try ControlRequest(
                method: "PUT", path: "/v1/connections/contoso/secret", query: query.map { (name: $0.0, value: $0.1) })
        }
        #expect(problem?.code == .invalidValue)
    }

    @Test(arguments: [
        ("key-id", "hunter2 hunter3"), ("expires", "hunter2"), ("issued", "8Q~hunter2.hunter3_hunter4"), ("lapsed", "hunter2"),
        ("hunter2", "true"),
    ])
    func `A value in the wrong place is not repeated, for it may be the secret`(name: String, value: String) {
        let problem = #expect(throws: Problem.self) {
            try ControlRequest(method: "PUT", path: "/v1/connections/contoso/secret", query: [(name: name, value: value)])
        }
        #expect(problem?.code == .invalidValue)
        #expect(problem?.detail.contains("hunter") == false && problem?.hint?.contains("hunter") != true)
    }

    @Test func `What changes anything or shows a secret is not for readers`() {
        let reading: Set<Route.Operation> = [
            .listConnections, .getConnection, .getHealth, .listEvents, .listNotices, .planRotation, .getHandOff, .compareOffer,
            .listKeys, .getOpenAPI,
        ]
        #expect(Set(Route.all.filter { $0.access == .reading }.map(\.operation)) == reading)
        #expect(Route.all.allSatisfy { $0.access == .changing || $0.method == .get && $0.answer != .secret })
    }

    @Test func `A refusal shows what was sent, but no control characters and not all of it`() {
        let text = "\u{1B}[31m" + String(repeating: "a", count: 200)
        let problem = #expect(throws: Problem.self) { try ControlRequest(method: "GET", path: text, query: []) }
        #expect(problem?.detail.contains("\u{1B}") == false)
        #expect((problem?.detail.count ?? 0) < 120)
    }
}
