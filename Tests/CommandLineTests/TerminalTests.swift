import Foundation
import Glibc
import LeadkeeperDaemon
import TestSupport
import Testing

@testable import ControlTestSupport

/// A terminal without a person: what the program shows is read from one end.
private final class PseudoTerminal: Sendable {
    let near: Int32
    let far: Int32

    init() throws {
        var ends: (near: Int32, far: Int32) = (-1, -1)
        guard openpty(&ends.near, &ends.far, nil, nil, nil) == 0 else { throw POSIXError(.ENXIO) }
        (near, far) = ends
        for end in [near, far] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(near)
        close(far)
    }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(near, bytes, bytes.count)
    }

    /// What was shown so far.
    func shown() -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var descriptor = pollfd(fd: near, events: Int16(POLLIN), revents: 0)
        while poll(&descriptor, 1, 0) > 0, descriptor.revents & Int16(POLLIN) != 0 {
            let count = read(near, &buffer, buffer.count)
            guard count > 0 else { break }
            text += buffer.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }

    var echoes: Bool {
        var state = termios()
        tcgetattr(far, &state)
        return state.c_lflag & tcflag_t(ECHO) != 0
    }
}

@Suite struct TerminalTests {
    /// Starts the program with the terminal as its input, or as its output.
    private func start(
        _ arguments: [String], terminal: PseudoTerminal, asOutput: Bool = false, environment: [String: String] = [:]
    ) throws -> ChildProcess {
        try ChildProcess(
            Program.path, arguments,
            environment: ["TZ": "UTC", "TERM": "xterm"].merging(environment) { _, new in new },
            input: asOutput ? .text("") : .descriptor(terminal.far),
            output: asOutput ? .descriptor(terminal.far) : .kept)
    }

    @Test func `a secret that is typed is not shown, and the terminal is as before`() async throws {
        let served = try ServedSocket()
        let terminal = try PseudoTerminal()
        let path = served.directory.path
        let program = try start(["secret", "set", "contoso", "--runtime", path], terminal: terminal)
        // The prompt comes once nothing is shown any more.
        #expect(await program.writes("Secret of contoso (not shown): "))
        #expect(!terminal.echoes)
        terminal.type("hunter2\n")
        #expect(await program.exit() == .code(0))
        #expect(terminal.echoes)
        #expect(!terminal.shown().contains("hunter2"))
        let shown = try await Program.run(["secret", "show", "contoso", "--force", "--runtime", path])
        #expect(shown.output == "hunter2")
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal at the prompt puts the terminal back before it ends the process`(signal: Int32) async throws {
        let served = try ServedSocket()
        let terminal = try PseudoTerminal()
        let program = try start(["secret", "set", "contoso", "--runtime", served.directory.path], terminal: terminal)
        #expect(await program.writes("(not shown)"))
        terminal.type("half of a secr")
        program.send(signal)
        #expect(await program.exit() == .signal(signal))
        #expect(terminal.echoes)
        #expect(await served.service.calls.allSatisfy { $0.hasPrefix("connection ") }, "nothing is stored")
    }

    @Test(arguments: [
        ([String: String](), true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false),
    ])
    func `colours are for terminals, unless the environment says no`(environment: [String: String], isColored: Bool)
        async throws
    {
        let served = try ServedSocket()
        let terminal = try PseudoTerminal()
        let program = try start(
            ["status", "--runtime", served.directory.path], terminal: terminal, asOutput: true, environment: environment
        )
        #expect(await program.exit() == .code(0))
        let shown = terminal.shown()
        #expect(shown.contains("contoso"))
        #expect(shown.contains("\u{1B}[") == isColored)
    }

    @Test func `a secret is shown on a terminal, with a line end behind it`() async throws {
        let served = try ServedSocket()
        let path = served.directory.path
        _ = try await Program.run(["secret", "set", "contoso", "--runtime", path], input: "hunter2")
        let terminal = try PseudoTerminal()
        let program = try start(["secret", "show", "contoso", "--runtime", path], terminal: terminal, asOutput: true)
        #expect(await program.exit() == .code(0))
        #expect(terminal.shown() == "hunter2\r\n")
    }
}
