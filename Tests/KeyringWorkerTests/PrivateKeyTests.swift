import Foundation
import KeyringAccess
import KeyringProtocol
import OpenSSL
import SecureMemory
import TestSupport
import Testing

@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct PrivateKeyTests {
    private static let endpoint =
        "https://login.microsoftonline.com/12345678-8af1-4a5f-1234-12234d01db47/oauth2/v2.0/token"
    private static let application = "23456052-aaaa-bbbb-8662-1234df56788f"

    /// A key that a worker has made.
    private struct Made {
        let key: ItemKey
        let certificate: [UInt8]
        let fingerprint: Fingerprint
    }

    private func make(_ fixture: WorkerFixture, _ key: ItemKey? = nil) async throws -> Made {
        let key = try key ?? newKey("@administrator")
        let now = Int64(Date().timeIntervalSince1970)
        let wish = try #require(
            CertificateWish(commonName: "leadkeeper @administrator", notBefore: now, notAfter: now + 180 * 86_400))
        let answer = await fixture.client.makeKey(key, label: "leadkeeper: @administrator", wish)
        guard case .made(let certificate, let fingerprint) = answer else {
            throw ChildProcess.Failure(description: "failed to make a key: \(answer)\n\(fixture.worker.output)")
        }
        return Made(key: key, certificate: certificate, fingerprint: fingerprint)
    }

    private func statement() throws -> Statement {
        .signIn(try #require(TokenEndpoint(Self.endpoint)), application: try #require(EntraID(Self.application)))
    }

    /// The assertion's text, or the name of the answer.
    private func assertion(
        _ fixture: WorkerFixture, _ made: Made, certificate: [UInt8]? = nil, _ what: Statement? = nil
    )
        async throws -> String
    {
        let statement = if let what { what } else { try self.statement() }
        let answer = await fixture.client.assert(
            made.key, expecting: made.fingerprint, certificate: certificate ?? made.certificate, statement)
        return switch answer {
        case .assertion(let assertion): String(decoding: bytes(of: assertion.bytes), as: UTF8.self)
        case .absent: "(absent)"
        case .torn: "(torn)"
        case .mismatched: "(mismatched)"
        case .isNoPrivateKey: "(no private key)"
        case .unavailable(let trouble): "(\(trouble))"
        }
    }

    @Test func `a key is made, kept, and used, and nobody gets it`() async throws {
        let fixture = try await WorkerFixture()
        let made = try await make(fixture)
        #expect(await fixture.client.read(made.key, expecting: made.fingerprint).text == "(a private key)")
        #expect(await fixture.client.read(made.key, expecting: nil).text == "(a private key)")
        #expect(await fixture.client.check(made.key, expecting: made.fingerprint) == .value(made.fingerprint))
        let token = try JSONWebToken(try await assertion(fixture, made))
        let certificate = try #require(Certificate(der: made.certificate))
        #expect(token.header.keys.sorted() == ["alg", "typ", "x5t#S256"])
        #expect(token.header["alg"] as? String == "PS256")
        #expect(token.header["typ"] as? String == "JWT")
        #expect(token.header["x5t#S256"] as? String == Data(certificate.digest).base64URL)
        #expect(token.claims.keys.sorted() == ["aud", "exp", "iat", "iss", "jti", "nbf", "sub"])
        #expect(token.claims["aud"] as? String == Self.endpoint)
        #expect(token.claims["iss"] as? String == Self.application)
        #expect(token.claims["sub"] as? String == Self.application)
        let now = Int(Date().timeIntervalSince1970)
        let begin = try #require(token.claims["nbf"] as? Int)
        #expect((now - 30...now).contains(begin))
        #expect(token.claims["iat"] as? Int == begin)
        #expect(token.claims["exp"] as? Int == begin + 600)
        #expect(UUID(uuidString: token.claims["jti"] as? String ?? "") != nil)
        #expect(try await token.isSigned(by: made.certificate))
        let other = try JSONWebToken(try await assertion(fixture, made))
        #expect(other.claims["jti"] as? String != token.claims["jti"] as? String)
        #expect(await fixture.client.remove(made.key) == .removed)
        #expect(try await assertion(fixture, made) == "(absent)")
        await fixture.stop()
    }

    @Test func `a proof for Graph is built as well, and is for nothing else`() async throws {
        let fixture = try await WorkerFixture()
        let made = try await make(fixture)
        let id = try #require(EntraID(Self.application))
        let token = try JSONWebToken(try await assertion(fixture, made, .possession(of: id)))
        #expect(token.claims["aud"] as? String == "00000002-0000-0000-c000-000000000000")
        #expect(token.claims["iss"] as? String == Self.application)
        #expect(try await token.isSigned(by: made.certificate))
        await fixture.stop()
    }

    @Test func `the key outlives worker and keyring, and making it again is no harm`() async throws {
        let fixture = try await WorkerFixture()
        let made = try await make(fixture)
        let again = try await make(fixture, made.key)
        #expect(again.fingerprint == made.fingerprint)
        #expect(again.certificate != made.certificate)
        await fixture.stop()
        await fixture.keyring.killKeyring()
        try await fixture.keyring.startKeyring()
        let later = try await WorkerFixture(keyring: fixture.keyring, ledgerKnowsSecrets: true)
        for certificate in [made.certificate, again.certificate] {
            let token = try JSONWebToken(try await assertion(later, made, certificate: certificate))
            #expect(try await token.isSigned(by: certificate))
        }
        await later.stop()
    }

    @Test func `another certificate, another key, a secret: nothing is signed`() async throws {
        let fixture = try await WorkerFixture()
        let (one, other) = (try await make(fixture), try await make(fixture))
        #expect(try await assertion(fixture, one, certificate: other.certificate) == "(mismatched)")
        #expect(try await assertion(fixture, one, certificate: []) == "(mismatched)")
        #expect(try await assertion(fixture, one, certificate: Array("no certificate".utf8)) == "(mismatched)")
        let mistaken = Made(key: one.key, certificate: one.certificate, fingerprint: other.fingerprint)
        #expect(try await assertion(fixture, mistaken) == "(mismatched)")
        let stored = try await fixture.store("hunter2", as: "@administrator")
        let secret = Made(key: stored.key, certificate: one.certificate, fingerprint: stored.fingerprint)
        #expect(try await assertion(fixture, secret) == "(no private key)")
        let now = Int64(Date().timeIntervalSince1970)
        let wish = try #require(CertificateWish(commonName: "leadkeeper", notBefore: now, notAfter: now + 60))
        #expect(await fixture.client.makeKey(stored.key, label: "x", wish) == .refused(.alreadyThere))
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        await fixture.stop()
    }

    @Test func `a private key is stored as no secret, even by who asks the worker without a client`() async throws {
        let fixture = try await WorkerFixture()
        let line = bytes(of: try PrivateKey(bits: 2_048).base64())
        let text = String(decoding: line, as: UTF8.self)
        #expect(await fixture.client.store(try newKey(), label: "x", secret: secret(text)) == .refused(.privateKey))
        let reply = try askDirectly(.store(try newKey(), label: "x", secret(text)), at: fixture.keyring.workerSocket)
        guard case .refused(.privateKey)? = reply else {
            Issue.record("expected a refusal, not \(String(describing: reply))")
            return
        }
        await fixture.stop()
    }

    @Test func `no answer of the worker, and no word of it, has the key`() async throws {
        let fixture = try await WorkerFixture()
        let made = try await make(fixture)
        let item = try await ChildProcess.run(
            "/usr/bin/secret-tool", ["lookup", "connection", made.key.connection, "version", made.key.version],
            environment: fixture.keyring.environment)
        let line = item.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let structure = try #require(Data(base64Encoded: line))
        #expect(structure.count > 1_500)
        let needles = [Data(line.utf8).prefix(200), structure.dropFirst(600).prefix(64)]
        let path = fixture.keyring.workerSocket
        let requests: [Request] = [
            .read(made.key, expecting: made.fingerprint), .read(made.key, expecting: nil),
            .check(made.key, expecting: nil),
            .assert(made.key, expecting: made.fingerprint, certificate: made.certificate, try statement()),
            .store(made.key, label: "x", secret("another")),
        ]
        var said = Data(fixture.worker.output.utf8)
        for request in requests {
            let channel = try #require(UnixSocket.connect(to: path))
            try channel.send([request], before: .now + .seconds(60))
            try channel.receive(before: .now + .seconds(60)) { said += Data($0) }
        }
        for needle in needles { #expect(said.range(of: needle) == nil) }
        await fixture.stop()
    }
}

/// A JSON web token taken apart.
struct JSONWebToken {
    let header: [String: Any]
    let claims: [String: Any]
    private let signed: String
    private let signature: Data

    init(_ text: String) throws {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        try #require(parts.count == 3, "\(text)")
        let decoded = try parts.map { try #require(Data(base64URL: $0)) }
        header = try #require(try JSONSerialization.jsonObject(with: decoded[0]) as? [String: Any])
        claims = try #require(try JSONSerialization.jsonObject(with: decoded[1]) as? [String: Any])
        (signed, signature) = ("\(parts[0]).\(parts[1])", decoded[2])
    }

    /// Whether OpenSSL's command finds the signature to be PS256, by the certificate's key.
    func isSigned(by certificate: [UInt8]) async throws -> Bool {
        let folder = try TemporaryDirectory()
        let path = { (name: String) in "\(folder.path)/\(name)" }
        try Data(certificate).write(to: URL(fileURLWithPath: path("c")))
        try Data(signed.utf8).write(to: URL(fileURLWithPath: path("m")))
        try signature.write(to: URL(fileURLWithPath: path("s")))
        _ = try await ChildProcess.run(
            "/usr/bin/openssl", ["x509", "-inform", "DER", "-in", path("c"), "-noout", "-pubkey", "-out", path("k")])
        let answer = try await ChildProcess.run(
            "/usr/bin/openssl",
            [
                "dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-verify",
                path("k"), "-signature", path("s"), path("m"),
            ])
        return answer.status == 0
    }
}

extension Data {
    fileprivate init?(base64URL text: String) {
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        self.init(base64Encoded: padded.replacing("-", with: "+").replacing("_", with: "/"))
    }

    fileprivate var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
