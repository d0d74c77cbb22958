import Foundation
import KeyringAccess
import KeyringProtocol
import SecureMemory
import TestSupport
import Testing

@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct KeepingTests {
    @Test func `what is stored is read back, checked, and removed`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2 🔑")
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2 🔑")
        #expect(await fixture.client.read(stored.key, expecting: nil).text == "hunter2 🔑")
        #expect(await fixture.client.check(stored.key, expecting: stored.fingerprint) == .value(stored.fingerprint))
        #expect(await fixture.client.check(stored.key, expecting: nil) == .value(stored.fingerprint))
        #expect(await fixture.client.remove(stored.key) == .removed)
        #expect(await fixture.client.remove(stored.key) == .absent)
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "(absent)")
        await fixture.stop()
    }

    @Test func `a secret of 4,096 bytes is kept whole`() async throws {
        let fixture = try await WorkerFixture()
        let text = String((0..<4_096).map { Character(Unicode.Scalar(UInt8(0x20 + $0 % 95))) })
        let stored = try await fixture.store(text)
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == text)
        await fixture.stop()
    }

    @Test func `secrets outlive worker and keyring, and keep their fingerprints`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        await fixture.stop()
        await fixture.keyring.killKeyring()
        try await fixture.keyring.startKeyring()
        let again = try await WorkerFixture(keyring: fixture.keyring, ledgerKnowsSecrets: true)
        #expect(await again.client.status() == .ready)
        #expect(await again.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        await again.stop()
    }

    @Test func `a version is never replaced, and storing the same again is no harm`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("first")
        #expect(await fixture.client.store(stored.key, label: "x", secret: secret("second")) == .refused(.alreadyThere))
        #expect(
            await fixture.client.store(stored.key, label: "x", secret: secret("first")) == .stored(stored.fingerprint))
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "first")
        await fixture.stop()
    }

    @Test func `another secret than the expected one is not handed out`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        let other = Fingerprint(stored.fingerprint.value ^ 1)
        #expect(await fixture.client.read(stored.key, expecting: other).text == "(mismatched)")
        #expect(await fixture.client.check(stored.key, expecting: other) == .mismatched)
        await fixture.stop()
    }

    @Test func `each item is answered for itself`() async throws {
        let fixture = try await WorkerFixture()
        let first = try await fixture.store("one", as: "one")
        let second = try await fixture.store("two", as: "two")
        let missing = try newKey("three")
        let answers = await fixture.check([
            first, (key: missing, fingerprint: Fingerprint(1)), second,
            (key: second.key, fingerprint: first.fingerprint),
        ])
        #expect(answers == [.value(first.fingerprint), .absent, .value(second.fingerprint), .mismatched])
        await fixture.stop()
    }

    @Test func `what is no secret is refused, and the keyring is as well as before`() async throws {
        let fixture = try await WorkerFixture()
        let refused: [(String, StoreRefusal)] = [
            ("", .empty), (String(repeating: "a", count: 4_097), .tooLong), ("a\0b", .notPrintable),
            ("a\nb", .notPrintable),
            ("a\u{7f}", .notPrintable), ("a\u{85}", .notPrintable),
        ]
        for (text, refusal) in refused {
            let key = try newKey()
            #expect(await fixture.client.store(key, label: "x", secret: secret(text)) == .refused(refusal))
            // The worker by itself as well, for a client that does not look.
            let reply = try askDirectly(.store(key, label: "x", secret(text)), at: fixture.keyring.workerSocket)
            guard case .refused(refusal)? = reply else {
                Issue.record("expected \(refusal), not \(String(describing: reply))")
                continue
            }
        }
        let long = String(repeating: "l", count: 256)
        #expect(await fixture.client.store(try newKey(), label: long, secret: secret("a")) == .refused(.badLabel))
        #expect(await fixture.client.status() == .ready)
        await fixture.stop()
    }

    @Test func `removing one version leaves every other that shares a part of its name`() async throws {
        let fixture = try await WorkerFixture()
        var random = SeededGenerator(seed: 24)
        var kept: [ItemKey: Fingerprint] = [:]
        let versions = (0..<4).map { _ in UUID().uuidString.lowercased() }
        for name in ["a", "b", "a-b", "@mail"] {
            for version in versions {
                let key = try #require(ItemKey(connection: name, version: version))
                let answer = await fixture.client.store(key, label: "x", secret: secret("\(key)"))
                guard case .stored(let fingerprint) = answer else {
                    Issue.record("failed to store: \(answer)")
                    return
                }
                kept[key] = fingerprint
            }
        }
        while let key = kept.keys.sorted(by: { "\($0)" < "\($1)" }).randomElement(using: &random), kept.count > 10 {
            #expect(await fixture.client.remove(key) == .removed)
            kept[key] = nil
            for (other, fingerprint) in kept {
                #expect(await fixture.client.read(other, expecting: fingerprint).text == "\(other)")
            }
        }
        await fixture.stop()
    }

    @Test func `no secret is in the arguments, the environment, or the words of the worker`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("correct-horse-battery")
        _ = await fixture.client.read(stored.key, expecting: stored.fingerprint)
        _ = await fixture.client.store(stored.key, label: "x", secret: secret("correct-horse-staple"))
        let workers = try fixture.workers()
        #expect(workers.count == 1)
        for pid in workers + [fixture.worker.pid] {
            for file in ["environ", "cmdline"] {
                let text = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/\(file)"))
                #expect(text.range(of: Data("correct-horse".utf8)) == nil)
            }
            // The kernel gives what is in /proc of an undumpable process to root, and its memory to nobody else.
            let attributes = try FileManager.default.attributesOfItem(atPath: "/proc/\(pid)/mem")
            #expect(attributes[.ownerAccountID] as? Int == 0)
        }
        #expect(!fixture.worker.output.contains("correct-horse"))
        await fixture.stop()
    }

    @Test(.enabled(if: geteuid() == 0, "needs root, to start a worker as somebody else"))
    func `the memory of a worker is closed to its own user, and its /proc belongs to root`() async throws {
        let directory = try TemporaryDirectory()
        chmod(directory.path, 0o777)
        let socket = "\(directory.path)/w.sock"
        let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]
        let worker = try ChildProcess(
            "/usr/bin/setpriv", nobody + [PrivateKeyring.leadkeeper, "keyring", "--keyring", socket],
            environment: ["PATH": "/usr/bin:/bin"])
        #expect(await worker.writes("listening on"), "\(worker.output)")
        let owner =
            try FileManager.default.attributesOfItem(atPath: "/proc/\(worker.pid)/environ")[.ownerAccountID] as? Int
        #expect(owner == 0)
        let reader = try await ChildProcess.run(
            "/usr/bin/setpriv", nobody + ["/usr/bin/head", "-c", "1", "/proc/\(worker.pid)/mem"])
        #expect(reader.exit == .code(1))
        #expect(reader.errors.contains("Permission denied"))
        await worker.stop()
    }
}

/// Sends one request without the client's own checks; absent when the worker closes the connection.
func askDirectly(_ request: Request, at path: String) throws -> Reply? {
    let channel = try #require(UnixSocket.connect(to: path))
    let end = ContinuousClock.now + .seconds(60)
    try channel.send([request], before: end)
    var frame: [UInt8]?
    try? channel.receive(before: end) { frame = Array($0) }
    return try frame?.withUnsafeBytes { try Wire.decodeReply($0) }
}
