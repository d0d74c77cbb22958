import Foundation
import KeyringAccess
import KeyringProtocol
import SecretService
import SecretStorage
import SecureMemory
import TestSupport
import Testing

/// The wrapper itself, in this process: one test, because GLib has one session bus for a process and its lifetime.
@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct LoginCollectionTests {
    @Test func `attributes are never less than both`() {
        for (connection, version) in [("", ""), ("a", ""), ("", "v"), ("a\0", "v"), ("a", "v\0")] {
            #expect(CredentialAttributes(connection: connection, version: version) == nil)
        }
    }

    @Test func `an authentication code is the first 64 bits of HMAC-SHA256`() {
        // RFC 4231, test cases 2 and 6: a short key, and one longer than a block.
        let short = AuthenticationCode.truncated(
            of: SecretBytes(copying: "what do ya want for nothing?".utf8), key: SecretBytes(copying: "Jefe".utf8))
        #expect(short == 0x5bdc_c146_bf60_754e)
        let long = AuthenticationCode.truncated(
            of: SecretBytes(copying: "Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            key: SecretBytes(copying: [UInt8](repeating: 0xaa, count: 131)))
        #expect(long == 0x60e4_3159_1ee0_b67f)
    }

    @Test func `torn and foreign items are told apart from ours`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        let address = try #require(fixture.keyring.environment["DBUS_SESSION_BUS_ADDRESS"])
        setenv("DBUS_SESSION_BUS_ADDRESS", address, 1)
        let torn = try newKey("torn")
        let doubled = try newKey("doubled")
        let divided = try newKey("divided")
        let huge = try newKey("huge")
        // On a thread of its own, where libsecret may block, and whose collection nobody else sees.
        let labels = await onThread { () -> [String] in
            do {
                let (collection, store) = (try LoginCollection(), try SecretStore())
                #expect(try !collection.isLocked())
                #expect(try collection.replacements().isEmpty)
                let name = { (key: ItemKey) in CredentialAttributes(connection: key.connection, version: key.version) }
                let nothing = SecretBytes(copying: [])
                try store.create(#require(name(torn)), label: "torn", secret: nothing)
                for text in ["same", "same"] {
                    try store.create(
                        #require(name(doubled)), label: "doubled", secret: SecretBytes(copying: text.utf8))
                }
                for text in ["", "one", "other"] {
                    try store.create(
                        #require(name(divided)), label: "divided", secret: SecretBytes(copying: text.utf8))
                }
                #expect(try collection.secrets(of: #require(name(torn))).map { $0.secret.bytes.count } == [0])
                #expect(try collection.secrets(of: #require(name(doubled))).count == 2)
                #expect(try collection.count() == 9)
                let oversize = SecretBytes(copying: [UInt8](repeating: 0x61, count: 5_000))
                let foreign = try #require(CredentialAttributes(connection: "foreign", version: torn.version))
                try store.create(foreign, label: "foreign", secret: oversize)
                let bytes = SecretBytes(copying: [UInt8](repeating: 0x61, count: 200_000))
                try store.create(#require(name(huge)), label: "huge", secret: bytes)
                // Each session has a key of its own, of which one in 256 begins with a zero.
                for _ in 0..<300 {
                    let found = try LoginCollection().secrets(of: #require(name(doubled)))
                    #expect(found.allSatisfy { text(of: $0.secret) == "same" } && found.count == 2)
                }
                collection.discardSignals()
                return try collection.list().map { "\($0.connection) \($0.label)" }.sorted()
            } catch {
                Issue.record(error)
                return []
            }
        }
        #expect(
            labels == [
                "@canary leadkeeper: canary", "@fingerprint-key leadkeeper: key of the fingerprints",
                "contoso leadkeeper: contoso", "divided divided", "divided divided", "divided divided",
                "doubled doubled",
                "doubled doubled", "foreign foreign", "huge huge", "torn torn",
            ])

        #expect(await fixture.client.read(torn, expecting: stored.fingerprint).text == "(torn)")
        #expect(await fixture.client.check(torn, expecting: nil) == .torn)
        guard case .stored(let fingerprint) = await fixture.client.store(torn, label: "whole", secret: secret("whole"))
        else {
            Issue.record("failed to store over a torn item")
            return
        }
        #expect(await fixture.client.read(torn, expecting: fingerprint).text == "whole")

        #expect(await fixture.client.read(doubled, expecting: nil).text == "same")
        #expect(await fixture.client.remove(doubled) == .removed)
        #expect(await fixture.client.read(doubled, expecting: nil).text == "(absent)")

        #expect(await fixture.client.read(divided, expecting: nil).text == "(mismatched)")
        #expect(await fixture.client.store(divided, label: "x", secret: secret("one")) == .refused(.alreadyThere))

        // More than a frame has room for; what is asked together with it is as well as ever.
        let beside = (key: huge, fingerprint: Fingerprint(1))
        for _ in 0..<2 {
            #expect(
                await fixture.checkTogether([stored, beside, stored])
                    == [.value(stored.fingerprint), .mismatched, .value(stored.fingerprint)])
        }
        #expect(await fixture.client.read(huge, expecting: nil).text == "(mismatched)")

        let foreign = try #require(ItemKey(connection: "foreign", version: torn.version))
        #expect(await fixture.client.read(foreign, expecting: nil).text == "(mismatched)")
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        await fixture.stop()
    }

    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}

/// A secret as text: tests have none.
private func text(of secret: SharedSecret) -> String {
    String(decoding: bytes(of: secret.bytes), as: UTF8.self)
}
