import Foundation
import TestSupport
import Testing

/// What `status` says of leadkeeper itself, with the built program.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct HealthTests {
    @Test func `one line says how leadkeeper is, and the exit code of --check whether somebody has to act`()
        async throws
    {
        try await Site.run { site in
            let unreachable = try await site.command("status", "--check")
            #expect(unreachable.exit == .code(69) && unreachable.output.isEmpty && unreachable.complaint.isEmpty)
            let (daemon, _) = try await site.startAll()
            // No secret yet.
            #expect(try await site.command("status", "--check").exit == .code(1))
            try await site.until {
                try await site.store(site.issueSecret(for: "contoso"), for: "contoso").exit == .code(0)
            }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            let fine = try await site.command("status", "--check")
            #expect(fine.exit == .code(0) && fine.output.isEmpty && fine.complaint.isEmpty)
            // No mail has been sent yet: a canary has proven the way.
            try await site.until {
                try await site.done("status", "--json").json.health.alertPaths[0].status.string == "True"
            }
            let text = try await site.command("status").output
            #expect(
                text.hasPrefix(
                    "none of 1 needs somebody, 0 unknown, 1 fine; leadkeeper ok\n"
                        + "leadkeeper: mail ok, keyring ok, clock ok, configuration ok\nalert paths: mail proven "),
                "\(text)"
            )

            try site.override("[Mail]\nServer=nonsense")
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: 2)
            #expect(try await site.command("status", "--check").exit == .code(1))
            #expect(try await site.command("status", "contoso", "--check").exit == .code(1))
            #expect(try await site.command("status").output.contains("configuration FAILS ("))
            let json = try await site.done("status", "--json").json
            #expect(json.health.configuration.status.string == "False" && json.health.needsAttention.bool == true)
            #expect(json.health.mail.status.string == "True" && json.health.keyring.needsAttention.bool == false)
        }
    }
}
