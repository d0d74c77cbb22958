import Credentials
import SecureMemory
import Testing

@testable import Control

@Suite struct ControlRequestTests {
    static let key = GUID("0f0e0d0c-1111-2222-3333-444455556666").unsafelyUnwrapped
    static let ops = EmailAddress("ops@contoso.com").unsafelyUnwrapped
    static let contoso = CredentialName("contoso").unsafelyUnwrapped

    /// One request of every kind at least, and its target.
    static let requests: [(any ControlRequest & Sendable, String)] = [
        (ListConnections(), "/v1/connections"),
        (
            ListConnections(limit: 250, after: CredentialName("@mail"), unless: "7-1 ü"),
            "/v1/connections?limit=250&after=%40mail&unless=7-1%20%C3%BC"
        ),
        (ListConnections(limit: 1, isBrief: true), "/v1/connections?limit=1&brief=true"),
        (GetConnection(.mail), "/v1/connections/%40mail"),
        (GetHealth(), "/v1/health"),
        (GetMetrics(), "/metrics"),
        (ListEvents(), "/v1/events?limit=100"),
        (ListEvents(of: contoso, after: 7, limit: 5), "/v1/events?connection=contoso&after=7&limit=5"),
        (ListEvents(before: 9), "/v1/events?before=9&limit=100"),
        (store(SecretFacts()), "/v1/connections/contoso/secret"),
        (
            store(
                SecretFacts(
                    issuedAt: Instant(secondsSinceEpoch: 0),
                    expiry: .at(Instant(secondsSinceEpoch: 1), origin: .operator),
                    keyID: "a/b")),
            "/v1/connections/contoso/secret?issued=1970-01-01T00%3A00%3A00Z&expires=1970-01-01T00%3A00%3A01Z&key-id=a%2Fb"
        ),
        (store(SecretFacts(mayHaveLapsed: true)), "/v1/connections/contoso/secret?lapsed=true"),
        (store(SecretFacts(expiry: .never)), "/v1/connections/contoso/secret?expires=never"),
        (store(SecretFacts(isUnproven: true, waits: false)), "/v1/connections/contoso/secret?unproven=true&wait=false"),
        (UndoSecret(contoso), "/v1/connections/contoso/secret/undo"),
        (ShowSecret(contoso), "/v1/connections/contoso/secret"),
        (RemoveSecret(contoso), "/v1/connections/contoso/secret"),
        (MakeCertificate(.administrator), "/v1/connections/%40administrator/certificate"),
        (MakeCertificate(.administrator, days: 90), "/v1/connections/%40administrator/certificate?valid=90"),
        (ListCertificates(.administrator), "/v1/connections/%40administrator/certificates"),
        (ProbeConnection(contoso, .whole), "/v1/connections/contoso/probe"),
        (ProbeConnection(contoso, .signIn), "/v1/connections/contoso/probe?sign-in-only=true"),
        (ListNotices(), "/v1/notices?limit=100"),
        (ListNotices(of: contoso), "/v1/notices?connection=contoso&limit=100"),
        (ListNotices(of: contoso, before: 7, limit: 5), "/v1/notices?connection=contoso&before=7&limit=5"),
        (ListNotices(after: 0, before: 9), "/v1/notices?after=0&before=9&limit=100"),
        (TestNotice(contoso), "/v1/notices/test?connection=contoso"),
        (
            SnoozeNotices(
                contoso, until: Instant(secondsSinceEpoch: 1), for: EmailAddress("ops@contoso.com"),
                reason: "on holiday"),
            "/v1/connections/contoso/snooze?until=1970-01-01T00%3A00%3A01Z&for=ops%40contoso.com&reason=on%20holiday"
        ),
        (EndSnooze(contoso), "/v1/connections/contoso/snooze"),
        (AcknowledgeNotices(contoso, by: "Anna"), "/v1/connections/contoso/acknowledgement?by=Anna"),
        (EndAcknowledgement(contoso), "/v1/connections/contoso/acknowledgement"),
        (HoldNotices(until: Instant(secondsSinceEpoch: 1)), "/v1/notices/hold?until=1970-01-01T00%3A00%3A01Z"),
        (HoldNotices(), "/v1/notices/hold"),
        (ReleaseNotices(), "/v1/notices/hold"),
        (PreviewNotice(contoso), "/v1/notices/preview?connection=contoso"),
        (
            PreviewNotice(contoso, .worksAgain, in: .fr),
            "/v1/notices/preview?connection=contoso&occasion=works-again&language=fr"
        ),
        (ShowNotice(3), "/v1/notices/message?id=3"),
        (PlanRotation(contoso), "/v1/connections/contoso/rotation"),
        (BeginRotation(contoso), "/v1/connections/contoso/rotation"),
        (BeginRotation(contoso, publishingEdits: true), "/v1/connections/contoso/rotation?publish-edits=true"),
        (AbortRotation(contoso), "/v1/connections/contoso/rotation"),
        (GetHandOff(contoso), "/v1/connections/contoso/handoff"),
        (ShowHandOff(contoso), "/v1/connections/contoso/handoff/secret"),
        (ConfirmHandOff(contoso), "/v1/connections/contoso/handoff"),
        (VouchForHandOff(contoso), "/v1/connections/contoso/handoff/vouch"),
        (CompareOffer(contoso), "/v1/connections/contoso/offer"),
        (RunDoctor(), "/v1/doctor"), (RunDoctor(contoso), "/v1/doctor?connection=contoso"),
        (GetForecast(), "/v1/forecast?days=30"), (GetForecast(hasCalendar: true), "/v1/forecast?days=30&calendar=true"),
        (
            GetForecast(
                of: contoso, days: 7, mailDown: .days(3), away: [ops: .days(14)],
                policy: .days(90)),
            "/v1/forecast?connection=contoso&days=7&mail-down=259200&away=ops%40contoso.com%3A1209600&policy=7776000"
        ),
        (ListKeys(contoso), "/v1/connections/contoso/keys"),
        (AdoptKey(key, of: contoso), "/v1/connections/contoso/keys/0f0e0d0c-1111-2222-3333-444455556666"),
        (BeginBackup(), "/v1/backup"),
        (EndBackup(), "/v1/backup"),
        (GetMailMigration(), "/v1/mail/migration"),
        (
            TryEnvironment("https://contoso.crm4.dynamics.com"),
            "/v1/environment/trial?url=https%3A%2F%2Fcontoso.crm4.dynamics.com"
        ),
        (TryMail(sendingTestMail: false), "/v1/mail/migration/trial"),
        (TryMail(sendingTestMail: true), "/v1/mail/migration/trial?test-mail=true"),
        (
            StoreMailSecret(
                RequestParts.noSecret, SecretFacts(expiry: .never, keyID: "1"), sendingTestMail: true),
            "/v1/mail/migration/secret?expires=never&key-id=1&test-mail=true"
        ),
        (ReloadConfiguration(), "/v1/reload"),
        (ReloadConfiguration(allowingEmpty: true), "/v1/reload?allow-empty=true"),
        (GetOpenAPI(), "/v1/openapi.json"),
    ]

    private static func store(_ facts: SecretFacts) -> StoreSecret {
        StoreSecret(RequestParts.noSecret, of: contoso, facts)
    }

    @Test(arguments: requests)
    func `a request has one target, and is understood from it as the same`(request: any ControlRequest, target: String)
        throws
    {
        #expect(request.target == target)
        let route = type(of: request).route
        let path = request.parts.path.reduce(route.path) { $0.replacing("{\($1.key)}", with: $1.value) }
        let call = try RouteTable.understand(method: route.method.rawValue, path: path, query: request.parts.query)
        #expect(type(of: call.request) == type(of: request))
        #expect(describe(call.request) == describe(request))
    }

    /// All that a request says, but for the body.
    private func describe(_ request: any ControlRequest) -> [String] {
        Mirror(reflecting: request).children.filter { !($0.value is SharedSecret) }.map {
            "\($0.label ?? "") \($0.value)"
        }
    }

    @Test func `every route has a request among these`() {
        let tried = Self.requests.map { type(of: $0.0).route.operation }
        #expect(Set(tried) == Set(RouteTable.routes.map(\.operation)))
        #expect(Set(RouteTable.routes.map(\.operation)).count == RouteTable.routes.count)
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
    func `what is not in the table is refused by kind`(method: String, path: String, code: Problem.Code) {
        let problem = #expect(throws: Problem.self) { try RouteTable.understand(method: method, path: path, query: []) }
        #expect(problem?.code == code)
    }

    @Test(arguments: [
        [("limit", "0")], [("limit", "1001")], [("limit", "ten")], [("after", "-1")], [("after", "")],
        [("limit", "1"), ("limit", "2")], [("Limit", "1")], [("bogus", "1")],
    ])
    func `a query that means nothing is an invalid value`(query: [(String, String)]) {
        let problem = #expect(throws: Problem.self) {
            try RouteTable.understand(method: "GET", path: "/v1/events", query: query.map { (name: $0.0, value: $0.1) })
        }
        #expect(problem?.code == .invalidValue)
    }

    @Test(arguments: ["1", "1000"])
    func `both ends of a limit are accepted`(limit: String) throws {
        _ = try RouteTable.understand(method: "GET", path: "/v1/events", query: [("limit", limit)])
    }

    @Test(arguments: [
        [("expires", "soon")], [("issued", "never")], [("issued", "2026-12-20"), ("expires", "2026-12-20")],
        [("key-id", "")], [("key-id", "a b")], [("lapsed", "yes")], [("expires", "05/06/2027")],
        [("expires", "2027-02-30")],
        [("issued", "2026-12-20T08:30")], [("expires", "20.05.2027")], [("expires", "")], [("issued", "２０２６-12-20")],
    ])
    func `facts about a secret that cannot be are invalid values`(query: [(String, String)]) {
        let problem = #expect(throws: Problem.self) {
            try RouteTable.understand(
                method: "PUT", path: "/v1/connections/contoso/secret", query: query.map { (name: $0.0, value: $0.1) })
        }
        #expect(problem?.code == .invalidValue)
    }

    @Test(arguments: [
        ("key-id", "hunter2 hunter3"), ("expires", "hunter2"), ("issued", "8Q~hunter2.hunter3_hunter4"),
        ("lapsed", "hunter2"),
        ("hunter2", "true"),
    ])
    func `a value in the wrong place is not repeated, for it may be the secret`(name: String, value: String) {
        let problem = #expect(throws: Problem.self) {
            try RouteTable.understand(
                method: "PUT", path: "/v1/connections/contoso/secret", query: [(name: name, value: value)])
        }
        #expect(problem?.code == .invalidValue)
        #expect(problem?.detail.contains("hunter") == false && problem?.hint?.contains("hunter") != true)
    }

    @Test func `what changes anything or shows a secret is not for readers`() {
        let reading: Set = [
            "listConnections", "getConnection", "getHealth", "listEvents", "listNotices", "planRotation", "getHandOff",
            "compareOffer", "getMailMigration", "listKeys", "getOpenAPI", "previewNotice", "showNotice",
            "listCertificates", "runDoctor", "getMetrics", "getForecast",
        ]
        #expect(Set(RouteTable.routes.filter { $0.access == .reading }.map(\.operation)) == reading)
        for entry in RouteTable.entries where entry.route.access == .reading {
            #expect(entry.route.method == .get && !entry.answer.isSecret)
        }
    }

    @Test func `a refusal shows what was sent, but no control characters and not all of it`() {
        let text = "\u{1B}[31m" + String(repeating: "a", count: 200)
        let problem = #expect(throws: Problem.self) { try RouteTable.understand(method: "GET", path: text, query: []) }
        #expect(problem?.detail.contains("\u{1B}") == false)
        #expect((problem?.detail.count ?? 0) < 120)
    }
}
