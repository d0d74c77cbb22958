import Foundation
import Simulators
import TestSupport
import Testing

/// A rotation as sysadmin and contacts live through it, with the built program.
@Suite(
    .enabled(if: Site.isPossible, Site.needs), .enabled(if: Meddling.isPossible, Meddling.needs),
    .timeLimit(.minutes(15)))
struct RotationTests {
    private static let plan: Site.Plan = {
        var plan = Site.Plan()
        plan.hasAdministrator = true
        plan.settings = """
            [Rotation]
            Mode=assisted
            Overlap=2d
            [Administrator]
            DirectoryID=\(Site.tenant)
            ApplicationID=\(Site.administrator)
            """
        return plan
    }()

    @Test func `an assisted rotation goes from the first step to the last, and no lead is lost`() async throws {
        try await Site.run(Self.plan) { site in
            try await site.startWorker()
            let time = try PassingTime(site)
            _ = try await site.startDaemon(environment: time.environment(site))
            let mailServer = try #require(site.mailServer)
            try await site.done(
                "secret", "set", "@administrator", "--expires", "never", "--json", input: site.administratorSecret)
            let old = site.issueSecret(for: "contoso", keyID: "0f0e0d0c-1111-2222-3333-444455556666")
            site.offerLeads(of: "contoso", key: old)
            #expect(try await site.store(old, for: "contoso", days: 200).exit == .code(0))

            // What is on the application is listed, and the stored secret is said to be that one.
            let keys = try await site.done("adopt", "contoso", "--json").json.keys
            #expect(keys.elements.map(\.role.string) == ["foreign"] && keys[0].isSuggested.bool == true)
            let adopted = try await site.done("adopt", "contoso", "--key-id", keys[0].keyID.string ?? "", "--json").json
            #expect(adopted.secret.keyID.string == "0f0e0d0c-1111-2222-3333-444455556666")

            // It is planned, begun, and goes on by itself until a person is needed.
            let planned = try await site.done("rotate", "contoso", "--dry-run")
            #expect(planned.output.contains("add-key") && planned.output.contains("nothing seems to block it"))
            #expect(try await site.command("handoff", "contoso", "show").exit == .code(64))
            try await site.done("rotate", "contoso")
            #expect(try await site.command("rotate", "contoso").exit == .code(75))
            try await site.until(advancing: time, by: 20) {
                $0.step.string == "proven" && $0.waitingFor.string == "person"
            }
            #expect(site.keys(of: "contoso").count == 2)
            try await site.until {
                try await site.notices(of: "contoso").contains { $0.occasion.string?.hasPrefix("hand-off/") == true }
            }
            let handOff = try await site.mail(of: try #require(await mailServer.transactions(atLeast: 2).last))
            for words in [
                "Partner Center", "leadkeeper handoff contoso show", "leadkeeper handoff contoso confirm", "Validate",
            ] {
                #expect(handOff.text.contains(words), "\(handOff.text)")
            }

            // A person enters it in Partner Center, which takes days to publish; customers' leads arrive all the while.
            let shown = try await site.done("handoff", "contoso", "show", "--force").output
            let new = try #require(site.newestSecret(of: "contoso"))
            #expect(shown.contains("Client secret            \(new)\n") && !shown.contains(old))
            #expect(site.cloud.leaveLead(at: "contoso"))
            try await site.enterAndPublish(new, for: "contoso", time)
            #expect(site.cloud.leaveLead(at: "contoso"))
            try await site.done("handoff", "contoso", "confirm")
            try await site.until(advancing: time, by: 1_800) { $0.step.string == "confirmed" }
            #expect(
                try await site.status(of: "contoso").conditions.elements.contains {
                    $0.type.string == "HandedOff" && $0.status.string == "True"
                })
            #expect(try await site.command("rotate", "contoso", "--abort").exit == .code(1))
            #expect(site.keys(of: "contoso").count == 2)

            // Both are valid for two days; then the old one is gone, and nothing else is.
            try await site.until(advancing: time, by: 6 * 3_600) {
                $0.step.string == nil && $0.last.end.string == "completed"
            }
            #expect(site.keys(of: "contoso").map(\.value) == [new])
            #expect(site.cloud.leaveLead(at: "contoso"))
            #expect(site.cloud.product("contoso")?.tally.lost == 0)
            try await site.until {
                try await site.notices(of: "contoso").contains { $0.occasion.string?.hasPrefix("rotated/") == true }
            }
            let story = try await site.history(of: "contoso")
            let milestones = [
                "key-adopted", "rotation-begun", "secret-minted", "secret-staged", "secret-proven", "hand-off-shown",
                "hand-off-confirmed", "handed-off", "hand-off-confirmed", "secret-retired", "rotation-ended",
            ]
            #expect(story.filter(milestones.contains) == milestones, "\(story)")
        }
    }
}
