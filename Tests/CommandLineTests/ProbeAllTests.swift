import Control
import Credentials
import Foundation
import Glibc
import LeadkeeperDaemon
import TestBasics
import TestSupport
import Testing
import Unix

@testable import ControlTestSupport
@testable import leadkeeper

/// `probe --all`: many at once, told in their order.
@Suite struct ProbeAllTests {
    private static let names = (0..<100).map { "lead-\($0 < 10 ? "0" : "")\($0)" }

    private static func served(_ names: [String] = names) throws -> ServedSocket {
        try ServedSocket(connections: names.map { Samples.connection($0) })
    }

    @Test func `every connection is probed once, and told in the order of the list`() async throws {
        let served = try Self.served()
        let run = try await Program.run(["probe", "--all", "--runtime", served.directory.path])
        #expect(run.status == 1)
        let told = run.output.split(separator: "\n").filter { $0.hasPrefix("lead-") }.map(String.init)
        #expect(told == Self.names)
        #expect(run.output.hasSuffix("100 probed: 0 ok, 100 failed, 0 unknown\n"))
        let probed = await served.service.calls.filter { $0.hasPrefix("probe ") }
        #expect(probed.sorted() == Self.names.map { "probe whole \($0)" })
        let json = try await Program.run(["probe", "--all", "--json", "--runtime", served.directory.path])
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: [[String: Any]]])
        #expect(object["probes"]?.compactMap { $0["name"] as? String } == Self.names)
    }

    @Test func `one that is busy keeps none of the others from being probed`() async throws {
        let served = try Self.served(["aaa", "busy", "unclear", "works", "zzz"])
        let run = try await Program.run(["probe", "--all", "--sign-in-only", "--runtime", served.directory.path])
        #expect(run.status == 1)
        #expect(run.errors.contains("a probe of busy is under way"))
        #expect(run.output.contains("4 probed: 1 ok, 2 failed, 1 unknown"))
    }

    @Test func `what fails for good ends it, after what stands before it was told`() async throws {
        let names = Self.names[..<40] + ["unknown"] + Self.names[40...].map { "z\($0)" }
        let served = try Self.served(Array(names))
        let run = try await Program.run(["probe", "--all", "--runtime", served.directory.path])
        #expect(run.status == 64)
        #expect(run.errors.contains("there is no connection unknown"))
        #expect(
            run.output.split(separator: "\n").filter { $0.hasPrefix("lead-") }.map(String.init) == Array(names[..<40]))
        #expect(await served.service.calls.count < 80)
    }

    @Test func `a daemon that ends in the midst of it is told as such`() async throws {
        let served = try Self.served()
        let path = served.path
        await served.server.stop()
        let gone = try await Program.run(["probe", "--all", "--runtime", served.directory.path])
        #expect(gone.status == 69 && gone.output.isEmpty)
        #expect(access(path, F_OK) != 0)
    }
}

/// Several requests at once, over connections that are kept.
@Suite struct ControlLaneTests {
    /// Asks for the status of each of these, so many at once; how often the server was connected to, and the names
    /// told.
    private func ask(_ names: [String], atOnce width: Int, answering: String = "") throws -> (Int, [String]) {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/control.sock"
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(listener) }
        try #require(UnixAddress.withAddress(of: path) { bind(listener, $0, $1) } == 0 && listen(listener, 64) == 0)
        let count = Counter()
        let fields = answering
        let server = Thread { Self.serve(listener, count, fields) }
        server.start()
        var told: [String] = []
        let requests = names.compactMap { CredentialName($0) }.map { GetConnection($0) }
        try ControlClient(runtime: directory.path).ask(
            requests, atOnce: width, to: { "ask about \($0.name)" }, began: { _ in }
        ) { index, answer throws(Failure) in
            switch answer {
            case .success(let connection): told.append(connection.name)
            case .failure(let failure): throw failure
            }
        }
        return (count.value, told)
    }

    /// Counts from several threads.
    private final class Counter: @unchecked Sendable {
        private let lock = NSLock()
        private var count = 0
        var value: Int { lock.withLock { count } }
        func add() { lock.withLock { count += 1 } }
    }

    /// Answers on each connection, each on a thread of its own, in small pieces, and with those fields.
    private static func serve(_ listener: Int32, _ count: Counter, _ fields: String) {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            count.add()
            Thread {
                defer { close(client) }
                while let request = receive(client) {
                    let name = request.split(separator: " ")[1].split(separator: "/").last.map(String.init) ?? ""
                    guard let body = try? JSONEncoder().encode(Samples.connection(name)) else { return }
                    let head = "HTTP/1.1 200 OK\r\n\(fields)Content-Length: \(body.count)\r\n\r\n"
                    let bytes = Array(head.utf8) + body
                    for start in stride(from: 0, to: bytes.count, by: 700) {
                        let piece = bytes[start..<min(bytes.count, start + 700)]
                        guard piece.withUnsafeBytes({ send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }) > 0
                        else { return }
                    }
                    if fields.contains("close") { return }
                }
            }.start()
        }
    }

    private static func receive(_ client: Int32) -> String? {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
            var byte: UInt8 = 0
            guard recv(client, &byte, 1, 0) == 1 else { return nil }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let names = (10..<70).map { "lead-\($0)" }

    @Test func `as many connections are made as requests are asked at once, and no more`() throws {
        for width in [1, 4, 16] {
            let (connections, told) = try ask(Self.names, atOnce: width)
            #expect(connections <= width && connections >= 1)
            #expect(told == Self.names)
        }
        #expect(try ask(["alone"], atOnce: 16).0 == 1)
    }

    @Test func `where the daemon closes after each answer, another connection is made`() throws {
        let (connections, told) = try ask(Self.names, atOnce: 4, answering: "Connection: close\r\n")
        #expect(connections == Self.names.count)
        #expect(told == Self.names)
    }
}
