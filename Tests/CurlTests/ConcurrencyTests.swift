import Foundation
import TestSupport
import Testing

@testable import Curl

@Suite struct ConcurrencyTests {
    @Test func `many requests at once share few connections`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client { $0.maximumConnectionsPerHost = 8 }
        let mark = UUID().uuidString
        try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<64 {
                group.addTask {
                    try await client.perform(HTTPRequest(.get, server.url("/echo?\(mark)-\(index)"))).status
                }
            }
            for try await status in group { #expect(status == 200) }
        }
        let seen = try await server.history(mark)
        #expect(Set(seen.map(\.target)).count == 64)
        #expect(Set(seen.map(\.connection)).count <= 8)
    }

    @Test func `requests one after the other share one connection`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client()
        let mark = UUID().uuidString
        for _ in 0..<10 {
            _ = try await client.perform(HTTPRequest(.post, server.url("/echo?\(mark)"), body: .bytes([65])))
        }
        let seen = try await server.history(mark)
        #expect(seen.count == 10)
        #expect(Set(seen.map(\.connection)).count == 1)
    }

    /// Each of the hosts is asked once, as an environment of Dynamics 365 is in a day; there are more of them than
    /// connections are kept.
    @Test(arguments: [1, 4])
    func `hosts that are asked once do not push out the connections of one that is asked by all`(
        atOnce: Int
    ) async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client {
            $0.lastingHosts = ["login.localhost"]
            $0.maximumConnections = 8
        }
        let mark = UUID().uuidString
        let ask = { @Sendable (host: String) async throws in
            _ = try await client.perform(HTTPRequest(.post, server.url("/echo?\(mark)-\(host)", host: host)))
        }
        for round in 0..<3 {
            try await withThrowingTaskGroup { group in
                for _ in 0..<atOnce { group.addTask { try await ask("login.localhost") } }
                try await group.waitForAll()
            }
            for index in 0..<20 { try await ask("org\(round)-\(index).dynamics.localhost") }
        }
        let seen = try await server.history(mark)
        #expect(seen.count == 3 * (atOnce + 20))
        #expect(Set(seen.filter { $0.target.hasSuffix("-login.localhost") }.map(\.connection)).count <= atOnce)
    }

    @Test(
        arguments: [
            ("https://login.localhost:8443/x", "login.localhost"), ("https://LOGIN.localhost", "login.localhost"),
            ("https://a?b=https://c/", "a"), ("http://a#b", "a"), ("a/b", nil), ("https:///x", nil),
        ] as [(String, String?)])
    func `a request knows its host`(url: String, host: String?) {
        #expect(HTTPRequest(.get, url).host == host)
    }

    @Test func `what must not be sent twice gets a connection of its own`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client()
        let mark = UUID().uuidString
        for _ in 0..<3 {
            _ = try await client.perform(HTTPRequest(.post, server.url("/echo?\(mark)"), needsFreshConnection: true))
        }
        #expect(Set(try await server.history(mark).map(\.connection)).count == 3)
    }

    @Test func `a kept connection that the server closed is replaced without a word`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client()
        for _ in 0..<5 {
            #expect(try await client.perform(HTTPRequest(.get, server.url("/then-close"))).status == 200)
        }
    }

    @Test func `cancelling a task ends its request and no other`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client()
        let slow = try await Self.begunRequest(of: client, to: server)
        let other = Task { try await client.perform(HTTPRequest(.get, server.url("/late?seconds=0.1"))).status }
        slow.cancel()
        let error = await slow.value
        #expect(error?.code == .cancelled)
        #expect(error?.mayHaveBeenSent == true)
        #expect(try await other.value == 200)
    }

    @Test func `a task that is cancelled already asks nothing`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client()
        let mark = UUID().uuidString
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await curlError { try await client.perform(HTTPRequest(.get, server.url("/echo?\(mark)"))) }
        }
        #expect(await task.value?.code == .cancelled)
        #expect(try await server.history(mark).isEmpty)
    }

    @Test func `shutting down ends what is under way and refuses what comes later`() async throws {
        let server = try await RudeServer.shared.value
        let client = try server.client()
        let slow = try await Self.begunRequest(of: client, to: server)
        client.shutDown()
        #expect(await slow.value?.code == .cancelled)
        let later = await curlError { try await client.perform(HTTPRequest(.get, server.url("/echo"))) }
        #expect(later?.code == .cancelled)
    }

    /// A request that the server has read and does not answer for ten seconds.
    private static func begunRequest(of client: HTTPClient, to server: RudeServer) async throws -> Task<
        CurlError?, Never
    > {
        let mark = UUID().uuidString
        let request = Task {
            await curlError { try await client.perform(HTTPRequest(.get, server.url("/late?seconds=10&\(mark)"))) }
        }
        while try await server.history(mark).isEmpty { await Task.yield() }
        return request
    }
}
