import Credentials
import Foundation
import JSON
import Ports
import SecureMemory
import TestSupport
import Testing

@testable import Couriers

/// Notices on their way to channels, against a server that misbehaves below HTTP.
@Suite struct HTTPCourierTests {
    private static let server = Task { try await RudeServer() }
    /// What stands in each URL and must stand nowhere else.
    private static let canary = "c4n4ry-of-the-url"
    private static let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private static func message(_ id: String = "msg1") -> ChannelMessage {
        ChannelMessage(
            id: id, kind: "lapses", level: "reminder", levelWords: "REMINDER", connection: "contoso",
            environment: "https://contoso.crm4.dynamics.com", host: "gate.contoso.example", language: "en",
            subject: "[leadkeeper] leads stop on 4 December", text: "Your leads stop on Friday.",
            startBy: "Start today.", link: "https://entra.microsoft.com/", expiresAt: Instant(secondsSinceEpoch: 1),
            at: Instant(secondsSinceEpoch: 0))
    }

    private func channel(_ kind: Channel.Kind = .webhook, allowsPrivate: Bool = true) throws -> Channel {
        Channel(try #require(ChannelName("ops")), kind, allowsPrivate: allowsPrivate)
    }

    private func deliver(
        _ url: String, to channel: Channel, timeout: Duration = .seconds(20), id: String = "msg1",
        at now: Instant = Instant(secondsSinceEpoch: 1_700_000_000)
    ) async throws -> Delivery {
        let server = try await Self.server.value
        let courier = try HTTPCourier(HTTPCourier.Network(caFile: server.caFile, timeout: timeout))
        let secret = SharedSecret(SecretBytes(copying: Array(url.utf8)))
        let delivery = await courier.deliver(
            try JSONCoder.encode(Self.message(id)), to: .channel(channel.name), through: channel, secret: secret,
            at: now)
        for text in [delivery.text, delivery.sentence, delivery.server ?? "", "\(delivery)"] {
            #expect(!text.contains(Self.canary) && !text.contains("whsec"), "\(text)")
        }
        return delivery
    }

    private func url(_ path: String, on listener: RudeServer.Listener = .good) async throws -> String {
        let separator = path.contains("?") ? "&" : "?"
        return try await Self.server.value.url("\(path)\(separator)\(Self.canary)", on: listener)
    }

    @Test(arguments: Channel.Kind.allCases.filter { $0.hasURL && $0.takesNotices })
    func `a notice that is taken is accepted`(
        kind: Channel.Kind
    ) async throws {
        let delivery = try await deliver(await url("/status?code=202"), to: channel(kind))
        #expect(delivery.isAccepted && delivery.code == 202)
        #expect(delivery.server?.hasPrefix("localhost:") == true)
    }

    @Test(arguments: [
        (301, MailVerdict.Consequence.restsAll, true), (302, .restsAll, true), (307, .restsAll, true),
        (400, .restsMail, true), (401, .restsAll, true), (403, .restsAll, true), (404, .restsAll, true),
        (408, .restsAll, false), (410, .restsAll, true), (413, .restsMail, true), (429, .restsAll, false),
        (500, .restsAll, false), (502, .restsAll, false), (503, .restsAll, false),
    ]) func `each refusal is told apart`(
        code: Int, consequence: MailVerdict.Consequence, isLasting: Bool
    ) async throws {
        for kind in Channel.Kind.allCases.filter({ $0.hasURL && $0.takesNotices }) {
            let delivery = try await deliver(await url("/status?code=\(code)"), to: channel(kind))
            #expect(delivery.code == code)
            #expect(delivery.verdict.consequence == consequence && delivery.verdict.isLasting == isLasting)
            #expect(!delivery.isUnseen)
        }
    }

    @Test func `a rest that is asked for is kept`() async throws {
        let delivery = try await deliver(await url("/status?code=429&retry-after=120"), to: channel())
        #expect(delivery.verdict == MailVerdict(.limit, .restsAll, isLasting: false, rest: .seconds(120)))
    }

    @Test(arguments: [RudeServer.Listener.expired, .wrongHost, .selfSigned, .unknownAuthority, .oldTLS, .reset])
    func `a bad certificate or handshake fails closed`(listener: RudeServer.Listener) async throws {
        let delivery = try await deliver(await url("/status?code=200", on: listener), to: channel())
        #expect(delivery.verdict.consequence == .restsAll && delivery.verdict.isLasting)
        #expect(delivery.code == nil && !delivery.isUnseen)
    }

    @Test func `what hangs or drips ends in its time, and may have been taken`() async throws {
        for path in ["/late?seconds=30", "/slow-header"] {
            let delivery = try await deliver(await url(path), to: channel(), timeout: .seconds(4))
            #expect(delivery.verdict.consequence == .restsAll && !delivery.verdict.isLasting, "\(path)")
            #expect(delivery.isUnseen, "\(path)")
        }
        let silent = try await deliver(
            await url("/status?code=200", on: .silent), to: channel(), timeout: .seconds(4))
        #expect(!silent.isAccepted && !silent.isUnseen)
    }

    @Test func `once the answer has begun, nothing behind its header is waited for or read`() async throws {
        for path in ["/slow-body", "/endless-body", "/half", "/bytes?count=104857600", "/endless-trailers"] {
            let delivery = try await deliver(await url(path), to: channel(), timeout: .seconds(10))
            #expect(delivery.isAccepted, "\(path): \(delivery.text)")
        }
    }

    @Test func `a header without end, garbage and a lost connection are no acceptance`() async throws {
        for path in ["/big-header", "/many-headers", "/garbage", "/drop", "/reset"] {
            let delivery = try await deliver(await url(path), to: channel())
            #expect(!delivery.isAccepted && delivery.verdict.consequence == .restsAll, "\(path)")
        }
    }

    @Test func `a redirect is not followed`() async throws {
        let server = try await Self.server.value
        let mark = UUID().uuidString
        let target = server.url("/echo?\(mark)", on: .other)
        let delivery = try await deliver(await url("/redirect?to=\(target)"), to: channel())
        #expect(delivery.code == 302 && !delivery.isAccepted)
        #expect(try await requests(mark).allSatisfy { !$0.target.hasPrefix("/echo") })
    }

    @Test(arguments: [
        "https://localhost:PORT", "https://127.0.0.1:PORT", "https://127.1:PORT", "https://2130706433:PORT",
    ])
    func `what is on this host is refused unless it is allowed, whatever it is called`(place: String) async throws {
        let mark = UUID().uuidString
        let port = try await Self.server.value.port()
        let url = place.replacing("PORT", with: String(port)) + "/echo?\(mark)&\(Self.canary)"
        let delivery = try await deliver(url, to: channel(allowsPrivate: false))
        #expect(!delivery.isAccepted && delivery.verdict.isLasting && delivery.code == nil)
        #expect(delivery.text.contains("private network"), "\(delivery.text)")
        #expect(try await requests(mark).isEmpty)
    }

    @Test func `plain HTTP is for this host alone, and where it is allowed`() async throws {
        let port = try await Self.server.value.port(.plain)
        let here = "http://localhost:\(port)/status?code=200&\(Self.canary)"
        #expect(try await deliver(here, to: channel()).isAccepted)
        #expect(try await !deliver(here, to: channel(allowsPrivate: false)).isAccepted)
        let elsewhere = try await deliver("http://192.0.2.1/\(Self.canary)", to: channel(), timeout: .seconds(2))
        #expect(elsewhere.text.contains("plain HTTP is for this host alone"), "\(elsewhere.text)")
    }

    @Test func `what is no URL, and what was written for another kind, is not sent`() async throws {
        #expect(try await deliver("ftp://x/\(Self.canary)", to: channel()).verdict.consequence == .restsAll)
        let courier = try HTTPCourier(HTTPCourier.Network())
        let secret = SharedSecret(SecretBytes(copying: Array("https://localhost/".utf8)))
        let delivery = await courier.deliver(
            Array("Subject: mail".utf8), to: .channel(try channel().name), through: try channel(), secret: secret,
            at: Instant(secondsSinceEpoch: 0))
        #expect(delivery.verdict.consequence == .ends)
    }

    @Test func `a webhook gets a CloudEvent, signed as Standard Webhooks has it`() async throws {
        let mark = UUID().uuidString
        let delivery = try await deliver(await url("/echo?\(mark)") + "#\(Self.key)", to: channel(), id: mark)
        #expect(delivery.isAccepted)
        let request = try #require(try await requests(mark).first)
        #expect(request.method == "POST" && !request.target.contains("whsec"))
        #expect(request.header("content-type") == "application/cloudevents+json; charset=utf-8")
        #expect(request.header("webhook-id") == mark)
        #expect(request.header("webhook-timestamp") == "1700000000")
        #expect(request.header("webhook-signature")?.hasPrefix("v1,") == true)
        let unsigned = UUID().uuidString
        #expect(try await deliver(await url("/echo?\(unsigned)"), to: channel()).isAccepted)
        #expect(try await requests(unsigned).first?.header("webhook-signature") == nil)
        #expect(try await !deliver(await url("/echo") + "#whsec_!!!", to: channel()).isAccepted)
    }

    @Test func `the signature is the one that Standard Webhooks publishes for its example`() throws {
        // https://github.com/standard-webhooks/standard-webhooks, libraries/javascript/src/webhook.test.ts, "sign function
        // works".
        let secret = SharedSecret(
            SecretBytes(copying: Array("https://example.com/x#whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8)))
        let address = try #require(ChannelAddress(secret))
        #expect(address.url == "https://example.com/x" && address.host == "example.com")
        #expect(
            StandardWebhook.signature(
                of: Array(#"{"test": 2432232314}"#.utf8), id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
                timestamp: 1_614_265_330, by: address) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    /// An address as the keyring has it, taken apart.
    static func address(_ text: String) -> ChannelAddress? {
        ChannelAddress(SharedSecret(SecretBytes(copying: Array(text.utf8))))
    }

    private func requests(_ mark: String) async throws -> [RudeServer.Request] {
        let server = try await Self.server.value
        let answer = try await ChildProcess.run(
            "/usr/bin/curl", ["--silent", "--cacert", server.caFile, server.url("/history")])
        let all = try JSONDecoder().decode([RudeServer.Request].self, from: Data(answer.output.utf8))
        return all.filter { $0.target.contains(mark) }
    }

    // MARK: Canaries

    private func prove(
        _ url: String, _ channel: Channel, timeout: Duration = .seconds(20)
    ) async throws -> WayProof {
        let courier = try HTTPCourier(
            HTTPCourier.Network(caFile: try await Self.server.value.caFile, timeout: timeout), host: "gate.example")
        let proof = await courier.prove(
            channel, secret: SharedSecret(SecretBytes(copying: Array(url.utf8))),
            at: Instant(secondsSinceEpoch: 1_700_000_000))
        #expect(!"\(proof)".contains(Self.canary) && !"\(proof)".contains("whsec"), "\(proof)")
        return proof
    }

    @Test func `a ping is an event of its own kind, signed as a notice is`() async throws {
        let mark = UUID().uuidString
        guard case .works = try await prove(await url("/echo?\(mark)") + "#\(Self.key)", channel()) else {
            Issue.record("the ping must be taken")
            return
        }
        let request = try #require(try await requests(mark).first)
        #expect(request.method == "POST" && !request.target.contains("whsec"))
        #expect(request.header("content-type") == "application/cloudevents+json; charset=utf-8")
        #expect(request.header("webhook-id")?.hasPrefix("ping-") == true)
        #expect(request.header("webhook-timestamp") == "1700000000")
        #expect(request.header("webhook-signature")?.hasPrefix("v1,") == true)
        let body = try #require(
            try ChannelForm.webhook.ping(from: "gate.example", id: "ping-1", at: Instant(secondsSinceEpoch: 0)))
        let event = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        #expect(event["specversion"] as? String == "1.0" && event["type"] as? String == "org.leadkeeper.ping")
        #expect(event["source"] as? String == "//gate.example/leadkeeper" && event["id"] as? String == "ping-1")
        let data = try #require(event["data"] as? [String: Any])
        #expect(data["kind"] as? String == "ping" && data["host"] as? String == "gate.example")
    }

    @Test func `what people would see is not pinged, and what takes no pings is left to deliveries`() async throws {
        let mark = UUID().uuidString
        for kind in [Channel.Kind.teams, .slack] {
            guard case .leftToDeliveries = try await prove(await url("/echo?\(mark)"), channel(kind)) else {
                Issue.record("\(kind) must not be pinged")
                return
            }
        }
        #expect(try await requests(mark).isEmpty)
        for code in [400, 413, 415, 422] {
            guard case .leftToDeliveries = try await prove(await url("/status?code=\(code)"), channel()) else {
                Issue.record("\(code) says nothing of notices")
                return
            }
        }
    }

    @Test(arguments: [301, 302, 307, 401, 403, 404, 410, 429, 500, 502, 503])
    func `a ping is refused as a notice would be`(code: Int) async throws {
        guard case .fails(let delivery) = try await prove(await url("/status?code=\(code)"), channel()) else {
            Issue.record("it must fail")
            return
        }
        #expect(delivery.code == code && delivery.verdict.isLasting == (code < 429))
    }

    @Test func `a ping that hangs, drips, ends in garbage or meets a bad certificate fails, and nothing is read on`()
        async throws
    {
        for path in ["/late?seconds=30", "/slow-header", "/garbage", "/drop", "/reset", "/big-header"] {
            guard case .fails = try await prove(await url(path), channel(), timeout: .seconds(3)) else {
                Issue.record("\(path) is no answer")
                return
            }
        }
        for listener in [RudeServer.Listener.expired, .wrongHost, .selfSigned, .unknownAuthority, .silent] {
            guard
                case .fails = try await prove(
                    await url("/status?code=200", on: listener), channel(), timeout: .seconds(3))
            else {
                Issue.record("\(listener) is not to be trusted")
                return
            }
        }
        for path in ["/bytes?count=104857600", "/endless-body"] {
            guard case .works = try await prove(await url(path), channel(), timeout: .seconds(10)) else {
                Issue.record("\(path): the header is the answer")
                return
            }
        }
    }

    @Test func `a ping goes nowhere else`() async throws {
        let server = try await Self.server.value
        let mark = UUID().uuidString
        let redirect = try await prove(await url("/redirect?to=\(server.url("/echo?\(mark)", on: .other))"), channel())
        guard case .fails = redirect,
            case .fails = try await prove(await url("/echo?\(mark)"), channel(allowsPrivate: false)),
            case .fails = try await prove("ftp://x/\(Self.canary)", channel())
        else {
            Issue.record("they must not be followed")
            return
        }
        #expect(try await requests(mark).allSatisfy { !$0.target.hasPrefix("/echo") })
    }
}
