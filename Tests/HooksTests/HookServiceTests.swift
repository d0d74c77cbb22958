import Credentials
import Foundation
import Glibc
import Hooks
import JSON
import Ports
import TestBasics
import Testing

/// The receiving end of a hook, over real sockets.
@Suite struct HookServiceTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// What was answered to these bytes, and what came of them.
    private func serve(
        _ bytes: [UInt8], with service: HookService, inheriting environment: [String] = []
    ) async throws -> (answer: HookAnswer?, outcome: HookService.Outcome, output: String) {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        let (near, far) = (ends[0], ends[1])
        let sender = Task {
            try await onOwnThread {
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = rest.withUnsafeBytes { send(near, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                    guard count > 0 else { break }
                    rest = rest.dropFirst(count)
                }
                shutdown(near, Int32(SHUT_WR))
            }
        }
        let result = try await onOwnThread {
            var output: [UInt8] = []
            let outcome = service.serve(on: far, inheriting: environment) { output += $0 }
            close(far)
            return (outcome, String(decoding: output, as: UTF8.self))
        }
        _ = try await sender.value
        var answer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(near, &answer, answer.count, 0)
        close(near)
        return (HookAnswer(Array(answer.prefix(max(count, 0)))), result.0, result.1)
    }

    private func script(_ text: String) throws -> HookScript {
        let path = "\(directory.path)/hook"
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return HookScript(path, seconds: 30)
    }

    @Test func `a ping is answered without running the script, and says where there is none`() async throws {
        let ping = try JSONCoder.encode(
            CloudEvent(pingFrom: "gate.example", id: "ping-1", at: Instant(secondsSinceEpoch: 0)))
        let served = try await serve(ping, with: HookService(script("echo it ran")))
        #expect(served.answer == .exited(0) && served.outcome == .answered(.exited(0), id: "ping-1"))
        #expect(served.output.isEmpty)
        let none = try await serve(ping, with: HookService(HookScript("\(directory.path)/none", seconds: 30)))
        guard case .notRun(let why)? = none.answer else {
            Issue.record("there is no script")
            return
        }
        #expect(why.contains("there is no script"))
    }

    @Test func `a script has the facts in its environment and as JSON, and its exit code is answered`() async throws {
        let body = try JSONCoder.encode(event())
        let served = try await serve(
            body, with: HookService(script("echo \"$LEADKEEPER_CHANNEL: $LEADKEEPER_SUBJECT ($TOPIC)\"; cat; exit 75")),
            inheriting: ["TOPIC=alerts", "PATH=/usr/bin:/bin"])
        #expect(served.answer == .exited(75) && served.outcome == .answered(.exited(75), id: "msg1"))
        #expect(
            served.output
                == "ops: Your leads stop on 4 December (alerts)\n" + String(decoding: body, as: UTF8.self))
    }

    @Test func `what is no event runs nothing`() async throws {
        let service = HookService(try script("echo ran; exit 0"))
        let long = try JSONCoder.encode(event(subject: String(repeating: "x", count: HookService.longestEvent)))
        for bytes in [[], Array("{}".utf8), Array("[1]".utf8), [0xFF], long] as [[UInt8]] {
            let served = try await serve(bytes, with: service)
            #expect(served.outcome == .malformed && served.output.isEmpty)
            #expect(served.answer == .notRun("what came is not an event of leadkeeper's"))
        }
    }

    @Test func `where there need be no script, nothing is run and all is well`() async throws {
        let body = try JSONCoder.encode(event())
        let absent = HookScript("\(directory.path)/absent", seconds: 30)
        let served = try await serve(body, with: HookService(absent, isOptional: true))
        #expect(served.answer == .exited(0) && served.outcome == .unneeded)
        let needed = try await serve(body, with: HookService(absent))
        #expect(needed.answer == .notRun("there is no script \(absent.path)"))
        // One that is there and cannot be run is a fault in either case.
        let script = try script("exit 0")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: script.path)
        let broken = try await serve(body, with: HookService(script, isOptional: true))
        #expect(broken.answer?.sentence.hasSuffix("chmod a+rx \(script.path)") == true)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become another user"))
    func `only root, the service's own user and those who are named are heard`() async throws {
        for (user, isHeard) in [(0, true), (65_534, false), (65_533, true)] as [(uid_t, Bool)] {
            let path = "\(directory.path)/\(user).sock"
            let connection = try await connection(by: user, at: path)
            let service = HookService(try script("exit 0"), users: [65_533])
            let outcome = try await onOwnThread { service.serve(on: connection, inheriting: []) { _ in } }
            close(connection)
            #expect(outcome == (isHeard ? .malformed : .notAllowed), "\(user)")
        }
    }

    /// A connection that a process of that user's has made and ended.
    private func connection(by user: uid_t, at path: String) async throws -> Int32 {
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0 && listen(listener, 4) == 0)
        chmod(directory.path, 0o755)
        chmod(path, 0o777)
        let client = try await ChildProcess.run(
            "/usr/bin/setpriv",
            [
                "--reuid=\(user)", "--clear-groups", "python3", "-c",
                "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])", path,
            ], environment: ["PATH": "/usr/bin:/bin"])
        #expect(client.status == 0, "\(client.errors)")
        let connection = accept(listener, nil, nil)
        close(listener)
        return connection
    }
}
