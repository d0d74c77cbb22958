import Curl
import Foundation
import Glibc
import SecureMemory
import Simulators
import TestSupport
import Testing

@Suite struct HTTPFaultTests {
    private let token = SharedSecret(SecretBytes(copying: Array("canary-token".utf8)))

    private func error(
        _ path: String, on listener: RudeServer.Listener = .good,
        _ change: (inout HTTPClient.Configuration) -> Void = { _ in }
    ) async throws -> CurlError? {
        let server = try await RudeServer.shared.value
        let client = try server.client(change)
        let request = HTTPRequest(
            .post, server.url(path, on: listener), body: .bytes(Array("canary-body".utf8)), authorization: token)
        return await curlError { try await client.perform(request) }
    }

    @Test(arguments: [RudeServer.Listener.expired, .wrongHost, .selfSigned, .unknownAuthority, .oldTLS, .reset])
    func `a bad certificate or handshake fails closed, and no credential is sent`(listener: RudeServer.Listener)
        async throws
    {
        let mark = UUID().uuidString
        let error = try #require(await error("/echo?\(mark)", on: listener))
        #expect(error.code == .tls)
        #expect(!error.mayHaveBeenSent)
        let server = try await RudeServer.shared.value
        #expect(try await server.history(mark).isEmpty)
    }

    @Test func `authorities that are added later are trusted, without a new client`() async throws {
        let server = try await RudeServer.shared.value
        let directory = try TemporaryDirectory()
        let store = directory.path + "/store.pem"
        let stranger = try await CertificateAuthority(in: URL(filePath: directory.path)).issue(
            for: ["stranger.localhost"], flaw: .selfSigned)
        try FileManager.default.copyItem(atPath: stranger.certificateFile.path, toPath: store)
        let client = try server.client {
            $0.caFile = store
            $0.authoritiesLifetime = .zero
        }
        #expect(await curlError { try await client.perform(HTTPRequest(.get, server.url("/echo"))) }?.code == .tls)
        try Data(contentsOf: URL(filePath: server.caFile)).write(to: URL(filePath: store), options: .atomic)
        #expect(try await client.perform(HTTPRequest(.get, server.url("/echo"))).status == 200)
    }

    @Test func `a server that never answers the handshake costs the time to connect`() async throws {
        let error = try #require(await error("/echo", on: .silent) { $0.connectTimeout = .milliseconds(150) })
        #expect(error.code == .timeout)
        #expect(!error.mayHaveBeenSent)
    }

    @Test func `a name that does not exist is a fault of resolving`() async throws {
        let client = try HTTPClient()
        let error = await curlError { try await client.perform(HTTPRequest(.get, "https://no-such-host.invalid/")) }
        #expect(error?.code == .resolve)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test func `a port that nobody listens on is a fault of connecting`() async throws {
        let client = try HTTPClient()
        let error = await curlError { try await client.perform(HTTPRequest(.get, "https://127.0.0.1:1/")) }
        #expect(error?.code == .connect)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test func `a host that drops every packet costs the time to connect, and others go on meanwhile`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client { $0.connectTimeout = .seconds(3) }
        let hole = try Blackhole()
        async let lost = curlError { try await client.perform(HTTPRequest(.get, "https://127.0.0.1:\(hole.port)/")) }
        for _ in 0..<20 {
            #expect(try await client.perform(HTTPRequest(.get, server.url("/echo"))).status == 200)
        }
        let error = await lost
        #expect(error?.code == .timeout)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test(arguments: ["/slow-header", "/slow-body", "/late?seconds=3"])
    func `a server that dribbles its answer is cut off by the time for the whole`(path: String) async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client()
        // With a connection to use, all of the time goes to the answer.
        _ = try await client.perform(HTTPRequest(.get, server.url("/echo")))
        let request = HTTPRequest(.get, server.url(path), timeout: .seconds(1))
        let error = await curlError { try await client.perform(request) }
        #expect(error?.code == .timeout)
        #expect(error?.mayHaveBeenSent == true)
    }

    @Test func `a server slower than the least speed is cut off`() async throws {
        let error = try #require(
            await error("/slow-body") {
                $0.lowSpeed = 1000
                $0.lowSpeedTime = .seconds(1)
            })
        #expect(error.code == .timeout)
        #expect(error.mayHaveBeenSent)
    }

    @Test func `an endless body is cut at the limit`() async throws {
        let error = try #require(await error("/endless-body"))
        #expect(error.code == .tooLarge)
        #expect(error.mayHaveBeenSent)
    }

    @Test func `a body may be as long as the limit and not a byte longer`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client()
        let exact = HTTPRequest(.get, server.url("/bytes?count=5000"), bodyLimit: 5000)
        #expect(try await client.perform(exact).body.count == 5000)
        let over = HTTPRequest(.get, server.url("/bytes?count=5001"), bodyLimit: 5000)
        #expect(await curlError { try await client.perform(over) }?.code == .tooLarge)
    }

    @Test(arguments: ["/big-header", "/many-headers", "/garbage"])
    func `what is no sensible HTTP is a bad answer`(path: String) async throws {
        let error = try #require(await error(path))
        #expect(error.code == .badAnswer)
        #expect(error.mayHaveBeenSent)
    }

    @Test func `endless trailers end with the time or the limit, not with the memory`() async throws {
        let error = try #require(await error("/endless-trailers") { $0.timeout = .milliseconds(500) })
        #expect([.badAnswer, .timeout, .interrupted].contains(error.code))
    }

    @Test(arguments: ["/drop", "/reset", "/half", "/bad-chunk"])
    func `a connection lost after the request leaves its effect unknown`(path: String) async throws {
        let mark = UUID().uuidString
        let error = try #require(await error("\(path)?\(mark)"))
        #expect(error.code == .interrupted)
        #expect(error.mayHaveBeenSent)
        let server = try await RudeServer.shared.value
        #expect(try await server.history(mark).count == 1)
    }

    @Test func `an error shows neither body, token nor path`() async throws {
        let error = try #require(await error("/drop?canary-path"))
        #expect(!"\(error) \(error.text)".contains("canary"))
        #expect(error.operation.hasPrefix("POST https://localhost:"))
    }

    @Test func `an unreadable file of authorities is this side's fault`() async throws {
        let error = try #require(await error("/echo") { $0.caFile = "/nonexistent/ca.pem" })
        #expect(error.code == .local)
    }

    @Test func `a proxy that is not there is the proxy's fault`() async throws {
        let error = try #require(await error("/echo") { $0.proxy = "http://127.0.0.1:1" })
        #expect([.proxy, .connect].contains(error.code))
        #expect(!error.mayHaveBeenSent)
    }

    @Test func `a proxy that refuses the tunnel is the proxy's fault, and sees no credential`() async throws {
        let server = try await RudeServer.shared.value
        let mark = "\(UUID().uuidString).invalid"
        let client = try server.client { $0.proxy = "http://127.0.0.1:\(server.port(.plain))" }
        let error = await curlError {
            try await client.perform(HTTPRequest(.get, "https://\(mark)/", authorization: token))
        }
        #expect(error?.code == .proxy)
        #expect(error?.mayHaveBeenSent == false)
        let seen = try #require(try await server.history(mark).first)
        #expect(seen.method == "CONNECT")
        #expect(seen.header("Authorization") == nil)
    }
}
