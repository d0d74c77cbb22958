import Credentials
import Curl
import Foundation
import Ports
import SecureMemory
import TestSupport
import Testing

@testable import Couriers

/// Signs of life on their way, against a server that misbehaves below HTTP.
@Suite struct HTTPMonitorTests {
    private static let server = Task { try await RudeServer() }
    /// What stands in each URL and must stand in no answer.
    private static let canary = "c4n4ry-of-the-url"

    private func send(
        _ sign: LifeSign = .well, to url: String, as kind: Heartbeat.Kind = .plain, allowsPrivate: Bool = true,
        timeout: Duration = .seconds(20)
    ) async throws -> LifeSignAnswer {
        let monitor = try HTTPMonitor(
            HTTPCourier.Network(caFile: try await Self.server.value.caFile, timeout: timeout))
        let answer = await monitor.send(
            sign, to: SharedSecret(SecretBytes(copying: Array(url.utf8))),
            as: Heartbeat(kind, allowsPrivate: allowsPrivate))
        for text in [answer.text, answer.host ?? "", "\(answer)"] { #expect(!text.contains(Self.canary), "\(text)") }
        return answer
    }

    private func url(_ path: String, on listener: RudeServer.Listener = .good) async throws -> String {
        try await Self.server.value.url("\(path)\(path.contains("?") ? "&" : "?")\(Self.canary)", on: listener)
    }

    private func requests(_ mark: String) async throws -> [RudeServer.Request] {
        let server = try await Self.server.value
        var configuration = HTTPClient.Configuration()
        configuration.caFile = server.caFile
        let answer = try await HTTPClient(configuration: configuration).perform(
            HTTPRequest(.get, server.url("/history"), bodyLimit: 64 << 20))
        return try JSONDecoder().decode([RudeServer.Request].self, from: Data(answer.body)).filter {
            $0.target.contains(mark)
        }
    }

    private func secret(_ text: String) -> SharedSecret { SharedSecret(SecretBytes(copying: Array(text.utf8))) }

    @Test(
        arguments: [
            ("https://hc-ping.com/uuid", Heartbeat.Kind.healthchecks, "https://hc-ping.com/uuid/fail"),
            ("https://hc-ping.com/key/slug?create=1", .healthchecks, "https://hc-ping.com/key/slug/fail?create=1"),
            ("https://hc-ping.com/uuid/", .healthchecks, "https://hc-ping.com/uuid/fail"),
            (
                "https://kuma.example/api/push/t0ken?status=up&msg=OK&ping=", .uptimeKuma,
                "https://kuma.example/api/push/t0ken?status=down&msg=mail%3A%20%26%20no"
            ),
            ("https://monitor.example/x", .plain, nil),
        ] as [(String, Heartbeat.Kind, String?)])
    func `each kind has a way of its own to be told that something is wrong`(
        url: String, kind: Heartbeat.Kind, target: String?
    ) throws {
        let address = try #require(MonitorAddress(secret(url)))
        #expect(address.url(for: .unwell("mail: & no"), kind) == target)
        #expect((target != nil) == kind.takesReasons)
        let well = try #require(address.url(for: .well, kind))
        #expect(kind == .uptimeKuma ? well.hasSuffix("/t0ken?status=up&msg=OK") : well == url)
    }

    @Test(arguments: ["", "hc-ping.com/uuid", "ftp://x/y", "https://", "https://user@x/y", "https:///x"])
    func `what is no URL is named as that, and nobody is asked`(text: String) async throws {
        #expect(MonitorAddress(secret(text)) == nil || text.isEmpty)
        guard !text.isEmpty else { return }
        let answer = try await send(to: text)
        #expect(!answer.isTaken && answer.host == nil)
    }

    @Test func `the reason is posted as text, cut and without what could steer a display`() async throws {
        let mark = UUID().uuidString
        let reason = "mail: \u{202E}no\r\n" + String(repeating: "x", count: 4_000)
        let base = try await Self.server.value.url("/echo/\(mark)")
        _ = try await send(.unwell(reason), to: base, as: .healthchecks)
        let request = try #require(try await requests(mark).first)
        #expect(request.method == "POST" && request.target == "/echo/\(mark)/fail")
        #expect(request.header("Content-Type")?.hasPrefix("text/plain") == true)
        #expect(request.body.hasPrefix("mail: no") && request.body.count <= 310)
    }

    @Test(arguments: [200, 204]) func `a sign that is taken is taken`(code: Int) async throws {
        let answer = try await send(to: await url("/status?code=\(code)"))
        #expect(answer.isTaken && answer.host?.hasPrefix("localhost:") == true)
    }

    @Test(arguments: [301, 302, 307, 400, 401, 403, 404, 410, 429, 500, 502, 503])
    func `any other answer is none`(code: Int) async throws {
        let answer = try await send(to: await url("/status?code=\(code)"))
        #expect(!answer.isTaken && answer.text.contains("answered \(code)"))
    }

    @Test func `a redirect is not followed`() async throws {
        let mark = UUID().uuidString
        let target = try await Self.server.value.url("/echo?\(mark)", on: .other)
        #expect(try await !send(to: await url("/redirect?to=\(target)")).isTaken)
        #expect(try await requests(mark).allSatisfy { !$0.target.hasPrefix("/echo") })
    }

    @Test(arguments: [RudeServer.Listener.expired, .wrongHost, .selfSigned, .unknownAuthority, .oldTLS, .reset])
    func `a bad certificate or handshake fails closed`(listener: RudeServer.Listener) async throws {
        #expect(try await !send(to: await url("/status?code=200", on: listener)).isTaken)
    }

    @Test func `what hangs or drips ends in its time`() async throws {
        let start = ContinuousClock.now
        for (path, listener) in [
            ("/late?seconds=30", RudeServer.Listener.good), ("/slow-header", .good), ("/status?code=200", .silent),
        ] {
            #expect(try await !send(to: await url(path, on: listener), timeout: .seconds(2)).isTaken, "\(path)")
        }
        #expect(ContinuousClock.now - start < .seconds(25))
    }

    @Test func `nothing behind the header of an answer is waited for or read`() async throws {
        for path in ["/slow-body", "/endless-body", "/bytes?count=104857600", "/endless-trailers"] {
            #expect(try await send(to: await url(path), timeout: .seconds(10)).isTaken, "\(path)")
        }
        for path in ["/big-header", "/many-headers", "/garbage", "/drop"] {
            #expect(try await !send(to: await url(path)).isTaken, "\(path)")
        }
    }

    @Test func `this host and private networks are reached where that is allowed alone, whatever their name`()
        async throws
    {
        let server = try await Self.server.value
        let mark = UUID().uuidString
        let port = server.port()
        for host in ["localhost", "127.0.0.1", "login.localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
            let answer = try await send(
                to: "https://\(host):\(port)/echo?\(mark)", allowsPrivate: false, timeout: .seconds(5))
            #expect(!answer.isTaken, "\(host): \(answer)")
        }
        #expect(try await requests(mark).isEmpty)
        #expect(try await send(to: server.url("/echo?\(mark)")).isTaken)
    }
}
