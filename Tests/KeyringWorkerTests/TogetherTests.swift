import Dispatch
import Foundation
import KeyringAccess
import KeyringProtocol
import SecureMemory
import TestSupport
import Testing

/// Many secrets looked up at once, of which each has an answer of its own whatever becomes of the others.
@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct TogetherTests {
    @Test func `each of many is answered for itself, in every round`() async throws {
        let fixture = try await WorkerFixture()
        var stored: [(key: ItemKey, fingerprint: Fingerprint)] = []
        for index in 0..<9 { stored.append(try await fixture.store("secret \(index)", as: "c\(index)")) }
        let missing = try newKey()
        // More than are asked together, and some of them twice.
        for round in 0..<3 {
            let answers = await withTaskGroup(of: (Int, String).self) { group in
                for index in 0..<150 {
                    let item = stored[index % 9]
                    group.addTask {
                        let answer =
                            switch index % 5 {
                            case 0: await fixture.client.read(missing, expecting: item.fingerprint)
                            case 1: await fixture.client.read(item.key, expecting: Fingerprint(UInt64(index)))
                            case 2: await fixture.client.read(item.key, expecting: nil)
                            default: await fixture.client.read(item.key, expecting: item.fingerprint)
                            }
                        return (index, answer.text)
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for index in 0..<150 {
                let expected = [0: "(absent)", 1: "(mismatched)"][index % 5] ?? "secret \(index % 9)"
                #expect(answers[index] == expected, "\(index) in round \(round)")
            }
        }
        await fixture.stop()
    }

    @Test func `what is asked in one go is answered in its order, whatever stands between lookups`() async throws {
        let fixture = try await WorkerFixture()
        let first = try await fixture.store("first", as: "first")
        let channel = try #require(UnixSocket.connect(to: fixture.keyring.workerSocket))
        let end = ContinuousClock.now + .seconds(60)
        let later = try newKey("later")
        let requests: [Request] = [
            .open(ledgerKnowsSecrets: true), .read(first.key, expecting: first.fingerprint),
            .check(later, expecting: nil),
            .store(later, label: "later", secret("later")), .read(later, expecting: nil),
            .check(first.key, expecting: first.fingerprint), .remove(first.key),
            .read(first.key, expecting: first.fingerprint), .provider, .read(later, expecting: nil),
        ]
        try channel.send(requests, before: end)
        var replies: [String] = []
        while replies.count < requests.count {
            try channel.receive(upTo: 3, before: end) { frame in
                replies.append((try? Wire.decodeReply(frame)).map { String(describing: $0) } ?? "malformed")
            }
        }
        let begins = [
            "ready", "value(", "absent", "stored(", "value(", "matched(", "removed", "absent", "provider(", "value(",
        ]
        for (reply, begin) in zip(replies, begins) { #expect(reply.hasPrefix(begin), "\(replies)") }
        await fixture.stop()
    }

    @Test func `a request that is none costs its connection, and what was asked before it is answered`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        let channel = try #require(UnixSocket.connect(to: fixture.keyring.workerSocket))
        let end = ContinuousClock.now + .seconds(60)
        let good = bytes(of: Wire.encode(.check(stored.key, expecting: stored.fingerprint)))
        let sent = good + [0, 0, 0, 2, Wire.version, 99] + good
        #expect(send(channel.descriptor, sent, sent.count, Int32(MSG_NOSIGNAL)) == sent.count)
        var answers = 0
        try channel.receive(upTo: 3, before: end) { _ in answers += 1 }
        #expect(answers == 1)
        #expect(throws: FrameChannel.Failure.closed) { try channel.receive(before: end) { _ in } }
        await fixture.stop()
    }

    @Test func `an item that somebody else has deleted is absent, and the others are what they were`() async throws {
        let fixture = try await WorkerFixture()
        var stored: [(key: ItemKey, fingerprint: Fingerprint)] = []
        for name in ["one", "two", "three"] { stored.append(try await fixture.store("the same", as: name)) }
        #expect(await fixture.checkTogether(stored) == stored.map { .value($0.fingerprint) })
        try await fixture.keyring.secretTool(["clear", "connection", "two"])
        for _ in 0..<2 {
            #expect(
                await fixture.checkTogether(stored)
                    == [.value(stored[0].fingerprint), .absent, .value(stored[2].fingerprint)])
        }
        await fixture.stop()
    }

    @Test(arguments: ["another", "hunter2"])
    func `an item that somebody else has made anew is looked at anew`(text: String) async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        let other = try await fixture.store("beside", as: "beside")
        #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        try await fixture.keyring.secretTool(["clear", "version", stored.key.version])
        try await fixture.keyring.secretTool(
            [
                "store", "--label=anew", "xdg:schema", "org.leadkeeper.Credential", "connection", "contoso", "version",
                stored.key.version,
            ], input: text)
        let expected: CheckAnswer = text == "hunter2" ? .value(stored.fingerprint) : .mismatched
        #expect(await fixture.checkTogether([stored, other]) == [expected, .value(other.fingerprint)])
        await fixture.stop()
    }

    @Test func `a collection that is locked meanwhile is locked, not empty, for all that were known`() async throws {
        let fixture = try await WorkerFixture()
        var stored: [(key: ItemKey, fingerprint: Fingerprint)] = []
        for name in ["one", "two", "three"] { stored.append(try await fixture.store(name, as: name)) }
        #expect(await fixture.checkTogether(stored) == stored.map { .value($0.fingerprint) })
        let path = "/org/freedesktop/secrets"
        let lock = try await ChildProcess.run(
            "/usr/bin/gdbus",
            [
                "call", "--session", "--dest=org.freedesktop.secrets", "--object-path=\(path)",
                "--method=org.freedesktop.Secret.Service.Lock", "['\(path)/collection/login']",
            ], environment: fixture.keyring.environment)
        #expect(lock.status == 0, "\(lock.errors)")
        #expect(await fixture.checkTogether(stored) == stored.map { _ in .unavailable(.locked) })
        #expect(await fixture.client.read(stored[0].key, expecting: stored[0].fingerprint).text == "(locked)")
        await fixture.stop()
    }

    @Test(arguments: [true, false])
    func `a keyring or a bus killed while many are asked costs nobody a wrong answer`(isBus: Bool) async throws {
        let fixture = try await WorkerFixture()
        var stored: [(key: ItemKey, fingerprint: Fingerprint)] = []
        for index in 0..<5 { stored.append(try await fixture.store("secret \(index)", as: "c\(index)")) }
        let items = (0..<100).map { stored[$0 % 5] }
        #expect(await fixture.checkTogether(items) == items.map { .value($0.fingerprint) })
        fixture.keyring.setHanging(true)
        let asking = (0..<100).map { index in
            Task { await fixture.client.read(items[index].key, expecting: items[index].fingerprint).text }
        }
        if isBus { await fixture.keyring.killBus() }
        await fixture.keyring.killKeyring()
        for (index, task) in asking.enumerated() {
            #expect(["secret \(index % 5)", "(unreachable)"].contains(await task.value))
        }
        if isBus { try await fixture.keyring.startBus() }
        try await fixture.keyring.startKeyring()
        #expect(await fixture.checkTogether(items) == items.map { .value($0.fingerprint) })
        await fixture.stop()
    }

    @Test func `a worker killed while many are asked is replaced, and all are answered`() async throws {
        let fixture = try await WorkerFixture()
        let stored = try await fixture.store("hunter2")
        for _ in 0..<3 {
            let asking = (0..<200).map { _ in
                Task { await fixture.client.read(stored.key, expecting: stored.fingerprint).text }
            }
            for worker in try fixture.workers() { kill(worker, SIGKILL) }
            for task in asking { #expect(await task.value == "hunter2") }
            // All may have been answered before the kill. Who is asked twice must not meet the next one as well.
            #expect(await fixture.client.read(stored.key, expecting: stored.fingerprint).text == "hunter2")
        }
        await fixture.stop()
    }

    @Test func `a keyring that hangs is timed out for all that are asked together, once`() async throws {
        let fixture = try await WorkerFixture(options: ["--deadline", "3000"])
        let stored = try await fixture.store("hunter2")
        let items = (0..<8).map { _ in stored }
        #expect(await fixture.checkTogether(items) == items.map { .value($0.fingerprint) })
        fixture.keyring.setHanging(true)
        #expect(await fixture.checkTogether(items) == items.map { _ in .unavailable(.timedOut) })
        fixture.keyring.setHanging(false)
        #expect(await fixture.checkTogether(items) == items.map { .value($0.fingerprint) })
        #expect(fixture.worker.output.ranges(of: "did not answer within").count == 1)
        await fixture.stop()
    }

    @Test func `a worker that recycles itself among many leaves none unanswered`() async throws {
        let fixture = try await WorkerFixture(options: ["--lookups", "7"])
        let stored = try await fixture.store("hunter2")
        let items = (0..<300).map { _ in stored }
        #expect(await fixture.checkTogether(items) == items.map { .value($0.fingerprint) })
        await fixture.stop()
    }
}

/// How the client asks, seen by a worker that is none.
struct CoalescingTests {
    @Test func `what is looked up while a request is under way is asked together, and the first waits for nobody`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/keyring.sock"
        let listener = try #require(UnixListener(at: path))
        let client = KeyringClient(socketPath: path, ledgerKnowsSecrets: true, deadline: .seconds(60))
        let key = try newKey()
        let end = ContinuousClock.now + .seconds(60)
        let first = Task.immediate { await client.read(key, expecting: Fingerprint(0)).text }
        let channel = try #require(try await onOwnThread { listener.accept() })
        // Greets, and asks the first at once.
        #expect(try Self.requests(on: channel, before: end) == 1)
        try channel.send([.ready], before: end)
        #expect(try Self.requests(on: channel, before: end) == 1)
        let others = (1...100).map { index in
            Task.immediate { await client.read(key, expecting: Fingerprint(UInt64(index))).text }
        }
        try channel.send([.absent], before: end)
        #expect(await first.value == "(absent)")
        #expect(try Self.requests(on: channel, before: end) == 64)
        try channel.send(Array(repeating: .torn, count: 64), before: end)
        #expect(try Self.requests(on: channel, before: end) == 36)
        try channel.send(Array(repeating: .mismatched, count: 36), before: end)
        var answers: [String] = []
        for other in others { answers.append(await other.value) }
        #expect(answers == Array(repeating: "(torn)", count: 64) + Array(repeating: "(mismatched)", count: 36))
    }

    @Test(arguments: [[1], [2], [63], [64], [64, 1], [64, 64, 22]])
    func `what is wanted before the queue on which the daemon works has had its turn is asked together`(
        together: [Int]
    ) async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/keyring.sock"
        let listener = try #require(UnixListener(at: path))
        let work = DispatchQueue(label: "leadkeeper.test.work")
        let client = KeyringClient(
            socketPath: path, ledgerKnowsSecrets: true, deadline: .seconds(60), company: work)
        let key = try newKey()
        let end = ContinuousClock.now + .seconds(60)
        let count = together.reduce(0, +)
        work.suspend()
        let lookups = (0..<count).map { index in
            Task.immediate { await client.read(key, expecting: Fingerprint(UInt64(index))).text }
        }
        work.resume()
        let channel = try #require(try await onOwnThread { listener.accept() })
        // Greets.
        #expect(try Self.requests(on: channel, before: end) == 1)
        try channel.send([.ready], before: end)
        for size in together {
            #expect(try Self.requests(on: channel, before: end) == size)
            try channel.send(Array(repeating: .absent, count: size), before: end)
        }
        for lookup in lookups { #expect(await lookup.value == "(absent)") }
    }

    /// How many requests come in one go.
    private static func requests(on channel: FrameChannel, before end: ContinuousClock.Instant) throws -> Int {
        var count = 0
        try channel.receive(upTo: 200, before: end) { frame in
            if (try? Wire.decodeRequest(frame)) != nil { count += 1 }
        }
        return count
    }
}

/// A socket that a test listens on in the worker's place.
private final class UnixListener: Sendable {
    private let descriptor: Int32

    init?(at path: String) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8) + [0]
        guard descriptor >= 0, bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(descriptor, 1) == 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Waits for a client.
    func accept() -> FrameChannel? {
        let connected = Foundation.accept(descriptor, nil, nil)
        guard connected >= 0 else { return nil }
        _ = fcntl(connected, F_SETFL, O_NONBLOCK)
        return FrameChannel(owning: connected)
    }
}

extension PrivateKeyring {
    /// Runs libsecret's command on this keyring, as somebody else who may use it.
    func secretTool(_ arguments: [String], input: String = "") async throws {
        let tool = try ChildProcess("/usr/bin/secret-tool", arguments, environment: environment, input: .text(input))
        let exit = await tool.exit()
        #expect(exit == .code(0), "\(tool.output)")
    }
}
