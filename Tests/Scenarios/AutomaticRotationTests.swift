import Foundation
import Simulators
import TestSupport
import Testing

/// Rotations through Partner Center, of which nobody is asked anything, with the built program.
@Suite(
    .enabled(if: Site.isPossible, Site.needs), .enabled(if: Meddling.isPossible, Meddling.needs),
    .timeLimit(.minutes(15)))
struct AutomaticRotationTests {
    private static let plan: Site.Plan = {
        var plan = Site.Plan()
        plan.hasAdministrator = true
        plan.hasOffers = true
        plan.settings = """
            [Rotation]
            Mode=automatic
            Before=30d
            Overlap=1d
            [Administrator]
            DirectoryID=\(Site.tenant)
            ApplicationID=\(Site.administrator)
            """
        return plan
    }()

    @Test
    func `an automatic rotation goes from due to retired by itself, though the daemon is killed while it publishes`()
        async throws
    {
        try await Site.run(Self.plan) { site in
            let time = try PassingTime(site)
            let clock = try await time.environment(site)
            let (daemon, old) = try await site.startWithOffer(environment: clock)
            #expect(try await site.status(of: "contoso").rotation.step.string == nil, "it is not due yet")

            // It is due a day later, and gets as far as the publication; there the daemon is killed as soon as Partner
            // Center has the request. From here on time passes in steps that are shorter than an access token lives.
            try time.advance(by: 22 * 3_600)
            try await site.until(advancing: time, by: 1_800) { _ in site.publications() > 0 }
            #expect(await daemon.stop(SIGKILL).exit == .signal(SIGKILL))
            #expect(site.cloud.product("contoso")?.live?.leads?.key == old)
            _ = try await site.startDaemon(environment: clock)
            try await site.until(advancing: time, by: 1_800) { $0.step.string == "confirmed" }
            let new = try #require(site.newestSecret(of: "contoso"))
            #expect(site.cloud.product("contoso")?.live?.leads?.key == new && new != old)
            #expect(site.keys(of: "contoso").count == 2, "both are valid for a day")
            try await site.until(advancing: time, by: 1_800) {
                $0.step.string == nil && $0.last.end.string == "completed"
            }

            #expect(site.keys(of: "contoso").map(\.value) == [new])
            #expect(try await site.shownSecret(of: "contoso").output == new)
            #expect(site.publications() == 2, "once to preview and once to live, whatever befell the daemon")
            try site.expectEveryLead()
            #expect(site.cloud.history().count { $0.step == "add-key" } == 1)
            try await site.until { try await site.occasions().contains { $0.hasPrefix("rotated/") } }
            let asked = try await site.occasions().filter {
                $0.hasPrefix("hand-off/") || $0.hasPrefix("rotation-stuck/")
            }
            #expect(asked == [], "nobody is asked anything")
            let server = try #require(site.mailServer)
            let first = try await site.mail(of: try #require(await server.transactions(atLeast: 1).first))
            let words = first.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("You need not do anything"), "\(first.text)")
            let story = try await site.history(of: "contoso")
            let milestones = [
                "rotation-begun", "secret-minted", "secret-staged", "secret-proven", "handed-off", "hand-off-confirmed",
                "secret-retired", "rotation-ended",
            ]
            #expect(story.filter(milestones.contains) == milestones, "\(story)")
            let said = try await site.done("history", "contoso", "--limit", "1000").output
            #expect(!story.contains("hand-off-asked") && !story.contains("rotation-stuck"), "\(said)")
        }
    }

    @Test func `it does not publish somebody's pending edits unless a person lets it`() async throws {
        try await Site.run(Self.plan) { site in
            let time = try PassingTime(site)
            let (_, old) = try await site.startWithOffer(environment: try await time.environment(site))
            let edited = try #require(site.cloud.product("contoso")).resource(title: "What nobody has approved yet")
            site.cloud.edit("contoso") { $0.draft.resources = [edited] }

            // It stops before anything is written to the offer, and says so.
            try await site.until(advancing: time, by: 1_800) { $0.attention.reason.string == "pending-edits" }
            try await site.until {
                try time.advance(by: 1_800)
                try await site.takeIn()
                return try await site.occasions().contains {
                    $0.hasPrefix("rotation-stuck/") && $0.contains("/pending-edits/")
                }
            }
            let server = try #require(site.mailServer)
            try await site.until {
                try await site.notices(of: "contoso").allSatisfy {
                    ["accepted", "superseded"].contains($0.state.string)
                }
            }
            let told = try await site.mail(of: try #require(await server.transactions(atLeast: 1).last))
            #expect(told.text.contains("leadkeeper rotate contoso --publish-edits"), "\(told.text)")
            for _ in 0..<16 {
                try time.advance(by: 1_800)
                try await site.takeIn()
            }
            let stuck = try await site.status(of: "contoso").rotation
            #expect(stuck.step.string == "proven" && stuck.attention.reason.string == "pending-edits")
            #expect(site.publications() == 0)
            let untouched = try #require(site.cloud.product("contoso"))
            #expect(untouched.draft.leads?.key == old && untouched.draft.resources == [edited])
            #expect(untouched.live?.resources != [edited])

            // A person has looked at them, and lets it publish them along.
            try await site.until { try await site.command("rotate", "contoso", "--publish-edits").exit == .code(0) }
            try await site.until(advancing: time, by: 1_800) { $0.last.end.string == "completed" }
            let new = try #require(site.newestSecret(of: "contoso"))
            #expect(site.keys(of: "contoso").map(\.value) == [new])
            let published = try #require(site.cloud.product("contoso"))
            #expect(published.live?.leads?.key == new && published.live?.resources == [edited])
            #expect(site.publications() == 2)
            try site.expectEveryLead()
            #expect(try await site.command("rotate", "contoso", "--publish-edits").exit != .code(0))
            #expect(try await site.occasions().allSatisfy { !$0.hasPrefix("hand-off/") })
        }
    }
}

extension World.Product {
    /// A part of the offer as customers read it.
    fileprivate func resource(title: String) -> World.Resource {
        World.Resource(id: "listing/\(id)/public/main/default/en-us", content: "{\"title\":\"\(title)\"}")
    }
}

extension Site {
    /// Starts everything, with a secret that is due for a rotation in a day, and an offer at which a customer leaves a
    /// lead every six hours.
    fileprivate func startWithOffer(environment: [String: String]) async throws -> (
        daemon: DaemonProcess, secret: String
    ) {
        try await startWorker()
        let daemon = try await startDaemon(environment: environment)
        try await done("secret", "set", "@administrator", "--expires", "never", "--json", input: administratorSecret)
        let keyID = UUID().uuidString.lowercased()
        let secret = issueSecret(for: "contoso", keyID: keyID)
        offerLeads(of: "contoso", key: secret)
        cloud.edit("contoso") { product in
            product.draft.resources = [product.resource(title: "Contoso")]
            product.live = product.draft
            product.leadInterval = 6 * 3_600
        }
        // The daemon may be looking at the application or the offer just then.
        try await until {
            try await command(
                "secret", "set", "contoso", "--expires", Self.date(inDays: 31), "--key-id", keyID, "--json",
                input: secret
            ).exit == .code(0)
        }
        return (daemon, secret)
    }

    /// How often Partner Center took a request to publish.
    fileprivate func publications() -> Int {
        cloud.history().count { $0.step == "configure" && $0.outcome == "published" }
    }

    /// What the contacts were told of.
    fileprivate func occasions() async throws -> [String] {
        try await notices(of: "contoso").compactMap(\.occasion.string)
    }

    /// Expects that customers have left leads all the while, and that each reached Dynamics.
    fileprivate func expectEveryLead() throws {
        let tally = try #require(cloud.product("contoso")).tally
        #expect(tally.lost == 0 && tally.testsLost == 0 && tally.testsDelivered > 0, "\(tally)")
        #expect(tally.delivered >= 12, "\(tally)")
    }
}
