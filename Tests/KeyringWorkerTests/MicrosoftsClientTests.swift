import Credentials
import Curl
import Foundation
import KeyringAccess
import Ports
import SecureMemory
import Simulators
import TestSupport
import Testing

@testable import Microsoft

private let judge = PythonJudge("msal_judge.py", in: "judge", requirements: ["msal==1.39.0", "requests==2.34.2"])

/// What leadkeeper sends with a certificate, beside what Microsoft's own client sends with the same one.
@Suite(
    .enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"),
    .enabled("the package index cannot be reached, so there is no msal to judge by") { await judge.isReady })
struct MicrosoftsClientTests {
    private static let directory = "12345678-8af1-4a5f-1234-12234d01db47"
    private static let application = "23456052-aaaa-bbbb-8662-1234df56788f"

    @Test func `it signs in as Microsoft's own client does with the same certificate`() async throws {
        let fixture = try await WorkerFixture()
        let name = try #require(CredentialName("@administrator"))
        let version = UUID().uuidString.lowercased()
        let now = Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970))
        let made = await fixture.client.makeKey(
            name, version: version, label: "leadkeeper: @administrator", commonName: "leadkeeper",
            notBefore: now - .minutes(5), notAfter: now + .days(90))
        guard case .made(let der, let fingerprint) = made else {
            Issue.record("no key was made: \(made)")
            return
        }
        let kept = SecretVersion(
            id: version, stage: .current, fingerprint: fingerprint, issuedAt: now, storedAt: now,
            expiry: .at(now + .days(90), origin: .certificate), certificate: Certificate(der: der))
        let certificate = Certificate(der: der).pem
        let item = try await ChildProcess.run(
            "/usr/bin/secret-tool", ["lookup", "connection", "@administrator", "version", version],
            environment: fixture.keyring.environment)
        let line = item.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let key = "-----BEGIN PRIVATE KEY-----\n\(line)\n-----END PRIVATE KEY-----\n"

        var world = World()
        world.tenants = [World.Tenant(id: Self.directory)]
        world.apps = [World.App(id: Self.application, tenants: [Self.directory])]
        world.apps[0].certificates = [World.Certificate(der: der)]
        world.loginHosts = ["login.microsoftonline.com"]
        world.otherResources = ["https://graph.microsoft.com"]
        let folder = try TemporaryDirectory()
        let cloud = try await MicrosoftCloud.start(
            world: world, hostility: 0, directory: URL(filePath: folder.path))

        // Microsoft's own client.
        let endpoint = "https://login.microsoftonline.com/\(Self.directory)/oauth2/v2.0/token"
        let holder = try #require(KeyHolder(kept, of: name, in: fixture.client))
        let id = try #require(GUID(Self.application))
        let ours = try await holder.assertion(of: .signIn(endpoint: endpoint, application: id))
        let text = String(decoding: bytes(of: ours.bytes), as: UTF8.self)
        let answers = try await judge.run(
            ["\(cloud.port)", cloud.caFile.path],
            [
                [
                    "do": "certificate", "app": Self.application, "key": key, "certificate": certificate,
                    "authority": "https://login.microsoftonline.com/\(Self.directory)",
                    "scope": "https://graph.microsoft.com/.default",
                ],
                ["do": "verify", "assertion": text, "certificate": certificate, "audience": endpoint],
            ])
        let theirs = answers[0]
        #expect(theirs["access_token"] != nil, "\(theirs)")
        #expect(answers[1]["iss"] as? String == Self.application, "PyJWT takes the signature: \(answers[1])")

        // The assertion is the same but for the moments, and the chain that msal sends along.
        let token = try JSONWebToken(text)
        let header = try #require(theirs["header"] as? [String: Any])
        #expect(token.header["alg"] as? String == header["alg"] as? String)
        #expect(token.header["typ"] as? String == header["typ"] as? String)
        let theirDigest = (header["x5t#S256"] as? String)?.replacing("=", with: "")
        #expect(theirDigest != nil && token.header["x5t#S256"] as? String == theirDigest)
        let claims = try #require(theirs["claims"] as? [String: Any])
        for claim in ["aud", "iss", "sub"] {
            #expect(token.claims[claim] as? String == claims[claim] as? String, "\(claim)")
        }
        #expect(Set(claims.keys).isSubset(of: token.claims.keys))

        // So is the form, but for what msal tells of itself.
        let signIn = SignIn(
            EntraApplication(directory: try #require(GUID(Self.directory)), id: id),
            resource: "https://graph.microsoft.com")
        let form = String(decoding: bytes(of: signIn.form(withAssertion: ours.bytes).bytes), as: UTF8.self)
        let fields = Dictionary(
            uniqueKeysWithValues: form.split(separator: "&").map { field in
                let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
                return (parts[0], parts[1].removingPercentEncoding ?? "")
            })
        let sent = try #require(theirs["form"] as? [String: Any])
        for name in ["client_id", "scope", "grant_type", "client_assertion_type"] {
            #expect(fields[name] != nil && fields[name] == sent[name] as? String, "\(name): \(sent)")
        }
        await cloud.stop()
        await fixture.stop()
    }
}
