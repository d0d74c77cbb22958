import Credentials
import Foundation
import Glibc
import Hooks
import JSON
import Ports
import TestBasics
import Testing
import Unix

@testable import Couriers

/// Notices on their way to a script, through real sockets that misbehave.
@Suite struct CommandCourierTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var path: String { HookSocket.hook.path(in: directory.path) }

    private func message(_ text: String = "Your leads stop on Friday.") -> ChannelMessage {
        ChannelMessage(
            id: "msg1", kind: "lapses", level: "reminder", levelWords: "REMINDER", connection: "contoso",
            host: "gate.contoso.example", language: "en", subject: "[leadkeeper] leads stop on 4 December", text: text,
            at: Instant(secondsSinceEpoch: 0))
    }

    private func deliver(_ text: String = "Your leads stop on Friday.", patience: Duration = .seconds(20))
        async throws -> Delivery
    {
        let channel = Channel(try #require(ChannelName("ops")), .command)
        return await CommandCourier(HookCaller(directory: directory.path, patience: patience)).deliver(
            try JSONCoder.encode(message(text)), to: .channel(channel.name), through: channel, secret: nil,
            at: Instant(secondsSinceEpoch: 0))
    }

    @Test func `a script that takes a notice has accepted it, and had what a webhook has and the channel's name`()
        async throws
    {
        let listener = try HookListener(at: path, answering: "exit 0\n")
        defer { listener.stop() }
        let delivery = try await deliver()
        #expect(delivery.isAccepted && delivery.server == "leadkeeper-hook.socket")
        let sent = try JSONCoder.decode(CloudEvent.self, from: try #require(listener.received.first))
        #expect(sent == CloudEvent(message(), through: ChannelName("ops")) && sent.channel == "ops")
    }

    private func prove() async throws -> WayProof {
        let channel = Channel(try #require(ChannelName("ops")), .command)
        return await CommandCourier(HookCaller(directory: directory.path), host: "gate.example").prove(
            channel, secret: nil, at: Instant(secondsSinceEpoch: 0))
    }

    @Test func `a canary is a ping that the unit answers, and fails where nobody listens or there is no script`()
        async throws
    {
        guard case .fails(let absent) = try await prove() else {
            Issue.record("nobody listens")
            return
        }
        #expect(absent.verdict.isLasting && absent.text.contains("systemctl enable --now leadkeeper-hook.socket"))
        let listener = try HookListener(at: path, answering: "exit 0\n")
        defer { listener.stop() }
        guard case .works = try await prove() else {
            Issue.record("it was answered")
            return
        }
        let sent = try JSONCoder.decode(CloudEvent.self, from: try #require(listener.received.first))
        #expect(sent.isPing && sent.channel == "ops" && sent.id.hasPrefix("ping-"))
    }

    @Test(arguments: [
        ("exit 75\n", MailVerdict(.connection, .restsAll, isLasting: false), false),
        ("exit 65\n", MailVerdict(.content, .restsMail, isLasting: true), false),
        ("exit 1\n", MailVerdict(.login, .restsAll, isLasting: true), false),
        ("exit 127\n", MailVerdict(.login, .restsAll, isLasting: true), false),
        ("signal 9\n", MailVerdict(.login, .restsAll, isLasting: true), false),
        ("timeout 60\n", MailVerdict(.connection, .restsAll, isLasting: false), true),
        ("failed there is no script /etc/leadkeeper/hook\n", MailVerdict(.login, .restsAll, isLasting: true), false),
    ]) func `each way to end is told apart`(line: String, verdict: MailVerdict, isUnseen: Bool) async throws {
        let listener = try HookListener(at: path, answering: line)
        defer { listener.stop() }
        let delivery = try await deliver()
        #expect(delivery.verdict == verdict && delivery.isUnseen == isUnseen, "\(delivery)")
    }

    @Test(arguments: ["", "exit", "200 OK\r\n", "exit 0 \u{0}\n", "exit 256\n", "exit 0\nexit 0\n"])
    func `what is no answer is no acceptance, and the notice may have been seen`(text: String) async throws {
        let listener = try HookListener(at: path, answering: text)
        defer { listener.stop() }
        let delivery = try await deliver()
        #expect(!delivery.isAccepted && delivery.isUnseen)
        #expect(delivery.verdict == MailVerdict(.connection, .restsAll, isLasting: false))
    }

    @Test func `an answer of a hundred MiB is not read`() async throws {
        let listener = try HookListener(at: path) { connection, _ in
            let chunk = String(repeating: "x", count: 1 << 20)
            for _ in 0..<100 { HookListener.write(chunk, to: connection) }
        }
        defer { listener.stop() }
        let delivery = try await deliver()
        #expect(delivery.text.hasPrefix("leadkeeper-hook.socket: it answered what no hook answers"), "\(delivery.text)")
    }

    @Test func `an answer that comes in pieces is one`() async throws {
        let listener = try HookListener(at: path) { connection, _ in
            for piece in ["ex", "it ", "0", "\n"] { HookListener.write(piece, to: connection) }
        }
        defer { listener.stop() }
        #expect(try await deliver().isAccepted)
    }

    @Test func `a listener that never answers ends in its time, and the connection with it`() async throws {
        let (gone, tell) = AsyncStream<Void>.makeStream()
        let listener = try HookListener(at: path) { connection, _ in
            // The other side has shut down its writing already; what ends the wait is that it is gone.
            var entry = pollfd(fd: connection, events: 0, revents: 0)
            while poll(&entry, 1, -1) == 1, entry.revents & Int16(POLLHUP) == 0 {}
            tell.yield()
        }
        defer { listener.stop() }
        let delivery = try await deliver(patience: .seconds(1))
        #expect(delivery.isUnseen && delivery.text.contains("it did not answer in time"))
        for await _ in gone { break }
    }

    @Test func `a full queue is found out at once, and nobody has had anything`() async throws {
        let listener = try HookListener(at: path, backlog: 0, body: nil)
        defer { listener.stop() }
        var crowd: [Int32] = []
        defer { for descriptor in crowd { close(descriptor) } }
        while crowd.count < 64 {
            let descriptor = socket(
                AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
            crowd.append(descriptor)
            guard UnixAddress.withAddress(of: path, { connect(descriptor, $0, $1) }) == 0 else { break }
        }
        let busy = try await deliver()
        #expect(!busy.isAccepted && !busy.isUnseen && busy.text.contains("too many connections"), "\(busy.text)")
    }

    @Test func `a unit that is not started says what starts it`() async throws {
        let absent = try await deliver()
        #expect(absent.verdict == MailVerdict(.login, .restsAll, isLasting: true) && !absent.isUnseen)
        #expect(
            absent.text
                == "leadkeeper-hook.socket does not listen; run `systemctl enable --now leadkeeper-hook.socket`")
        // A socket that a stopped unit has left behind.
        try HookListener(at: path, answering: "exit 0\n").stop()
        #expect(try await deliver().text == absent.text)
    }

    @Test func `a notice of any size gets through, and one that is lost on the way was not seen`() async throws {
        let listener = try HookListener(at: path, answering: "exit 0\n")
        let large = String(repeating: "x", count: 4 << 20)
        #expect(try await deliver(large).isAccepted)
        #expect(try #require(listener.received.first).count > 4 << 20)
        listener.stop()
        unlink(path)
        let closing = try HookListener(at: path, backlog: 4, body: nil)
        defer { closing.stop() }
        let delivery = try await deliver(large, patience: .seconds(1))
        #expect(!delivery.isAccepted && !delivery.isUnseen)
    }

    @Test func `one that is ended ends at once`() async throws {
        let listener = try HookListener(at: path, body: nil)
        defer { listener.stop() }
        let task = Task { try await deliver(patience: .seconds(600)) }
        task.cancel()
        #expect(try await task.value.text.contains("the attempt was ended"))
    }

    @Test func `several are on their way at once, and one that hangs holds none up`() async throws {
        let listener = try HookListener(at: path) { connection, bytes in
            if String(decoding: bytes, as: UTF8.self).contains("hang") {
                var entry = pollfd(fd: connection, events: 0, revents: 0)
                while poll(&entry, 1, -1) == 1, entry.revents & Int16(POLLHUP) == 0 {}
            } else {
                HookListener.write("exit 0\n", to: connection)
            }
        }
        defer { listener.stop() }
        let hanging = Task { try await deliver("hang", patience: .seconds(600)) }
        for index in 0..<20 { #expect(try await deliver("notice \(index)").isAccepted) }
        hanging.cancel()
        #expect(try await !hanging.value.isAccepted)
    }

    @Test func `a real script is run by the real receiver, again where it asks for that`() async throws {
        let script = "\(directory.path)/script"
        let text = """
            #!/bin/sh
            test -e "\(directory.path)/again" || { touch "\(directory.path)/again"; exit 75; }
            echo "$LEADKEEPER_CHANNEL $LEADKEEPER_ID $LEADKEEPER_SUBJECT" >"\(directory.path)/seen"
            """
        try Data(text.utf8).write(to: URL(filePath: script))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        try #require(UnixAddress.withAddress(of: path) { bind(descriptor, $0, $1) } == 0 && listen(descriptor, 4) == 0)
        Thread.detachNewThread {
            while case let connection = accept(descriptor, nil, nil), connection >= 0 {
                _ = HookService(HookScript(script, seconds: 20)).serve(
                    on: connection, inheriting: ["PATH=/usr/bin:/bin"]
                ) { _ in }
                close(connection)
            }
        }
        let later = try await deliver()
        #expect(later.verdict == MailVerdict(.connection, .restsAll, isLasting: false) && !later.isUnseen)
        #expect(try await deliver().isAccepted)
        #expect(
            try String(contentsOfFile: "\(directory.path)/seen", encoding: .utf8)
                == "ops msg1 [leadkeeper] leads stop on 4 December\n")
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
