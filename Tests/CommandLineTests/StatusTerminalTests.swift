import Control
import Credentials
import Foundation
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// `status` on a real terminal.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed")) struct StatusTerminalTests {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket(connections: StatusTableTests.connections)
    }

    private func terminal(_ arguments: String..., columns: Int, rows: Int = 60) throws -> TmuxTerminal {
        try TmuxTerminal(
            [Program.path, "status", "--runtime", served.directory.path] + arguments,
            environment: ["TZ": "UTC", "TERM": "screen", "PATH": "/usr/bin:/bin"], in: served.directory.path,
            columns: columns, rows: rows)
    }

    @Test(arguments: [60, 80, 120, 200])
    func `nothing is torn and nothing that matters is cut, however wide the terminal`(columns: Int) async throws {
        let terminal = try terminal(columns: columns)
        #expect(await terminal.shows("ended with 0"))
        let screen = try await terminal.screen()
        await terminal.end()
        let text = screen.joined(separator: "\n")
        // A line that the terminal itself had to break would fill it to its edge and go on at the first column.
        for line in screen.drop(while: { !$0.hasPrefix("CONNECTION") && !$0.hasPrefix("contoso") }) {
            #expect(line.columns <= columns)
        }
        let words = text.split(whereSeparator: \.isWhitespace).joined()
        for matter in [
            "3 of 5 need somebody", "contoso", "expired", "2025-11-19", "new client secret in Entra",
            "nobody told yet", StatusTableTests.longName, "山田太郎 is on it",
        ] {
            #expect(words.contains(matter.filter { $0 != " " }), "\(matter): \(text)")
        }
    }

    @Test func `--watch redraws, sorts and filters by keys, follows the size, and leaves the terminal as it was`()
        async throws
    {
        let terminal = try terminal("--watch", columns: 120, rows: 20)
        #expect(await terminal.shows("q quit"))
        var screen = try await terminal.screen()
        #expect(screen[0].hasPrefix("3 of 5 need somebody"))
        try await terminal.press("s")
        #expect(await terminal.shows("by name"))
        try await terminal.press("f")
        #expect(await terminal.shows("failing"))
        screen = try await terminal.screen()
        #expect(!screen.contains { $0.hasPrefix("fabrikam") } && screen.contains { $0.hasPrefix("tailspin") })
        try await terminal.press("/")
        #expect(await terminal.shows("names with:"))
        try await terminal.type("tail")
        #expect(await terminal.shows("with tail"))
        screen = try await terminal.screen()
        #expect(!screen.contains { $0.hasPrefix("contoso") } && screen.contains { $0.hasPrefix("tailspin") })
        try await terminal.resize(columns: 60)
        try await terminal.press("?")
        #expect(await terminal.shows("sort by urgency"))
        try await terminal.press("q")
        #expect(await terminal.shows("ended with 0"))
        screen = try await terminal.screen()
        #expect(screen[0] == "ended with 0", "the screen of before is back: \(screen)")
        await terminal.end()
    }

    @Test(arguments: ["C-c", "C-\\"])
    func `a key that ends a process leaves the terminal as it was`(key: String) async throws {
        let terminal = try terminal("--watch", columns: 80, rows: 10)
        #expect(await terminal.shows("q quit"))
        try await terminal.press(key)
        #expect(await terminal.shows("ended with 1"))
        let screen = try await terminal.screen()
        #expect(screen.first { !$0.isEmpty }?.hasPrefix("ended with 1") == true || key != "C-c", "\(screen)")
        // Echo is on again: cat shows what is typed at once.
        try await terminal.type("still here")
        #expect(await terminal.shows("still here", times: 1))
        await terminal.end()
    }

    @Test func `COLUMNS says how wide it is where no terminal does`() async throws {
        for columns in [60, 100] {
            let program = try await Program.run(
                ["status", "--runtime", served.directory.path], environment: ["COLUMNS": "\(columns)"])
            #expect(program.output.split(separator: "\n").allSatisfy { String($0).columns <= columns })
        }
        let whole = try await Program.run(
            ["status", "--runtime", served.directory.path], environment: ["COLUMNS": "none"])
        #expect(
            whole.output.split(separator: "\n").contains { String($0).columns > 120 }, "nothing is fitted in a pipe")
    }

    @Test func `--watch needs a terminal`() async throws {
        let program = try await Program.run(["status", "--watch", "--runtime", served.directory.path])
        #expect(program.status == 64 && program.errors.contains("not a terminal"))
    }
}
