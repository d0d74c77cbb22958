import Foundation
import KeyringAccess
import KeyringProtocol
import TestSupport
import Testing

/// A keyring that is not what it was, or not alone, in ways of which gnome-keyring itself says nothing.
@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct DamageTests {
    /// The attributes of an item lie in its file in the clear as well, and nothing guards them there.
    @Test func `a flipped bit among the attributes makes no secret absent and none another one`() async throws {
        let fixture = try await WorkerFixture()
        let stored = [try await fixture.store("one", as: "one"), try await fixture.store("two", as: "two")]
        await fixture.keyring.killKeyring()
        let file = URL(filePath: fixture.keyring.keyringFile)
        let sound = try Data(contentsOf: file)
        // One for each item: the two of the worker's own, then these.
        var names: [Range<Data.Index>] = []
        while let found = sound.range(of: Data("connection".utf8), in: (names.last?.upperBound ?? 0)..<sound.endIndex) {
            names.append(found)
        }
        try #require(names.count == 4)
        let degraded = CheckAnswer.unavailable(.degraded(.replacedCollection))
        var answers: Set<[CheckAnswer]> = []
        // In the name, the type, the length and the text of the value's hash, and the name of the next attribute.
        for offset in [0, 13, 17, 20, 40, 55] {
            var damaged = sound
            damaged[names[2].lowerBound + offset] ^= 1
            try damaged.write(to: file)
            try await fixture.keyring.startKeyring()
            answers.insert(await fixture.check(stored))
            await fixture.keyring.killKeyring()
            #expect(try Data(contentsOf: file) == damaged, "offset \(offset)")
        }
        // What is encrypted has the attributes once more; a file that cannot be taken apart is known to be none.
        #expect(answers == [stored.map { .value($0.fingerprint) }, [degraded, degraded]])
        try sound.write(to: file)
        try await fixture.keyring.startKeyring()
        #expect(await fixture.check(stored) == stored.map { .value($0.fingerprint) })
        await fixture.stop()
    }

    @Test func `a keyring that is older than the ledger lacks what came later, and has the rest`() async throws {
        let fixture = try await WorkerFixture()
        let early = try await fixture.store("early")
        let file = URL(filePath: fixture.keyring.keyringFile)
        let copy = try Data(contentsOf: file)
        let late = try await fixture.store("late")
        await fixture.keyring.killKeyring()
        try copy.write(to: file)
        try await fixture.keyring.startKeyring()
        #expect(await fixture.check([early, late]) == [.value(early.fingerprint), .absent])
        #expect(try await fixture.client.store(newKey(), label: "x", secret: secret("next")) != .refused(.notWritten))
        await fixture.stop()
    }

    @Test func `the bus starts no keyring by itself, whatever the machine would start`() async throws {
        let keyring = try await PrivateKeyring()
        let services = "\(keyring.directory.path)/data/dbus-1/services"
        try FileManager.default.createDirectory(atPath: services, withIntermediateDirectories: true)
        try "[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/usr/bin/gnome-keyring-daemon --start --foreground\n"
            .write(toFile: "\(services)/org.freedesktop.secrets.service", atomically: true, encoding: .utf8)
        await keyring.killKeyring()
        await keyring.killBus()
        try await keyring.startBus()
        let bus = ["call", "--session", "--dest=org.freedesktop.DBus", "--object-path=/"]
        let names = try await ChildProcess.run(
            "/usr/bin/gdbus", bus + ["--method=org.freedesktop.DBus.ListActivatableNames"],
            environment: keyring.environment)
        #expect(names.output == "(['org.freedesktop.DBus'],)\n")
        let start = try await ChildProcess.run(
            "/usr/bin/gdbus",
            bus + ["--method=org.freedesktop.DBus.StartServiceByName", "org.freedesktop.secrets", "0"],
            environment: keyring.environment)
        #expect(start.status != 0 && start.errors.contains("ServiceUnknown"), "\(start.errors)")
    }

    /// gnome-keyring waits without end for a prompter that does not answer.
    @Test func `a prompter is never asked, so that a silent one holds nothing up`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        await fixture.keyring.killKeyring()
        let prompter = try ChildProcess(
            ScriptedServer.python,
            [
                Repository.root.appending(path: "Tests/TestSupport/silent-prompter.py").path,
                "\(fixture.keyring.directory.path)/bus",
            ],
            environment: [:], input: .open)
        #expect(await prompter.writes("is the prompter"), "\(prompter.output)")
        try await fixture.keyring.startKeyring(masterPassword: "wrong")
        // The session was with the keyring that was killed, so the first question to the new one costs a worker.
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "(locked)")
        let workers = try fixture.workers()
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "(locked)")
        #expect(await fixture.client.store(try newKey(), label: "x", secret: secret("a")) == .unavailable(.locked))
        #expect(await fixture.client.remove(stored.key) == .unavailable(.locked))
        #expect(try fixture.workers() == workers, "a worker gave up waiting")
        #expect(!prompter.output.contains("was asked"))
        await fixture.stop()
    }
}
