import Control
import Credentials
import Foundation
import JSON
import LeadkeeperDaemon
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// `notices snooze`, `ack`, `hold`, `release`, `preview` and `show`.
@Suite struct AnswerCommandTests: ProgramSuite {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    @Test func `reminders are snoozed until a day of the local calendar, and go out again`() async throws {
        let snoozed = try await run(
            "notices", "snooze", "contoso", "--until", "2026-12-20", "--for", "ops@contoso.com", "--reason",
            "on holiday")
        #expect(snoozed.status == 0 && isNarrow(snoozed.output), "\(snoozed)")
        #expect(snoozed.output.contains("reminders to ops@contoso.com wait until 2026-12-20 00:00 CET"))
        #expect(
            await served.service.calls.last
                == "snooze until 2026-12-19T23:00:00Z for ops@contoso.com by \(geteuid()), on holiday contoso")
        let ended = try await run("notices", "snooze", "contoso", "--end")
        #expect(ended.status == 0 && ended.output == "contoso: nobody is on it, and no reminder waits\n")
        #expect(await served.service.calls.last == "end snooze for all by \(geteuid()) contoso")
        let late = try await run("notices", "snooze", "late", "--until", "2027-01-01", "--reason", "x")
        #expect(late.status == 64 && late.errors.contains("beyond the start-by date, 2026-12-20T00:00:00Z"))
        #expect(late.errors.contains("hint: the start-by date is 2026-12-20 01:00 CET"), "\(late.errors)")
    }

    @Test(arguments: [
        ["snooze", "contoso"], ["snooze", "contoso", "--until", "2027-01-01"],
        ["snooze", "contoso", "--end", "--reason", "x"],
        ["snooze", "contoso", "--until", "soon", "--reason", "x"],
        ["snooze", "contoso", "--until", "2027-01-01", "--reason", "x", "--for", "nobody"], ["ack", "contoso"],
        ["ack", "contoso", "--by", "Anna", "--end"], ["show"], ["show", "three"], ["show", "0"],
        ["preview", "contoso", "--occasion", "lapsed"], ["preview", "contoso", "--language", "de"],
    ]) func `what is not understood is a mistake of usage, and nothing is asked`(arguments: [String]) async throws {
        let program = try await run(["notices"] + arguments)
        #expect(program.status == 64 && program.output.isEmpty && !program.errors.isEmpty, "\(program)")
        #expect(await served.service.calls.isEmpty)
    }

    @Test func `somebody is on it, and then is not`() async throws {
        let program = try await run("notices", "ack", "contoso", "--by", "Anna")
        #expect(program.status == 0 && program.output.hasPrefix("contoso: Anna, since "), "\(program)")
        #expect(await served.service.calls.last == "Anna is on it by \(geteuid()) contoso")
        #expect(try await run("notices", "ack", "contoso", "--end").status == 0)
        let json = try await run("notices", "ack", "contoso", "--by", "Anna", "--json")
        let status = try JSONCoder.decode(ConnectionStatus.self, from: Array(json.output.utf8))
        #expect(status.acknowledgement?.by == "Anna")
    }

    @Test func `the list of notices says first whose reminders wait, who is on it and what is held`() async throws {
        let program = try await run("notices", "answered")
        #expect(program.status == 0 && isNarrow(program.output), "\(program)")
        let words = program.output.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
        #expect(words.hasPrefix("notices to contacts are held back until "), "\(words)")
        #expect(words.contains("contoso: Anna, since "), "\(words)")
        // Until the start-by date, which is before the day that was asked for.
        #expect(words.contains("contoso: reminders to ops@contoso.com wait until 2026-11-26 "), "\(words)")
        #expect(words.contains(", as user 0 said: on holiday") && words.hasSuffix("no notices "), "\(words)")
        let json = try await run("notices", "answered", "--json")
        let list = try JSONCoder.decode(NoticeList.self, from: Array(json.output.utf8))
        #expect(list.answers.map(\.connection) == ["contoso"] && list.answers[0].acknowledgement?.by == "Anna")
        #expect(list.answers[0].snoozes.map(\.reason) == ["on holiday"] && list.hold?.person == "user 0")
    }

    @Test func `notices are held and released`() async throws {
        let held = try await run("notices", "hold")
        #expect(held.status == 0 && isNarrow(held.output))
        #expect(held.output.contains("1 so far, about contoso"), "\(held.output)")
        #expect(try await run("notices", "release").output == "notices to contacts go out\n")
    }

    @Test func `a mail is printed as text, as HTML, as bytes and as JSON`() async throws {
        let text = try await run("notices", "preview", "contoso", "--occasion", "works-again", "--language", "fr")
        #expect(text.output.hasPrefix("To: ops@contoso.com\nSubject: contoso: begin today\n\nYour leads will stop.\n"))
        #expect(await served.service.calls.last == "preview works-again fr contoso")
        #expect(try await run("notices", "show", "3", "--html").output == Samples.mail.html)
        #expect(try await run("notices", "show", "3", "--raw").output == Samples.mail.raw)
        let json = try await run("notices", "show", "3", "--json")
        #expect(try JSONCoder.decode(MailText.self, from: Array(json.output.utf8)) == Samples.mail)
        let unknown = try await run("notices", "show", "4")
        #expect(unknown.status == 64 && unknown.errors.contains("no notice has the number 4"))
        let words = try await run("notices", "preview", "contoso", "--occasion", "lapsed")
        #expect(words.errors.contains("works-again") && words.errors.contains("did you mean lapses?"))
    }
}
