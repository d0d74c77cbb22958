import Control
import Credentials
import Curl
import Foundation
import Glibc
import JSON
import Microhttpd
import SecureMemory
import Testing

@testable import ControlTestSupport
@testable import LeadkeeperDaemon

@Suite struct ControlServerTests {
    @Test func `every route reaches the service and answers its body`() async throws {
        let served = try ServedSocket()
        let list = try await served.send(.get, "/v1/connections")
        #expect(list.status == 200)
        #expect(list.header("Content-Type") == "application/json")
        #expect(list.header("Cache-Control") == "no-store")
        #expect(
            try JSONCoder.decode(ConnectionList.self, from: list.body).connections.map(\.name) == [
                "contoso", "fabrikam",
            ])
        let one = try await served.send(.get, "/v1/connections/%40mail")
        #expect(try JSONCoder.decode(ConnectionStatus.self, from: one.body) == Samples.connection("@mail"))
        let events = try await served.send(.get, "/v1/events?connection=contoso&after=5&limit=7")
        #expect(try JSONCoder.decode(EventList.self, from: events.body).events == [Samples.event()])
        let probe = try await served.send(.post, "/v1/connections/contoso/probe?sign-in-only=true")
        #expect(try JSONCoder.decode(ProbeStatus.self, from: probe.body).class == .secretExpired)
        let notices = try await served.send(.get, "/v1/notices")
        #expect(try JSONCoder.decode(NoticeList.self, from: notices.body).notices == [Samples.notice()])
        let test = try await served.send(.post, "/v1/notices/test?connection=contoso")
        #expect(test.status == 200)
        let document = try await served.send(.get, "/v1/openapi.json")
        #expect(document.body == (try OpenAPI.document()))
        #expect(
            await served.service.calls == [
                "connections", "connection @mail", "events 5 7 contoso", "probe sign-in contoso", "notices",
                "test notice contoso",
            ])
    }

    @Test func `a secret goes in, comes out as the same bytes, and is gone once removed`() async throws {
        let served = try ServedSocket()
        let text = "pä$$ wörd / with everything 😀"
        let path = "/v1/connections/contoso/secret"
        #expect(try await served.send(.put, "\(path)?expires=never", body: .secret(secret(text))).status == 200)
        let shown = try await served.send(.get, path, bodyIsSecret: true)
        #expect(shown.header("Content-Type") == "application/octet-stream")
        #expect(shown.secretBody?.bytes.withBytes { String(decoding: $0, as: UTF8.self) } == text)
        let removed = try await served.send(.delete, path)
        #expect(try JSONCoder.decode(SecretRemoval.self, from: removed.body).versions.count == 1)
        let gone = try await served.send(.get, path)
        #expect(gone.status == 404)
        #expect(try served.problem(gone).code == .noSecret)
    }

    @Test(arguments: [(1, 200), (4_096, 200), (4_097, 422), (65_536, 422), (65_537, 413), (3_000_000, 413)])
    func `a body has limits`(count: Int, status: Int) async throws {
        let served = try ServedSocket()
        let response = try await served.send(
            .put, "/v1/connections/contoso/secret", body: .bytes(Array(repeating: 0x61, count: count)))
        #expect(response.status == status)
    }

    @Test(arguments: ["", "two\nlines", "nul\u{0}", "line end\n"])
    func `what is no secret is refused`(text: String) async throws {
        let served = try ServedSocket()
        let response = try await served.send(
            .put, "/v1/connections/contoso/secret", body: text.isEmpty ? .none : .secret(secret(text)))
        #expect(response.status == 422)
        #expect(try served.problem(response).code == .invalidValue)
        #expect(await served.service.calls.isEmpty)
    }

    @Test func `a body where none belongs is refused`() async throws {
        let served = try ServedSocket()
        #expect(try await served.send(.post, "/v1/connections/contoso/probe", body: .bytes([0x61])).status == 422)
    }

    @Test func `problems carry their status, kind and hint`() async throws {
        let served = try ServedSocket()
        let unknown = try await served.send(.get, "/v1/connections/unknown")
        #expect(unknown.status == 404)
        #expect(unknown.header("Content-Type") == "application/problem+json")
        #expect(try served.problem(unknown) == .unknownConnection("unknown"))
        let method = try await served.send(.delete, "/v1/connections")
        #expect(method.status == 405)
        #expect(method.header("Allow") == "GET")
        #expect(try await served.send(.post, "/v1/connections/contoso/secret").header("Allow") == "PUT, GET, DELETE")
        #expect(try await served.send(.get, "/nothing").status == 404)
        #expect(try await served.send(.get, "/v1/events?limit=x").status == 422)
    }

    @Test(arguments: Problem.Code.allCases)
    func `what the service throws reaches the client as what it is`(code: Problem.Code) async throws {
        let served = try ServedSocket(failingWith: Problem(code, "because", hint: "do this"))
        let response = try await served.send(.get, "/v1/connections")
        #expect(response.status == code.status)
        #expect(try served.problem(response) == Problem(code, "because", hint: "do this"))
    }

    @Test func `an error that says nothing of itself is an internal one without detail`() async throws {
        let served = try ServedSocket(failingWith: CancellationError())
        let response = try await served.send(.get, "/v1/connections")
        #expect(response.status == 500)
        #expect(!String(decoding: response.body, as: UTF8.self).contains("Cancellation"))
    }

    @Test func `the socket is for its user and group alone, and goes with the server`() async throws {
        let served = try ServedSocket()
        var status = stat()
        #expect(lstat(served.path, &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFSOCK)
        #expect(status.st_mode & 0o7777 == 0o660)
        await served.server.stop()
        #expect(lstat(served.path, &status) != 0)
    }

    @Test func `a second server leaves the first in peace`() async throws {
        let served = try ServedSocket()
        let error = #expect(throws: HTTPServerError.self) {
            _ = try ControlServer(at: served.path, service: TestService())
        }
        #expect(error?.code == .socket)
        #expect(try await served.send(.get, "/v1/connections").status == 200)
    }

    @Test func `a socket that a dead daemon left behind is replaced`() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "stale-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "control.sock").path
        #expect(bindAndForget(path) == 0)
        let server = try ControlServer(at: path, service: TestService())
        let client = try connect(to: path)
        close(client)
        await server.stop()
    }
}
