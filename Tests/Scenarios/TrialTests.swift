import Foundation
import Glibc
import Simulators
import TestSupport
import Testing

/// A secret is tried before it takes the place of one that works, by the built programs, with a real keyring and a kill
/// at each request.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct TrialTests {
    /// A site with a secret in use that was proven.
    private func run(_ body: (Site, DaemonProcess, _ secret: String) async throws -> Void) async throws {
        try await Site.run { site in
            // Whoever reads leads signs in as the trial does, and would meet what the trial is to meet.
            try site.override("[Probe]\nSilence=no\n")
            let (daemon, _) = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            let stored = try await site.store(secret, for: "contoso")
            #expect(stored.exit == .code(0) && stored.json.outcome.string == "in-use", "\(stored.complaint)")
            #expect(stored.json.reason.string == "none-in-use" && stored.json.answer.result.string == "ok")
            try await body(site, daemon, secret)
        }
    }

    @Test
    func
        `a wrong secret changes nothing, one that cannot be told waits beside the one in use, and a right one takes its place`()
        async throws
    {
        try await run { site, daemon, first in
            let wrong = site.mint.secret()
            let refused = try await site.command(
                "secret", "set", "contoso", "--issued", "2026-01-01", "--expires", "never", input: wrong)
            #expect(refused.exit == .code(1) && refused.output.isEmpty)
            #expect(
                refused.complaint.contains("Microsoft refuses it, so the secret in use stays: secret-wrong at token"))
            #expect(refused.complaint.contains("leadkeeper: hint: Save the client secret's Value, not its Secret ID"))
            #expect(try await site.shownSecret(of: "contoso").output == first)

            site.cloud.inject(Fault(.status503, step: "token"))
            let second = site.issueSecret(for: "contoso")
            let pending = try await site.command("secret", "set", "contoso", "--expires", "never", input: second)
            #expect(
                pending.exit == .code(75) && pending.output.contains("on trial"),
                "\(pending.output) \(pending.complaint)")
            let status = try await site.status(of: "contoso")
            #expect(status.secret.stored.bool == true && status.trial.probe.class.string == "service-fault")
            #expect(try await site.done("status", "contoso").output.contains("on trial"))
            #expect(try await site.shownSecret(of: "contoso").output == first)
            site.cloud.clearFaults()
            // The same bytes go on with the same trial.
            let again = try await site.store(second, for: "contoso")
            #expect(again.exit == .code(0) && again.json.secret.version.string == status.trial.version.string)
            #expect(try await site.shownSecret(of: "contoso").output == second)

            let undone = try await site.done("secret", "undo", "contoso", "--json").json
            #expect(undone.reason.string == "undone" && undone.answer.result.string == "ok")
            #expect(try await site.shownSecret(of: "contoso").output == first)
            #expect(site.leads(of: "contoso") == 0)
        }
    }

    @Test(arguments: ["token", "identity", "create", "read", "remove"])
    func `killed while it tries a secret, the daemon keeps the one in use, and its successor settles the trial`(
        step: String
    )
        async throws
    {
        try await run { site, daemon, first in
            for isRight in [false, true] {
                let before = site.cloud.history().count { $0.fault == "hang" }
                let running = isRight ? try await site.startDaemon() : daemon
                // The application signs in to Graph too, to look at its own secrets, and not for the trial.
                let signIn = Fault(.hang, step: "token", scope: "contoso.localhost")
                site.cloud.inject(step == "token" ? signIn : Fault(.hang, step: step))
                // One that is wrong never gets past the sign-in, so for it that is where it hangs.
                if !isRight { site.cloud.inject(signIn) }
                let next = isRight ? site.issueSecret(for: "contoso") : site.mint.secret()
                let command = try site.begin(
                    "secret", "set", "contoso", "--issued", "2026-01-01", "--expires", "never", input: next)
                _ = await site.cloud.history { $0.count { $0.fault == "hang" } > before }
                #expect(await running.stop(SIGKILL).exit == .signal(SIGKILL))
                #expect(await command.exit() == .code(69))
                site.cloud.clearFaults()
                let successor = try await site.startDaemon()
                if isRight {
                    try await site.until { try await site.shownSecret(of: "contoso").output == next }
                } else {
                    try await site.until { try await site.history(of: "contoso").contains("secret-refused") }
                    #expect(try await site.shownSecret(of: "contoso").output == first)
                }
                try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
                #expect(site.leads(of: "contoso") == 0)
                #expect(await successor.stop().exit == .code(0))
            }
        }
    }
}
