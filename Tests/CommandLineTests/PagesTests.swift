import Control
import Credentials
import Curl
import Foundation
import JSON
import TestBasics
import Testing
import Triage

@testable import ControlTestSupport
@testable import leadkeeper

/// The list of connections page by page: what is transferred, and that nobody notices.
@Suite struct PagesTests {
    private static func connections(_ count: Int) -> [ConnectionStatus] {
        (0..<count).map { number in
            let digits = String(number)
            return Samples.connection(
                "lead-" + String(repeating: "0", count: 4 - digits.count) + digits, full: number.isMultiple(of: 2))
        }
    }

    private func calls(_ served: ServedSocket) async -> Int {
        await served.service.calls.count { $0 == "connections" }
    }

    @Test(arguments: [(0, 1), (1, 1), (250, 1), (251, 2), (500, 2), (1_001, 5)])
    func `all of them are told in their order, in so many requests`(count: Int, requests: Int) async throws {
        let connections = Self.connections(count)
        let served = try ServedSocket(connections: connections)
        let run = try await Program.run(["status", "--json", "--runtime", served.directory.path])
        #expect(run.status == 0)
        let list = try JSONCoder.decode(ConnectionList.self, from: Array(run.output.utf8))
        #expect(list.connections == connections)
        #expect(await calls(served) == requests)
        let document = StatusDocument(connections: connections, health: nil, hold: nil)
        #expect(try run.output == String(decoding: JSONCoder.encode(document, pretty: true), as: UTF8.self) + "\n")
        let table = try await Program.run([
            "status", "-o", "names", "--sort", "name", "--runtime", served.directory.path,
        ])
        #expect(table.output.split(separator: "\n").map(String.init) == connections.map(\.name))
    }

    @Test func `what is chosen and sorted is printed as JSON as it was`() async throws {
        let served = try ServedSocket(connections: Self.connections(300) + [Samples.connection("zeta", full: false)])
        func printed(_ arguments: String...) async throws -> [String] {
            let run = try await Program.run(["status", "--json", "--runtime", served.directory.path] + arguments)
            return try JSONCoder.decode(ConnectionList.self, from: Array(run.output.utf8)).connections.map(\.name)
        }
        #expect(try await printed("--match", "lead-029?") == (290..<300).map { "lead-0\($0)" })
        #expect(try await printed("--match", "zet") == ["zeta"])
        #expect(try await printed("--match", "nothing") == [])
        let sorted = try await printed("--sort", "name")
        #expect(sorted.count == 301 && sorted == sorted.sorted())
        #expect(try await Set(printed("--sort", "expiry")).count == 301)
    }

    @Test func `a daemon that does not know of pages is asked for all of them at once`() async throws {
        let connections = Self.connections(600)
        let served = try ServedSocket(connections: connections)
        await served.service.forgetPages()
        let run = try await Program.run(["status", "--json", "--runtime", served.directory.path])
        let list = try JSONCoder.decode(ConnectionList.self, from: Array(run.output.utf8))
        #expect(list.connections == connections)
        #expect(await calls(served) == 2)
        let all = try await Program.run(["probe", "--all", "--sign-in-only", "--runtime", served.directory.path])
        #expect(all.output.contains("300 probed: "))
    }

    @Test(arguments: [
        [], ["--sort", "checked"], ["--failing"], ["--expiring", "5000d"], ["-o", "wide"], ["-o", "csv"],
        ["-o", "names"],
        ["--check"],
    ])
    func `what is asked for in brief is printed as what is asked for as a whole`(arguments: [String]) async throws {
        let connections = Self.connections(300)
        let (brief, whole) = (try ServedSocket(connections: connections), try ServedSocket(connections: connections))
        await whole.service.forgetBrief()
        let run = try await Program.run(["status", "--runtime", brief.directory.path] + arguments)
        let other = try await Program.run(["status", "--runtime", whole.directory.path] + arguments)
        #expect(run.status == other.status && run.output == other.output)
        #expect(run.output.isEmpty == (arguments == ["--check"]))
        #expect(await calls(brief) == 2)
        #expect(await calls(whole) == 3)
    }

    @Test func `what is left out of brief ones is null or empty, and all else is as it was`() async throws {
        let connections = Self.connections(4)
        let served = try ServedSocket(connections: connections)
        let answer = try await served.send(.get, "/v1/connections?brief=true")
        var list = try JSONCoder.decode(ConnectionList.self, from: answer.body)
        for (connection, index) in zip(connections, list.connections.indices) {
            let brief = list.connections[index]
            #expect(brief.probe.steps.isEmpty && brief.probing == nil && brief.leads == nil && brief.signIns == nil)
            #expect(brief.needsAttention == connection.needsAttention && brief.isProbed == connection.isProbed)
            #expect(brief.conditions.allSatisfy { [.credentialValid, .needsAttention].contains($0.type) })
            list.connections[index].conditions = connection.conditions
            list.connections[index].probe.steps = connection.probe.steps
            list.connections[index].probing = connection.probing
            list.connections[index].leads = connection.leads
            list.connections[index].signIns = connection.signIns
        }
        #expect(list.connections == connections)
        #expect(try await served.send(.get, "/v1/connections?brief=1").status == 422)
    }

    @Test func `one who does not know of pages is answered all of them`() async throws {
        let served = try ServedSocket(connections: Self.connections(300))
        let answer = try await served.send(.get, "/v1/connections")
        let list = try JSONCoder.decode(ConnectionList.self, from: answer.body)
        #expect(list.connections.count == 300 && list.next == nil && !list.unchanged)
        let page = try await served.send(.get, "/v1/connections?limit=2&after=lead-0297")
        let last = try JSONCoder.decode(ConnectionList.self, from: page.body)
        #expect(last.connections.map(\.name) == ["lead-0298", "lead-0299"] && last.next == nil)
        for wrong in ["limit=0", "limit=1001", "limit=x", "after=A%20b", "unless=", "limit=1&limit=2"] {
            #expect(try await served.send(.get, "/v1/connections?\(wrong)").status == 422, "\(wrong)")
        }
    }

    @Test func `where nothing has changed, nothing is transferred, and what was shown stays`() async throws {
        let served = try ServedSocket(connections: Self.connections(300))
        await served.service.change(mark: "1")
        let context = try CommandContext(Invocation(["status", "--runtime", served.directory.path]))
        func look(_ earlier: StatusOverview?) throws -> StatusOverview {
            try StatusOverview.ask(context, StatusSelection(), times: context.times, unless: earlier)
        }
        let first = try look(nil)
        #expect(first.rows.count == 300 && first.tally.all == 300 && first.mark == "1")
        let told = await served.service.told
        #expect(told == 300)
        var second = first
        for _ in 0..<30 { second = try look(second) }
        #expect(await served.service.told == told)
        #expect(second.rows.map(\.name) == first.rows.map(\.name) && second.tally.all == 300)
        await served.service.change(Self.connections(301), mark: "2")
        let third = try look(second)
        #expect(third.rows.count == 301 && third.mark == "2")
        #expect(await served.service.told == told + 301)
    }

    @Test func `one who goes away in the midst of it, and one who does not read, keep nobody else waiting`()
        async throws
    {
        let served = try ServedSocket(connections: Self.connections(1_000))
        let slow = try (0..<8).map { _ in try RawClient(to: served.path) }
        for client in slow { client.send("GET /v1/connections HTTP/1.1\r\nHost: localhost\r\n\r\n") }
        let run = try await Program.run(["status", "--json", "--runtime", served.directory.path])
        #expect(try JSONCoder.decode(ConnectionList.self, from: Array(run.output.utf8)).connections.count == 1_000)
        for client in slow { client.hangUp() }
        #expect(try await served.send(.get, "/v1/connections?limit=1").status == 200)
    }
}
