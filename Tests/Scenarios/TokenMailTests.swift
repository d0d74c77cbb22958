import Foundation
import Simulators
import TestSupport
import Testing

/// Notices that leave as an Entra application's mail, by the built programs.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct TokenMailTests {
    /// The head of each token that the cloud gives out: `{"typ":"JWT`.
    private static let tokenHead = "eyJ0eXAiOiJKV1"

    private func expectNoToken(_ site: Site) {
        let hunt = SecretHunt(for: [Self.tokenHead])
        let findings =
            hunt.findings(under: site.directory.path)
            + hunt.findings(in: Data(site.everythingSaid.utf8), at: "what the processes said")
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test func `a notice leaves by XOAUTH2, and a switch that is off is told with what turns it on`() async throws {
        try await Site.run(Site.Plan(mail: .byToken)) { site in
            let server = try #require(site.mailServer)
            let (daemon, _) = try await site.startAll()
            #expect(daemon.status == "1 connection; 1 without a secret; no secret for @mail")
            let stored = try await site.done(
                "secret", "set", "@mail", "--expires", "2099-01-31", "--json", input: site.mailPassword)
            #expect(stored.json.window.state.string == "open", "\(stored.output)")
            #expect(try await site.command("probe", "@mail", "--json").json.probes[0].probe.result.string == "ok")
            try await site.done("notices", "test", "contoso")
            let transactions = try await server.transactions(atLeast: 2)
            #expect(transactions.allSatisfy { $0.tls && $0.user == Site.mailbox && $0.reply.hasPrefix("250") })

            let reply = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."
            try server.script([Site.mailbox: ["auth": reply]])
            let probe = try await site.command("probe", "@mail", "--json")
            #expect(probe.exit == .code(1))
            #expect(probe.json.probes[0].probe.class.string == "mail-smtp-auth-off")
            #expect(probe.json.probes[0].probe.advice.string?.contains("Set-CASMailbox") == true)
            #expect(try await site.command("notices", "test", "contoso").exit == .code(75))
            try await daemon.logs("Set-CASMailbox")
            let status = try await site.command("status")
            #expect(status.output.contains("mail-smtp-auth-off"), "\(status.output)")

            // The directory ends all tokens; the next mail gets a new one.
            try server.script([:])
            site.cloud.endTokens()
            try await site.done("notices", "test", "contoso")
            try await daemon.logs("the mail server takes mail again")
            expectNoToken(site)
        }
    }

    @Test func `a notice leaves through Microsoft Graph, each for the one whom it names`() async throws {
        try await Site.run(Site.Plan(mail: .graph)) { site in
            let (daemon, _) = try await site.startAll()
            try await site.done("secret", "set", "@mail", "--expires", "2099-01-31", input: site.mailPassword)
            try await site.done("notices", "test", "contoso")
            let sent = site.cloud.sentMails()
            #expect(
                sent.map(\.recipients).sorted { $0[0] < $1[0] } == [["ops@contoso.example"], ["sales@contoso.example"]])
            #expect(sent.allSatisfy { $0.mailbox == Site.mailbox })
            for mail in sent {
                let read = try await ReadMail.reading(mail.content)
                #expect(read.defects == [] && read.headers["from"]?.contains(Site.mailbox) == true)
            }

            // Graph asks to be left alone, and is.
            site.cloud.inject(Fault(.throttle, step: "send-mail", count: 1, value: 30))
            let throttled = try await site.command("notices", "test", "contoso", "--json")
            #expect(throttled.exit == .code(75), "\(throttled.output)")
            try await daemon.logs("429")

            site.cloud.change { $0.mailboxes[0].senders = [] }
            let probe = try await site.command("probe", "@mail", "--json")
            #expect(probe.json.probes[0].probe.class.string == "mail-access-denied", "\(probe.output)")
            #expect(probe.json.probes[0].probe.advice.string?.contains("New-ManagementRoleAssignment") == true)
            expectNoToken(site)
        }
    }
}
