import Foundation
import TestSupport
import Testing

/// What people answer to notices, with the built program.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct AnswerTests {
    @Test func `a notice is looked at, reminders wait, somebody is on it, and a restart forgets nothing`() async throws
    {
        try await Site.run { site in
            let (daemon, _) = try await site.startAll()
            try await site.until {
                try await site.store(site.issueSecret(for: "contoso"), for: "contoso").exit == .code(0)
            }
            let preview = try await site.done("notices", "preview", "contoso", "--occasion", "expired")
            #expect(preview.output.contains("Subject: ") && preview.output.contains("contoso"), "\(preview.output)")
            let html = try await site.done("notices", "preview", "contoso", "--html").output
            #expect(html.contains("<html"))
            #expect(try await site.done("notices", "--json").json.notices.elements.isEmpty)

            let late = try await site.command(
                "notices", "snooze", "contoso", "--until", "2099-01-01", "--reason", "not now")
            #expect(late.exit == .code(64) && late.complaint.contains("wait"), "\(late)")
            let tomorrow = Date(timeIntervalSinceNow: 86_400).ISO8601Format()
            try await site.done("notices", "snooze", "contoso", "--until", tomorrow, "--reason", "on holiday")
            try await site.done("notices", "ack", "contoso", "--by", "Anna")
            daemon.process.send(SIGTERM)
            _ = await daemon.process.exit()
            _ = try site.beginDaemon()
            try await site.until { try await site.command("status", "contoso").exit == .code(0) }
            let status = try await site.done("status", "contoso").output
            #expect(status.contains("Anna") && status.contains("on holiday"), "\(status)")
            let json = try await site.done("status", "contoso", "--json").json.connections[0]
            #expect(json.acknowledgement.by.string == "Anna" && json.snoozes.elements.count == 1)

            try await site.done("notices", "ack", "contoso", "--end")
            try await site.done("notices", "snooze", "contoso", "--end")
            let after = try await site.done("status", "contoso", "--json").json.connections[0]
            #expect(after.acknowledgement.value is NSNull && after.snoozes.elements.isEmpty)
            try await site.until { try await site.command("notices", "test", "contoso").exit == .code(0) }
            let id = try await site.done("notices", "--json").json.notices[0].id.int ?? 0
            #expect(try await site.done("notices", "show", "\(id)").output.contains("Subject: "))
            let history = try await site.done("history", "contoso", "--limit", "100").output
            for word in ["notices-snoozed", "snooze-ended", "notices-acknowledged", "acknowledgement-ended"] {
                #expect(history.contains(word), "\(word): \(history)")
            }
        }
    }
}
