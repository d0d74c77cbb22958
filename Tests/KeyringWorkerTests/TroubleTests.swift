import Foundation
import KeyringAccess
import KeyringProtocol
import TestSupport
import Testing

@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct TroubleTests {
    @Test func `a keyring with another master password is locked, not empty`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        await fixture.keyring.killKeyring()
        try await fixture.keyring.startKeyring(masterPassword: "wrong")
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "(locked)")
        #expect(await fixture.client.check(try newKey(), expecting: nil) == .unavailable(.locked))
        #expect(await fixture.client.store(try newKey(), label: "x", secret: secret("a")) == .unavailable(.locked))
        #expect(await fixture.client.remove(stored.key) == .unavailable(.locked))
        #expect(await fixture.newClient(ledgerKnowsSecrets: false).status() == .unavailable(.locked))
        await fixture.keyring.killKeyring()
        try await fixture.keyring.startKeyring()
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        await fixture.stop()
    }

    @Test func `a flipped bit in the encrypted part locks the keyring`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        await fixture.keyring.killKeyring()
        let file = URL(fileURLWithPath: fixture.keyring.keyringFile)
        var contents = try Data(contentsOf: file)
        contents[contents.endIndex - 20] ^= 1
        try contents.write(to: file)
        try await fixture.keyring.startKeyring()
        let answer = await fixture.client.read(stored.key, expecting: stored.fingerprint).text
        #expect(answer == "(locked)")
        await fixture.stop()
    }

    @Test(arguments: [0, 50])
    func `a truncated keyring is degraded, is not written, and nothing is called absent`(bytes: Int) async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        await fixture.keyring.killKeyring()
        try fixture.keyring.truncateFile(to: bytes)
        for _ in 0..<2 {
            try await fixture.keyring.startKeyring()
            let trouble = KeyringTrouble.degraded(.replacedCollection)
            #expect(await fixture.client.status() == .unavailable(trouble))
            #expect(await fixture.client.check(stored.key, expecting: stored.fingerprint) == .unavailable(trouble))
            #expect(await fixture.client.store(try newKey(), label: "x", secret: secret("a")) == .unavailable(trouble))
            #expect(await fixture.newClient(ledgerKnowsSecrets: false).status() == .unavailable(trouble))
            await fixture.keyring.killKeyring()
        }
        await fixture.stop()
    }

    @Test func `a keyring that was lost and made anew is degraded for a ledger that knows secrets`() async throws {
        let fixture = try await WorkerFixture(ledgerKnowsSecrets: true)
        let trouble = KeyringTrouble.degraded(.canaryMissing)
        #expect(await fixture.client.status() == .unavailable(trouble))
        #expect(
            await fixture.client.read(try newKey(), expecting: nil).text
                == "(degraded(KeyringProtocol.Degradation.canaryMissing))")
        #expect(await fixture.client.store(try newKey(), label: "x", secret: secret("a")) == .unavailable(trouble))
        #expect(await fixture.newClient(ledgerKnowsSecrets: false).status() == .ready)
        await fixture.stop()
    }

    @Test func `a keyring daemon that was killed and started again is found again`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        for _ in 0..<3 {
            await fixture.keyring.killKeyring()
            try await fixture.keyring.startKeyring()
            #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        }
        await fixture.stop()
    }

    @Test func `without a keyring daemon the answer is unreachable, and comes soon`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        await fixture.keyring.killKeyring()
        // Soon: had it waited for the deadline, it would say that.
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "(unreachable)")
        #expect(await fixture.client.remove(stored.key) == .unavailable(.unreachable))
        #expect(fixture.worker.isRunning)
        await fixture.stop()
    }

    @Test func `a bus killed while nothing happens costs one worker`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        await fixture.keyring.killBus()
        await fixture.keyring.killKeyring()
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "(unreachable)")
        try await fixture.keyring.startBus()
        try await fixture.keyring.startKeyring()
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        #expect(fixture.worker.isRunning)
        await fixture.stop()
    }

    @Test func `a bus killed while a request is under way costs one worker`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        fixture.keyring.setHanging(true)
        async let answer = fixture.client.read(stored.key, expecting: stored.fingerprint)
        await fixture.keyring.killBus()
        #expect(await answer.text == "(unreachable)")
        await fixture.keyring.killKeyring()
        try await fixture.keyring.startBus()
        try await fixture.keyring.startKeyring()
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        #expect(fixture.worker.isRunning)
        await fixture.stop()
    }

    @Test func `a keyring that hangs is given up on in time, and so is the worker`() async throws {
        let fixture = try await WorkerFixture(options: ["--deadline", "3000"])
        let stored = try await fixture.store("hunter2")
        let before = try fixture.workers()
        fixture.keyring.setHanging(true)
        let begin = ContinuousClock.now
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "(timedOut)")
        let took = ContinuousClock.now - begin
        #expect(took > .milliseconds(2_900))
        #expect(await fixture.worker.writes("starting another"))
        fixture.keyring.setHanging(false)
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        #expect(try fixture.workers() != before)
        await fixture.stop()
    }

    @Test func `a client does not wait longer than its deadline for a worker that hangs`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        let hasty = fixture.newClient(ledgerKnowsSecrets: true, deadline: .milliseconds(500))
        let worker = try #require(try fixture.workers().first)
        kill(worker, SIGSTOP)
        // The worker answers nothing any more: that these end at all is the client's doing.
        #expect(await hasty.read(stored.key, expecting: stored.fingerprint).text == "(timedOut)")
        #expect(await hasty.check(stored.key, expecting: stored.fingerprint) == .unavailable(.timedOut))
        kill(worker, SIGKILL)
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        await fixture.stop()
    }

    /// `LEADKEEPER_KILLS` asks for more rounds than a quick run has.
    @Test func `a keyring killed anywhere in a store loses nothing that was acknowledged, and uses nothing torn`()
        async throws
    {
        let fixture = try await WorkerFixture()
        var stored = [try await fixture.store("first")]
        let rounds = ProcessInfo.processInfo.environment["LEADKEEPER_KILLS"].flatMap { Int($0) } ?? 5
        for round in 0..<rounds {
            let key = try newKey()
            let text = "secret of round \(round)"
            let delay = UInt32.random(in: 0...15_000)
            let daemon = fixture.keyring.keyring
            Thread.detachNewThread {
                usleep(delay)
                daemon?.send(SIGKILL)
            }
            let first = await fixture.client.store(key, label: "x", secret: secret(text))
            #expect(await daemon?.exit() == .signal(SIGKILL))
            try await fixture.keyring.startKeyring()
            let between = await fixture.client.read(key, expecting: nil).text
            if case .stored = first { #expect(between == text) }
            #expect([text, "(torn)", "(absent)"].contains(between), "round \(round), killed after \(delay) µs")
            let again = await fixture.client.store(key, label: "x", secret: secret(text))
            guard case .stored(let fingerprint) = again else {
                Issue.record("failed to store after a kill: \(again)")
                continue
            }
            stored.append((key, fingerprint))
        }
        let answers = await fixture.check(stored)
        #expect(answers == stored.map { .value($0.fingerprint) })
        await fixture.stop()
    }

    @Test(.enabled(if: PrivateKeyring.canMount, "needs root and the right to mount, for a small disk"))
    func `a full disk refuses a store and keeps what was there`() async throws {
        let keyring = try await PrivateKeyring(diskBytes: 98_304)
        let fixture = try await WorkerFixture(keyring: keyring)
        let stored = try await fixture.store("hunter2")
        let filler = "\(keyring.keyringDirectory)/../filler"
        fillDisk(filler)
        let key = try newKey()
        #expect(await fixture.client.store(key, label: "x", secret: secret("new")) == .refused(.notWritten))
        #expect(await fixture.client.remove(stored.key) == .notWritten)
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        #expect(await fixture.client.read(key, expecting: nil).text == "(absent)")
        freeDisk(filler)
        #expect(await fixture.client.store(key, label: "x", secret: secret("new")) != .refused(.notWritten))
        #expect(await fixture.client.read(key, expecting: nil).text == "new")
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        await fixture.stop()
    }
}
