import Foundation
import Simulators
import TestSupport
import Testing

/// A wall clock that is wrong: nothing is told by it, and nothing is left of it once it is right.
@Suite(
    .enabled(if: Site.isPossible, Site.needs), .enabled(if: Meddling.isPossible, Meddling.needs),
    .timeLimit(.minutes(15)))
struct ClockTests {
    private static let moments = [Date(timeIntervalSince1970: 600), Date(timeIntervalSinceNow: -366 * 86_400)]

    @Test(arguments: moments)
    func `a clock that is years behind at start sends no mail and accuses nobody, and once it is set all is well`(
        moment: Date
    ) async throws {
        try await Site.run(Site.Plan(connections: ["contoso", "fabrikam"])) { site in
            let clock = try SettableClock(site)
            let (first, _) = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            #expect(await first.stop().exit == .code(0))

            try clock.set(to: moment)
            let daemon = try await site.startDaemon(environment: try await clock.environment(site))
            try await daemon.logs("the clock is not to be trusted, so mail waits")
            try await daemon.says("the clock is implausible")
            // The servers' certificates are of a time to come, by this clock: that says nothing of the credential.
            let probe = try await site.command("probe", "contoso", "--json")
            #expect(probe.exit == .code(75))
            #expect(probe.json.probes[0].probe.result.string == "unknown")
            #expect(try await site.shownSecret(of: "contoso").output == secret)
            // It lapses in five days, and people will be told so.
            let other = site.issueSecret(for: "fabrikam")
            try await site.until { try await site.store(other, for: "fabrikam", days: 5).exit == .code(0) }
            #expect(try await site.notices(of: "fabrikam").isEmpty)

            try clock.set(to: nil)
            for name in ["contoso", "fabrikam"] {
                try await site.until { try await site.command("probe", name).exit == .code(0) }
            }
            try await daemon.logs("the wall clock was set by")
            try await daemon.logs("the clock is plausible again; mail goes out")
            let server = try #require(site.mailServer)
            #expect(
                try await Set(server.transactions(atLeast: 2).map(\.to)) == [
                    "ops@fabrikam.example", "sales@fabrikam.example",
                ])
            #expect(try await site.shownSecret(of: "fabrikam").output == other)
            #expect(site.cloud.history().allSatisfy { $0.secretWasRight != false })
            // What was written by the wrong clock holds the next daemon up no more.
            #expect(await daemon.stop().exit == .code(0))
            let next = try await site.startDaemon()
            #expect(!next.process.output.contains("not to be trusted"))
        }
    }
}
