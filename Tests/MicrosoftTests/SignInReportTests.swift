import Credentials
import Foundation
import Ports
import SecureMemory
import Simulators
import TestBasics
import Testing

@testable import Microsoft

/// Who signs in with which key, as Graph's reports have it.
@Suite struct SignInReportTests {
    /// A cloud whose administrator may read the reports, and an offer whose leads go by the application.
    private static func world(_ change: (inout World) -> Void = { _ in }) -> World {
        GraphRig.world { world in
            for index in world.apps.indices where world.apps[index].id == GraphRig.administratorID {
                world.apps[index].permissions.append(.readAudits)
            }
            let leads = World.LeadConfiguration(
                instanceURL: "https://\(Rig.host)", application: Rig.application, directory: Rig.directory,
                key: Rig.secret)
            world.marketplace.products = [World.Product(externalID: "offer", draft: World.Edition(leads: leads))]
            change(&world)
        }
    }

    private static func hours(_ hours: Double) -> Instant {
        Instant(secondsSinceEpoch: Int64(Date(timeIntervalSinceNow: hours * 3_600).timeIntervalSince1970))
    }

    private static func read(_ rig: GraphRig, since: Instant? = nil) async throws(Setback) -> SignInReport {
        try await rig.graph.signIns(
            of: rig.application, since: since ?? Self.hours(-24), as: rig.administrator,
            proof: .secret(Rig.shared(GraphRig.administratorSecret)))
    }

    @Test func `tells the marketplace's sign-in by key, time, address and resource, and ours by the ids that we noted`()
        async throws
    {
        try await GraphRig.run(Self.world()) { rig in
            let notes = SignInNotes()
            let graph = Graph(
                client: try rig.cloud.client(timeout: .seconds(20)), loginEndpoint: rig.cloud.url("login.localhost"),
                graphEndpoint: rig.cloud.url("graph.localhost"), notes: notes)
            #expect(rig.cloud.leaveLead(at: "offer"))
            try await graph.signIn(as: rig.application, proof: .secret(Rig.shared(Rig.secret)))
            let ours = notes.take()
            let report = try await Self.read(rig)
            let own = OwnSignIns(ids: Set(ours.flatMap { [$0.requestID, $0.correlationID].compactMap(\.self) }))
            let events = try #require(report.events)
            #expect(report.areEventsWhole && events.count == 2)
            let theirs = events.filter { own.owner(of: $0) == .others }
            #expect(theirs.map(\.address) == ["20.1.2.3"])
            #expect(theirs.first?.resource?.takesLeads == true && theirs.first?.isRefused == false)
            #expect(theirs.first?.keyID == GUID(GraphRig.currentKey))
            #expect(events.count { own.owner(of: $0) == .ours } == 1)
            // The last one with the key is ours, by Entra's id alone.
            let last = try #require(report.last)
            #expect(last.map { own.owner(of: $0) } == [.ours])
            #expect(last.first?.correlationID == nil && last.first?.keyID == GUID(GraphRig.currentKey))
        }
    }

    @Test func `notes the id that a refusal bears too, and that an answer was lost`() async throws {
        try await GraphRig.run(Self.world()) { rig in
            let notes = SignInNotes()
            let graph = Graph(
                client: try rig.cloud.client(timeout: .seconds(2)), loginEndpoint: rig.cloud.url("login.localhost"),
                graphEndpoint: rig.cloud.url("graph.localhost"), notes: notes)
            await #expect(throws: Setback.self) {
                try await graph.signIn(as: rig.application, proof: .secret(Rig.shared("wrong")))
            }
            let refused = notes.take()
            #expect(refused.count == 1 && refused.first?.requestID != nil)
            #expect(refused.first?.application == rig.application.id)
        }
    }

    @Test func `reads page after page, as many as it may, and since a moment`() async throws {
        try await GraphRig.run(Self.world()) { rig in
            for _ in 0..<120 { _ = rig.cloud.leaveLead(at: "offer") }
            let report = try await Self.read(rig)
            #expect(report.events?.count == 120 && report.areEventsWhole)
            #expect(rig.cloud.history().count { $0.step == "sign-ins" } == 3)
            let later = try await Self.read(rig, since: Self.hours(1))
            #expect(later.events == [])
        }
    }

    @Test func `sees what comes late once it is there`() async throws {
        try await GraphRig.run(Self.world()) { rig in
            rig.cloud.delaySignInReports(upTo: 6 * 3_600)
            for _ in 0..<20 { _ = rig.cloud.leaveLead(at: "offer") }
            let early = try await Self.read(rig).events?.count ?? 0
            rig.cloud.advance(by: .seconds(6 * 3_600 + 1))
            let late = try await Self.read(rig).events?.count ?? 0
            #expect(early < 20 && late >= 20)
        }
    }

    @Test func `may not read without the right or the licence, and says which it lacks`() async throws {
        try await GraphRig.run(
            Self.world { world in
                for index in world.apps.indices { world.apps[index].permissions.removeAll { $0 == .readAudits } }
            }
        ) { rig in
            await #expect {
                _ = try await Self.read(rig)
            } throws: { error in
                (error as? Setback)?.kind == .forbidden && (error as? Setback)?.code == "Authorization_RequestDenied"
            }
        }
        try await GraphRig.run(Self.world { $0.tenants[0].isWithoutPremium = true }) { rig in
            await #expect {
                _ = try await Self.read(rig)
            } throws: { error in
                let setback = error as? Setback
                return setback?.kind == .forbidden && setback?.message.contains("Entra ID P1") == true
                    && setback?.code == "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
            }
        }
    }

    @Test func `follows no page to another place, and takes nothing illegible for an answer`() throws {
        let application = EntraApplication(
            directory: try Rig.guid(Rig.directory), id: try Rig.guid(Rig.application))
        let row =
            #"{"id":"a","appId":"\#(Rig.application)","createdDateTime":"2026-11-20T10:00:00Z","servicePrincipalCredentialKeyId":"#
            + #""\#(GraphRig.currentKey)","ipAddress":"<script>","resourceDisplayName":"x","status":{"errorCode":7000215}}"#
        let page = #"{"value":[\#(row)],"@odata.nextLink":"https://elsewhere.example/x"}"#
        let (events, next) = try Graph.page(of: Array(page.utf8).span, application)
        #expect(next == "https://elsewhere.example/x")
        #expect(events.first?.address == nil && events.first?.isRefused == true)
        for text in [
            "{}", #"{"value":3}"#, "[]",
            #"{"value":[{"appId":"\#(Rig.application)","keyId":"x","signInActivity":{"lastSignInDateTime":"2026-11-20T10:00:00Z"}}]}"#,
        ] {
            #expect(throws: (any Error).self) { try Graph.activities(in: Array(text.utf8).span, of: application) }
        }
        let never = #"{"value":[{"appId":"\#(Rig.application)","keyId":"\#(GraphRig.currentKey)"}]}"#
        #expect(try Graph.activities(in: Array(never.utf8).span, of: application) == [])
    }
}
