import Control
import Foundation
import TestSupport
import Testing

@testable import ControlTestSupport

/// `leadkeeper forecast`, against a daemon that sees what the test says.
@Suite struct ForecastCommandTests: ProgramSuite {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    @Test func `days are told in their order, with who is told, and days with probes alone in one line`() async throws {
        let run = try await run("forecast", "contoso", "--days", "30")
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("1 connection, until ") == true)
        #expect(run.output.contains("if nobody does anything"))
        #expect(run.output.contains("1 notice, 3 probes"))
        #expect(run.output.contains("contoso: the client secret expires in 14 days or less"))
        #expect(run.output.contains("to ops@contoso.com, sales@contoso.com"))
        let order = ["14 days or less", "last day to begin", "by the date that you gave"].compactMap { words in
            lines.firstIndex { $0.contains(words) }
        }
        #expect(order.count == 3 && order == order.sorted())
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `weekends and quiet days are marked`() async throws {
        // The samples begin on Friday 21 November 2025: two days later is a Sunday.
        let run = try await run("forecast", "contoso")
        #expect(run.output.contains("Sun 2025-11-23, weekend"))
        #expect(run.output.contains("Mon 2025-11-24, quiet"))
    }

    @Test func `it can be sorted by person and by connection`() async throws {
        let people = try await run("forecast", "--group", "person")
        #expect(people.output.contains("\nops@contoso.com\n") && people.output.contains("\nsales@contoso.com\n"))
        #expect(!people.output.contains("by the date that you gave"))
        let connections = try await run("forecast", "--group", "connection")
        #expect(connections.output.contains("\ncontoso\n") && connections.output.contains("by the date that you gave"))
    }

    @Test func `what is supposed reaches the daemon, each as often as it is given`() async throws {
        let run = try await run(
            "forecast", "--what-if", "mail-down=3d", "--what-if", "away=ops@contoso.com:2w", "--what-if=policy=90d")
        #expect(run.output.contains("no mail leaves in the first 3 days"))
        #expect(run.output.contains("no secret lives longer than 90 days"))
        #expect(run.output.contains("to ops@contoso.com (away), sales@contoso.com"))
        let all = try await self.run(
            "forecast", "--what-if", "away=ops@contoso.com:2w", "--what-if", "away=sales@contoso.com:5d")
        #expect(all.output.contains("nobody who is told is there"))
        let short = try await self.run("forecast", "--what-if", "away=ops@contoso.com:1d")
        #expect(!short.output.contains("(away)"))
    }

    @Test(arguments: [
        "mail-down", "mail-down=", "mail-down=3", "mail-down=0d", "holiday=3d", "away=2w", "away=ops:2w",
        "away=ops@contoso.com", "away=ops@contoso.com:", "policy=-1d", "policy=9999w",
    ])
    func `what cannot be supposed is refused, with what can be`(text: String) async throws {
        let run = try await run("forecast", "--what-if", text)
        #expect(run.status == 64)
        #expect(run.errors.contains("--what-if"))
    }

    @Test(arguments: [("--days", "0"), ("--days", "367"), ("--days", "soon"), ("--group", "colour")])
    func `a value that is out of range is refused`(option: String, value: String) async throws {
        let run = try await run("forecast", option, value)
        #expect(run.status == 64)
        #expect(run.errors.contains(option))
    }

    @Test func `as a calendar it is what the daemon has written, and nothing else`() async throws {
        let run = try await run("forecast", "contoso", "--ics")
        #expect(run.output == "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    }

    @Test func `JSON has every entry, and who is away`() async throws {
        let run = try await run("forecast", "contoso", "--json", "--what-if", "away=sales@contoso.com:2w")
        let answer = try JSONDecoder().decode(ForecastAnswer.self, from: Data(run.output.utf8))
        #expect(answer.entries.count == 6)
        #expect(answer.entries.first { $0.notice == "lapses" }?.away == ["sales@contoso.com"])
    }
}
