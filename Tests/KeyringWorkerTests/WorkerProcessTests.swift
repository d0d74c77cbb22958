import Foundation
import KeyringAccess
import KeyringProtocol
import KeyringWorker
import TestSupport
import Testing

@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct WorkerProcessTests {
    @Test func `a second worker on the same socket is refused, and the first goes on`() async throws {
        let fixture = try await WorkerFixture()
        let second = try ChildProcess(
            PrivateKeyring.leadkeeper, ["keyring", "--keyring", fixture.keyring.workerSocket],
            environment: fixture.keyring.environment)
        #expect(await second.exit() == .code(75))
        #expect(second.output.contains("another worker does"))
        #expect(await fixture.client.status() == .ready)
        await fixture.stop()
    }

    @Test func `the socket of a worker that was killed is taken over, and its worker ends with it`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        await fixture.worker.stop(SIGKILL)
        // The kernel kills the worker along with its supervisor: while it listened, a new one would be refused.
        var next: ChildProcess?
        for _ in 0..<100 where next == nil { next = try? await fixture.keyring.startWorker() }
        let worker = try #require(next)
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        await worker.stop()
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `it ends when told to, and takes its socket along`(signal: Int32) async throws {
        let fixture = try await WorkerFixture()
        #expect(await fixture.client.status() == .ready)
        let workers = try fixture.workers()
        fixture.worker.send(signal)
        #expect(await fixture.worker.exit() == .code(0))
        #expect(!FileManager.default.fileExists(atPath: fixture.keyring.workerSocket))
        #expect(workers.allSatisfy { kill($0, 0) != 0 })
    }

    @Test func `it ends when told to though the keyring hangs`() async throws {
        let fixture = try await WorkerFixture(options: ["--deadline", "60000"])
        #expect(await fixture.client.status() == .ready)
        fixture.keyring.setHanging(true)
        async let answer = fixture.client.status()
        fixture.worker.send(SIGTERM)
        #expect(await fixture.worker.exit(within: 45) == .code(0))
        _ = await answer
    }

    @Test func `a worker that is killed is replaced, and the request repeated`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        for _ in 0..<3 {
            for worker in try fixture.workers() { kill(worker, SIGKILL) }
            #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        }
        await fixture.stop()
    }

    @Test func `it recycles itself after so many lookups, unnoticed`() async throws {
        let fixture = try await WorkerFixture(options: ["--lookups", "20"])
        let stored = try await fixture.store("hunter2")
        for _ in 0..<100 {
            #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        }
        #expect(await fixture.worker.writes("exit code 0, starting another", times: 3))
        await fixture.stop()
    }

    @Test func `frames of noise close the connection and nothing else`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        let workers = try fixture.workers()
        let seed = UInt64.random(in: 0 ... .max)
        print("worker noise seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        for round in 0..<500 {
            // So that no more wait to be accepted than may.
            if round % 50 == 0 { #expect(await fixture.client.status() == .ready) }
            let channel = try #require(UnixSocket.connect(to: fixture.keyring.workerSocket))
            var noise = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { noise = [0, 0, 0, UInt8(noise.count), 1] + noise }
            // The worker may have closed the connection already.
            _ = Foundation.send(channel.descriptor, noise, noise.count, Int32(MSG_NOSIGNAL))
        }
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        #expect(try fixture.workers() == workers)
        await fixture.stop()
    }

    @Test func `more connections than it keeps do not keep the daemon out`() async throws {
        let fixture = try await WorkerFixture()
        let idle = (0..<40).map { _ in UnixSocket.connect(to: fixture.keyring.workerSocket) }
        #expect(await fixture.client.status() == .ready)
        withExtendedLifetime(idle) {}
        await fixture.stop()
    }

    @Test(.enabled(if: geteuid() == 0, "needs root, to be somebody else"), arguments: [true, false])
    func `only users that are allowed are answered`(isAllowed: Bool) async throws {
        let options = isAllowed ? ["--allow-user", "nobody"] : []
        let fixture = try await WorkerFixture(options: options)
        chmod(fixture.keyring.directory.path, 0o755)
        chmod(fixture.keyring.workerSocket, 0o666)
        let script = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX); s.settimeout(10); s.connect(sys.argv[1])
            try:
                s.sendall(bytes([0, 0, 0, 3, 1, 1, 0])); print("answer", s.recv(64).hex())
            except OSError: print("answer")
            """
        let other = try ChildProcess(
            "/usr/bin/setpriv",
            [
                "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", script,
                fixture.keyring.workerSocket,
            ], environment: ["PATH": "/usr/bin:/bin"])
        #expect(await other.exit() == .code(0), "\(other.output)")
        // Who is refused finds the connection closed, or broken while it still writes.
        #expect((isAllowed ? ["answer 000000020101\n"] : ["answer\n", "answer \n"]).contains(other.output))
        #expect(fixture.worker.output.contains("not allowed") == !isAllowed)
        await fixture.stop()
    }

    @Test(.enabled(if: access("/usr/bin/systemd-socket-activate", X_OK) == 0, "needs systemd-socket-activate"))
    func `it takes its socket from systemd`() async throws {
        let keyring = try await PrivateKeyring()
        let activated = try ChildProcess(
            "/usr/bin/systemd-socket-activate",
            ["-l", keyring.workerSocket]
                + keyring.environment.flatMap { ["-E", "\($0.key)=\($0.value)"] }
                + [PrivateKeyring.leadkeeper, "keyring"],
            environment: keyring.environment)
        #expect(await activated.writes("Listening on"))
        let client = KeyringClient(socketPath: keyring.workerSocket, ledgerKnowsSecrets: false)
        #expect(await client.status() == .ready)
        // Without a supervisor a worker that is in doubt just ends.
        await keyring.killKeyring()
        #expect(await client.status() == .unavailable(.unreachable))
        #expect(await activated.exit() == .code(75))
    }

    @Test func `without any socket it says so`() async throws {
        let lost = try ChildProcess(PrivateKeyring.leadkeeper, ["keyring"], environment: [:])
        #expect(await lost.exit() == .code(64))
        #expect(lost.output.contains("--keyring is not given"))
    }

    @Test func `a path that is no socket is left alone`() async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/precious"
        try "data".write(toFile: path, atomically: true, encoding: .utf8)
        let worker = try ChildProcess(PrivateKeyring.leadkeeper, ["keyring", "--keyring", path], environment: [:])
        #expect(await worker.exit() == .code(73))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "data")
    }

    @Test(arguments: [
        ["--nonsense"], ["--keyring"], ["--keyring", ""], ["--deadline", "0"], ["--deadline", "x"], ["--lookups", "0"],
        ["--allow-user", "no-such-user-here"], ["--allow-group", "no-such-group-here"],
    ])
    func `arguments that are none are refused by name`(arguments: [String]) throws {
        #expect(throws: WorkerOptions.UsageError.self) { try WorkerOptions(arguments: arguments) }
    }

    @Test func `arguments set the options`() throws {
        let options = try WorkerOptions(arguments: [
            "--keyring", "/run/x.sock", "--keyring-directory", "/var/lib/x", "--allow-user", "root", "--allow-user",
            "7",
            "--allow-group", "root", "--deadline", "250", "--lookups", "9",
        ])
        #expect(options.socketPath == "/run/x.sock")
        #expect(options.keyringDirectory == "/var/lib/x")
        #expect(options.allowedUsers == [0, 7])
        #expect(options.allowedGroups == [0])
        #expect(options.deadline == .milliseconds(250))
        #expect(options.lookupsBeforeRecycling == 9)
    }
}
