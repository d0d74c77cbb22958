import Dispatch
import Foundation
import Microhttpd
import SecureMemory
import Simulators
import Synchronization
import TestSupport
import Testing

@Suite struct HTTPServerTests {
    /// Says back what it was asked.
    static let echo: HTTPServer.Handler = { request, responder in
        let query = request.query.entries.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
        var lines = [request.method, request.path, query, String(decoding: request.bodyBytes, as: UTF8.self)]
        if let peer = request.peer { lines.append("\(peer.userID) \(peer.groupID) \(peer.processID)") }
        responder.respond(
            ServerResponse(status: 200, type: "text/plain", bytes: Array(lines.joined(separator: "\n").utf8)))
    }

    static func server(
        limits: HTTPServer.Limits = .init(), handler: @escaping HTTPServer.Handler = echo
    ) throws -> (server: HTTPServer, port: UInt16) {
        let socket = try ListeningSocket(loopback: "127.0.0.1")
        let bound = socket.port
        let port = try #require(bound)
        return (try HTTPServer(on: socket, label: "test server", limits: limits, handler: handler), port)
    }

    @Test func `a Unix socket's request names its peer, its query and its body`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.url.appending(path: "control.sock").path
        let server = try HTTPServer(
            on: ListeningSocket(path: path, mode: 0o660), label: "test server", handler: Self.echo)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o660)
        let answer = try await ChildProcess.run(
            "curl",
            ["-sS", "--unix-socket", path, "-X", "PUT", "--data-binary", "s3cret", "http://x/v1/a%20b?to=a%26b&c"])
        let lines = answer.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(answer.status == 0)
        #expect(lines.prefix(4) == ["PUT", "/v1/a b", "to=a&b;c=", "s3cret"])
        #expect(try #require(lines.last).hasPrefix("\(getuid()) \(getgid()) "))
        await server.stop()
    }

    @Test func `a stale socket file is replaced, one that is served is not`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.url.appending(path: "control.sock").path
        _ = try ListeningSocket(path: path)
        let server = try HTTPServer(on: ListeningSocket(path: path), label: "test server", handler: Self.echo)
        #expect(throws: HTTPServerError.self) { _ = try ListeningSocket(path: path) }
        await server.stop()
    }

    @Test func `no address but loopback's is listened on`() {
        for address in ["0.0.0.0", "192.0.2.1", "localhost", "128.0.0.1"] {
            #expect(throws: HTTPServerError.self) { _ = try ListeningSocket(loopback: address) }
        }
    }

    @Test(arguments: [(65_536, 200), (65_537, 413), (1_000_000, 413), (5_000_000, 413)])
    func `a body is taken up to the limit and refused beyond it`(size: Int, status: Int) async throws {
        let (server, port) = try Self.server()
        let directory = try TemporaryDirectory()
        let file = directory.url.appending(path: "body")
        try Data(repeating: 65, count: size).write(to: file)
        for options in [[], ["-H", "Transfer-Encoding: chunked"], ["-H", "Expect:"]] {
            let answer = try await ChildProcess.run(
                "curl",
                ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", "@\(file.path)"] + options
                    + ["http://127.0.0.1:\(port)/"])
            #expect(answer.output == "\(status)", "\(options): \(answer.errors)")
        }
        await server.stop()
    }

    @Test func `a chunked body that has no end is cut off`() async throws {
        let (server, port) = try Self.server()
        let client = try RawClient(port: port)
        client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = "10000\r\n" + String(repeating: "A", count: 65_536) + "\r\n"
        for _ in 0..<160 { client.send(chunk) }
        #expect(await client.read().hasPrefix("HTTP/1.1 200") == false)
        await server.stop()
    }

    @Test func `a body that is said to be huge is refused before it comes`() async throws {
        let (server, port) = try Self.server()
        let client = try RawClient(port: port)
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
        #expect(await client.read().hasPrefix("HTTP/1.1 413"))
        await server.stop()
    }

    @Test func `a header that is too large is refused`() async throws {
        let (server, port) = try Self.server()
        let client = try RawClient(port: port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + String(repeating: "a", count: 40_000) + "\r\n\r\n")
        #expect(await client.read().hasPrefix("HTTP/1.1 431"))
        await server.stop()
    }

    @Test func `a client that drips its request is cut off though it is never inactive`() async throws {
        var limits = HTTPServer.Limits()
        limits.request = .milliseconds(300)
        let (server, port) = try Self.server(limits: limits)
        let client = try RawClient(port: port)
        client.send("GET / HTTP/1.1\r\n")
        let dripper = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "dripper"))
        dripper.setEventHandler { client.send("a") }
        dripper.schedule(deadline: .now(), repeating: .milliseconds(20))
        dripper.activate()
        let answer = await client.read()
        dripper.cancel()
        #expect(!answer.contains("200") && !answer.hasSuffix("hung"))
        await server.stop()
    }

    @Test func `a thousand idle connections do not keep one request from being answered`() async throws {
        var limits = HTTPServer.Limits()
        limits.connections = 1_100
        let (server, port) = try Self.server(limits: limits)
        let idle = try (0..<1_000).map { _ in try RawClient(port: port) }
        idle[500].send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(await idle[500].read().hasPrefix("HTTP/1.1 200"))
        await server.stop()
        #expect(await idle[999].read().hasPrefix("HTTP") == false)
    }

    @Test func `connections beyond the limit wait for their turn`() async throws {
        var limits = HTTPServer.Limits()
        limits.connections = 2
        let (server, port) = try Self.server(limits: limits)
        var first: [RawClient] = try (0..<2).map { _ in try RawClient(port: port) }
        first[0].send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = await first[0].read { $0.contains("\r\n\r\n") }
        let late = try RawClient(port: port)
        late.send("GET /late HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        first.removeAll()
        #expect(await late.read().contains("/late"))
        await server.stop()
    }

    @Test func `an answer may come later, from another thread`() async throws {
        let (server, port) = try Self.server { _, responder in
            Thread.detachNewThread { responder.respond(ServerResponse(status: 202)) }
        }
        let answer = try await ChildProcess.run(
            "curl",
            [
                "-sS", "-o", "/dev/null", "-w", "%{http_code} ", "http://127.0.0.1:\(port)/", "-o", "/dev/null",
                "http://127.0.0.1:\(port)/",
            ])
        #expect(answer.output == "202 202 ")
        await server.stop()
    }

    @Test func `a request that is let go of is answered 500, a dropped one not at all`() async throws {
        let (server, port) = try Self.server { request, responder in
            if request.path == "/drop" { responder.drop() }
        }
        let forgotten = try RawClient(port: port)
        forgotten.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(await forgotten.read().hasPrefix("HTTP/1.1 500"))
        let dropped = try RawClient(port: port)
        dropped.send("GET /drop HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await dropped.read().hasPrefix("HTTP") == false)
        await server.stop()
    }

    @Test func `a body is streamed, paused, broken off`() async throws {
        let (server, port) = try Self.server { request, responder in
            let left = Mutex(6)
            let breaks = request.path == "/break"
            responder.respond(
                ServerResponse(
                    status: 200,
                    body: .stream(length: breaks ? 100 : nil) {
                        left.withLock { left in
                            left -= 1
                            if left == 0 { return breaks ? .abort : .end }
                            return left.isMultiple(of: 2) ? .pause(.milliseconds(5)) : .bytes([UInt8(ascii: "x")])
                        }
                    }))
        }
        let whole = try await ChildProcess.run("curl", ["-sS", "http://127.0.0.1:\(port)/"])
        #expect(whole.output == "xxx" && whole.status == 0)
        let broken = try await ChildProcess.run("curl", ["-sS", "http://127.0.0.1:\(port)/break"])
        #expect(broken.output == "xxx" && broken.status == 18)
        await server.stop()
    }

    @Test func `a secret in an answer arrives`() async throws {
        let (server, port) = try Self.server { _, responder in
            responder.respond(
                ServerResponse(status: 200, body: .secret(SharedSecret(SecretBytes(copying: Array("s3cret".utf8))))))
        }
        let answer = try await ChildProcess.run("curl", ["-sS", "http://127.0.0.1:\(port)/"])
        #expect(answer.output == "s3cret")
        await server.stop()
    }

    @Test func `HEAD has the length and no body, and a line break in a header is not sent`() async throws {
        let (server, port) = try Self.server { request, responder in
            let headers = request.path == "/split" ? [("X-Split", "a\r\nInjected: b")] : []
            responder.respond(
                ServerResponse(status: 200, type: "text/plain", bytes: Array("12345".utf8), headers: headers))
        }
        let head = try await ChildProcess.run("curl", ["-sS", "-I", "http://127.0.0.1:\(port)/"])
        #expect(head.output.contains("Content-Length: 5\r\n") && head.output.hasSuffix("\r\n\r\n"))
        let split = try await ChildProcess.run("curl", ["-sS", "-i", "http://127.0.0.1:\(port)/split"])
        #expect(split.output.hasPrefix("HTTP/1.1 500") && !split.output.contains("Injected"))
        await server.stop()
    }

    @Test func `stopping lets a request be answered, and closes the rest`() async throws {
        let held = try await HeldRequest()
        async let stopped: Void = held.server.stop(grace: .seconds(20))
        held.responder.respond(ServerResponse(status: 204))
        #expect(await held.client.read().hasPrefix("HTTP/1.1 204"))
        await stopped
        #expect(throws: RawClient.Failure.self) { _ = try RawClient(port: held.port) }
    }

    @Test func `servers may start and stop by the hundred, and twice`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<300 {
                group.addTask {
                    let (server, port) = try Self.server()
                    let client = try RawClient(port: port)
                    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    async let first: Void = server.stop()
                    await server.stop()
                    await first
                    _ = await client.read()
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `stopping without grace closes a request that nobody answers`() async throws {
        let held = try await HeldRequest()
        await held.server.stop()
        #expect(await held.client.read().isEmpty)
        withExtendedLifetime(held.responder) {}
    }

    @Test func `a TLS client is shown the certificate of the host it asks for`() async throws {
        let directory = try TemporaryDirectory()
        let authority = try await CertificateAuthority(in: directory.url.appending(path: "ca"))
        let right = try await authority.issue(for: ["right.localhost"])
        let wrong = try await authority.issue(for: ["wrong.localhost"], flaw: .wrongHost)
        let identities = [
            "right.localhost": try TLSIdentity(certificatePEM: right.certificatePEM, keyPEM: right.keyPEM),
            "wrong.localhost": try TLSIdentity(certificatePEM: wrong.certificatePEM, keyPEM: wrong.keyPEM),
        ]
        let socket = try ListeningSocket(loopback: "127.0.0.1")
        let bound = socket.port
        let port = try #require(bound)
        let server = try HTTPServer(
            on: socket, label: "test server", identity: { identities[$0 ?? ""] }, handler: Self.echo)
        for (host, status) in [("right", 0), ("wrong", 60), ("other", 35)] {
            let answer = try await ChildProcess.run(
                "curl",
                [
                    "-sS", "--cacert", authority.certificateFile.path, "--resolve",
                    "\(host).localhost:\(port):127.0.0.1",
                    "https://\(host).localhost:\(port)/",
                ])
            #expect(answer.status == status, "\(host): \(answer.errors)")
        }
        await server.stop()
    }

    @Test func `a key that is none is an error`() async throws {
        #expect(throws: HTTPServerError.self) { _ = try TLSIdentity(certificatePEM: "x", keyPEM: "y") }
    }
}

/// A server with one request that waits for its answer.
private struct HeldRequest {
    let server: HTTPServer
    let port: UInt16
    let client: RawClient
    let responder: Responder

    init() async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Responder.self)
        (server, port) = try HTTPServerTests.server { _, responder in arrival.yield(responder) }
        client = try RawClient(port: port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        var iterator = arrivals.makeAsyncIterator()
        responder = try #require(await iterator.next())
    }
}
