import Curl
import Foundation
import SecureMemory
import TestSupport
import Testing

@Suite struct HTTPClientTests {
    private func echo(_ request: HTTPRequest, _ server: RudeServer) async throws -> RudeServer.Request {
        let answer = try await server.client().perform(request)
        #expect(answer.status == 200)
        return try JSONDecoder().decode(RudeServer.Request.self, from: Data(answer.body))
    }

    @Test(arguments: [HTTPRequest.Method.get, .post, .put, .patch, .delete])
    func `every method arrives under its name, with body and header`(method: HTTPRequest.Method) async throws {
        let server = try await RudeServer.shared.value
        let body: HTTPRequest.Body = method == .get ? .none : .bytes(Array("{\"a\":1}".utf8))
        let request = HTTPRequest(
            method, server.url("/echo"),
            headers: [HTTPRequest.Header("Content-Type", "application/json"), HTTPRequest.Header("X-Empty", "")],
            body: body)
        let seen = try await echo(request, server)
        #expect(seen.method == method.rawValue)
        #expect(seen.body == (method == .get ? "" : "{\"a\":1}"))
        #expect(seen.header("Content-Type") == "application/json")
        #expect(seen.header("X-Empty") == "")
        #expect(seen.header("User-Agent") == "leadkeeper")
        for absent in ["Authorization", "Cookie", "Expect", "Accept-Encoding"] {
            #expect(seen.header(absent) == nil)
        }
    }

    @Test func `a POST without a body says that it has none`() async throws {
        let server = try await RudeServer.shared.value
        let seen = try await echo(HTTPRequest(.post, server.url("/echo")), server)
        #expect(seen.header("Content-Length") == "0")
    }

    @Test func `a DELETE without a body is no POST`() async throws {
        let server = try await RudeServer.shared.value
        let seen = try await echo(HTTPRequest(.delete, server.url("/echo")), server)
        #expect(seen.method == "DELETE")
        #expect(seen.header("Content-Length") == nil)
    }

    @Test func `a HEAD ends without a body`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client()
        #expect(try await client.perform(HTTPRequest(.head, server.url("/then-close"))).status == 200)
    }

    @Test func `a secret is sent as body and as bearer token`() async throws {
        let server = try await RudeServer.shared.value
        let secret = SharedSecret(SecretBytes(copying: Array("client_secret=s3cret".utf8)))
        let token = SharedSecret(SecretBytes(copying: Array("eyJ0.e30.sig".utf8)))
        let seen = try await echo(
            HTTPRequest(.patch, server.url("/echo"), body: .secret(secret), authorization: token), server)
        #expect(seen.method == "PATCH")
        #expect(seen.body == "client_secret=s3cret")
        #expect(seen.header("Authorization") == "Bearer eyJ0.e30.sig")
    }

    @Test func `nothing of a request stays with the handle that made it`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client()
        let token = SharedSecret(SecretBytes(copying: Array("token".utf8)))
        _ = try await client.perform(
            HTTPRequest(
                .patch, server.url("/echo"), headers: [HTTPRequest.Header("X-Own", "1")], body: .bytes([1]),
                authorization: token,
                timeout: .seconds(3)))
        let answer = try await client.perform(HTTPRequest(.get, server.url("/echo")))
        let seen = try JSONDecoder().decode(RudeServer.Request.self, from: Data(answer.body))
        #expect(seen.method == "GET")
        #expect(seen.header("Authorization") == nil)
        #expect(seen.header("X-Own") == nil)
        #expect(seen.header("Content-Length") == nil)
    }

    @Test func `a secret answer comes as a secret and nowhere else`() async throws {
        let server = try await RudeServer.shared.value
        let request = HTTPRequest(.get, server.url("/bytes?count=9000"), bodyIsSecret: true)
        let answer = try await server.client().perform(request)
        #expect(answer.body.isEmpty)
        let secret = try #require(answer.secretBody)
        #expect(secret.bytes.count == 9000)
        let isWhole = secret.bytes.withBytes { $0.allSatisfy { $0 == UInt8(ascii: "x") } }
        #expect(isWhole)
    }

    @Test func `a header is found whatever its case, with all its values`() async throws {
        let server = try await RudeServer.shared.value
        let answer = try await server.client().perform(HTTPRequest(.get, server.url("/headers")))
        #expect(answer.headers.values(of: "X-TWICE") == ["one", "two"])
        #expect(answer.header("x-empty") == "")
        #expect(answer.header("x-absent") == nil)
    }

    @Test(arguments: ["1", "86400", "Wed, 21 Oct 2026 07:28:00 GMT", "garbage"])
    func `a refusal is an answer, and its Retry-After is handed on as it came`(value: String) async throws {
        let server = try await RudeServer.shared.value
        let encoded = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try await server.client().perform(
            HTTPRequest(.get, server.url("/status?code=429&retry-after=\(encoded)")))
        #expect(answer.status == 429)
        #expect(answer.header("Retry-After") == value)
    }

    @Test func `a redirect is an answer: it is not followed and the token goes nowhere else`() async throws {
        let server = try await RudeServer.shared.value
        let mark = UUID().uuidString
        let target = server.url("/echo?\(mark)", on: .other)
        let token = SharedSecret(SecretBytes(copying: Array("token".utf8)))
        let answer = try await server.client().perform(
            HTTPRequest(.get, server.url("/redirect?to=\(target)"), authorization: token))
        #expect(answer.status == 302)
        #expect(answer.header("Location") == target)
        #expect(try await server.history(mark).filter { $0.listener == "other" }.isEmpty)
    }

    @Test func `a portal's page is handed on for the caller to refuse`() async throws {
        let server = try await RudeServer.shared.value
        let answer = try await server.client().perform(HTTPRequest(.get, server.url("/portal")))
        #expect(answer.header("Content-Type") == "text/html")
        #expect(answer.body.starts(with: Array("<html>".utf8)))
    }

    @Test func `names under localhost are loopback without a look-up`() async throws {
        let server = try await RudeServer.shared.value
        let answer = try await server.client().perform(HTTPRequest(.get, server.url("/echo", host: "login.localhost")))
        #expect(answer.status == 200)
    }

    @Test(
        arguments: [
            "http://localhost/", "ftp://localhost/", "file:///etc/passwd", "not a url", "https://user:word@localhost/",
            "https://localhost/a\r\nX: y", "", "https://localhost:99999/",
        ])
    func `a URL that is not plain https is refused before anything is asked`(url: String) async throws {
        let server = try await RudeServer.shared.value
        let error = await curlError { try await server.client().perform(HTTPRequest(.get, url)) }
        #expect(error?.code == .local)
        #expect(error?.mayHaveBeenSent == false)
        #expect(error?.description.contains("word") == false)
    }

    @Test(arguments: [("X-A", "b\r\nX-Injected: 1"), ("X A", "b"), ("", "b"), ("X-A", "b\u{0}")])
    func `a header that would be more than one line is refused`(name: String, value: String) async throws {
        let server = try await RudeServer.shared.value
        let request = HTTPRequest(.get, server.url("/echo"), headers: [HTTPRequest.Header(name, value)])
        let error = await curlError { try await server.client().perform(request) }
        #expect(error?.code == .local)
    }

    @Test func `a token that would be more than one line is refused and not shown`() async throws {
        let server = try await RudeServer.shared.value
        let token = SharedSecret(SecretBytes(copying: Array("tok\r\nX-Injected: 1".utf8)))
        let request = HTTPRequest(.get, server.url("/echo"), authorization: token)
        let error = await curlError { try await server.client().perform(request) }
        #expect(error?.code == .local)
        #expect(error?.description.contains("Injected") == false)
    }
}
