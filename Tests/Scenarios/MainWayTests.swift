import Foundation
import Simulators
import TestSupport
import Testing

/// What a sysadmin does with it, from the first secret to the second.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct MainWayTests {
    @Test func `a secret is stored, proven, watched and told of, and replaced by hand`() async throws {
        try await Site.run(Site.Plan(mail: .server(wantsLogin: true))) { site in
            let (daemon, _) = try await site.startAll()
            let mailServer = try #require(site.mailServer)
            #expect(daemon.status == "1 connection; 1 without a secret; no secret for @mail")
            #expect(try await site.command("probe", "contoso", "--json").exit == .code(1))

            // The mail password first, then the connection's secret, which lapses in five days.
            try await site.done(
                "secret", "set", "@mail", "--expires", "never", "--json", input: site.mailPassword + "\n")
            let first = site.issueSecret(for: "contoso", keyID: "first")
            let stored = try await site.store(first, for: "contoso", days: 5)
            #expect(stored.exit == .code(0), "\(stored.complaint)")
            #expect(stored.json.window.state.string == "notice")
            #expect(try await site.shownSecret(of: "contoso").output == first)

            // A probe by hand, or the daemon's own, which may be under way: one of both has proven it by now.
            let history = await site.cloud.history { $0.contains { $0.step == "remove" && $0.outcome == "ok" } }
            #expect(
                history.filter { $0.step == "token" }.allSatisfy { $0.secretWasRight == true && $0.keyID == "first" })
            try await site.until { try await site.status(of: "contoso").probe.result.string == "ok" }
            let probe = try await site.done("probe", "contoso", "--json").json.probes[0]
            #expect(
                probe.probe.steps.elements.compactMap(\.name.string) == [
                    "endpoint", "token", "identity", "create", "read", "remove",
                ])
            #expect(probe.probe.steps.elements.allSatisfy { $0.result.string == "ok" })
            #expect(site.leads(of: "contoso") == 0)

            // Both contacts are told that it lapses, each in a mail of their own, over TLS.
            let transactions = try await mailServer.transactions(atLeast: 2)
            #expect(Set(transactions.map(\.to)) == ["ops@contoso.example", "sales@contoso.example"])
            #expect(transactions.allSatisfy { $0.tls && $0.user == Site.mailUser && $0.reply.hasPrefix("250") })
            let mail = try await site.mail(of: transactions[0])
            #expect(mail.defects == [])
            #expect(mail.headers["to"] == transactions[0].to)
            #expect(mail.headers["subject"]?.contains("contoso") == true)
            for words in ["contoso.localhost", "UTC", "1. "] { #expect(mail.text.contains(words), "\(mail.text)") }
            #expect(mail.html.contains("<ol"))
            try await site.until { try await site.notices(of: "contoso").allSatisfy { $0.state.string == "accepted" } }
            #expect(try await site.notices(of: "contoso").map(\.occasion.string) == ["lapses/604800", "lapses/604800"])

            // A test notice goes out at once, and says so by its exit code.
            let test = try await site.done("notices", "test", "contoso", "--json").json.notices.elements
            #expect(test.map(\.state.string) == ["accepted", "accepted"])
            #expect(try await mailServer.transactions(atLeast: 4).count == 4)

            // The app is disabled: two refusals, and the contacts are told.
            site.setApp(of: "contoso", isEnabled: false)
            for _ in 0..<2 {
                let refused = try await site.command("probe", "contoso", "--json")
                #expect(refused.exit == .code(1))
                #expect(refused.json.probes[0].probe.class.string == "app-disabled")
            }
            let alarms = try await mailServer.transactions(atLeast: 6)
            let alarm = try await site.mail(of: alarms[5])
            #expect(alarm.text.contains("disabled"))
            try await daemon.says("1 refused")

            // The app is enabled, and the first secret is replaced by a second one: it is proven by itself, and the
            // contacts hear that it works again.
            site.setApp(of: "contoso", isEnabled: true)
            let second = site.issueSecret(for: "contoso", keyID: "second")
            #expect(try await site.store(second, for: "contoso").json.window.state.string == "open")
            // They hear too that Partner Center is to have the second one.
            var subjects: [String: Set<String>] = [:]
            for mail in try await mailServer.transactions(atLeast: 10).dropFirst(6) {
                subjects[try await site.mail(of: mail).headers["subject"] ?? "", default: []].insert(mail.to)
            }
            #expect(subjects.keys.count { $0.contains("leads can arrive again") } == 1, "\(subjects)")
            #expect(
                subjects.keys.count { $0.contains("leads stop ") || $0.contains("publish the new client secret") } == 1,
                "\(subjects)"
            )
            #expect(
                subjects.values.allSatisfy { $0 == ["ops@contoso.example", "sales@contoso.example"] }, "\(subjects)")
            try await daemon.says("next to expire: contoso in")
            #expect(try await site.history(of: "contoso").count { $0 == "secret-stored" } == 2)
            #expect(try await site.shownSecret(of: "contoso").output == second)

            // The keyring has the first as well until then; removed, there is none, and nothing is tried any more.
            let removed = try await site.done("secret", "remove", "contoso", "--json").json
            #expect(removed.versions.elements.count == 2)
            #expect(try await site.shownSecret(of: "contoso").exit == .code(1))
            #expect(try await site.status(of: "contoso").secret.stored.bool == false)
            #expect(try await site.command("probe", "contoso").exit == .code(1))
            #expect(try await mailServer.transactions(atLeast: 10).count == 10)
            #expect(site.leads(of: "contoso") == 0)
        }
    }
}
