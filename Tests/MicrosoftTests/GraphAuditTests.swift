import Credentials
import Foundation
import JSON
import Ports
import Simulators
import Testing

@testable import Microsoft

/// Who changed an application or a user, as the directory's audit log has it.
@Suite struct GraphAuditTests {
    private static let added = "5f1c4a52-7a0e-4f0b-9d0e-4a7b0d9f2c11"

    private static func changes(
        of target: AuditTarget? = nil, _ rig: GraphRig, since: Instant? = nil
    ) async throws(Setback) -> [DirectoryChange] {
        try await rig.graph.changes(
            of: target ?? .application(rig.application), since: since ?? rig.now - .hours(1), as: rig.administrator,
            proof: .secret(Rig.shared(GraphRig.administratorSecret)))
    }

    @Test func `a change is told with who made it, and of the keys those that it is about`() async throws {
        try await GraphRig.run { rig in
            let kept = GraphRig.currentKey
            let now = rig.cloud.now
            var byApp = World.Audit(of: Rig.application, at: now.addingTimeInterval(-60), by: nil)
            byApp.app = "Terraform"
            rig.cloud.change { [byApp] in
                $0.audits = [
                    World.Audit(
                        of: Rig.application, at: now, by: "ana@contoso.example", before: [kept],
                        after: [kept, Self.added]),
                    byApp,
                    World.Audit(of: Rig.userName, at: now, by: "bo@contoso.example"),
                    World.Audit(of: Rig.application, at: now.addingTimeInterval(-7_200), by: "long ago"),
                ]
            }
            let added = try #require(GUID(Self.added))
            let changes = try await Self.changes(rig)
            #expect(changes.map(\.actor) == ["ana@contoso.example (203.0.113.9)", "the application Terraform"])
            #expect(changes.map(\.ids) == [[added], []])
            let ofUser = try await Self.changes(of: .user(Rig.userName), rig)
            #expect(ofUser.map(\.actor) == ["bo@contoso.example (203.0.113.9)"])
        }
    }

    @Test func `the log is late, and whoever may not read it hears that`() async throws {
        try await GraphRig.run { rig in
            let now = rig.cloud.now
            var audit = World.Audit(of: Rig.application, at: now, by: "ana@contoso.example")
            audit.loggedAt = now.addingTimeInterval(3_600)
            rig.cloud.change { [audit] in $0.audits = [audit] }
            let early = try await Self.changes(rig)
            #expect(early.isEmpty)
            rig.cloud.change { world in
                for index in world.apps.indices { world.apps[index].permissions.removeAll { $0 == .readAudits } }
            }
            let setback = await outcome { () throws(Setback) in _ = try await Self.changes(rig) }
            #expect(setback?.kind == .forbidden)
        }
    }

    @Test func `what the log does not promise is read as far as it is there`() throws {
        let target = try #require(GUID("8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a009"))
        func read(_ entries: String) throws -> [DirectoryChange] {
            let text = Array("{\"value\":[\(entries)]}".utf8)
            return try Graph.changes(in: text.span, besides: target)
        }
        #expect(try read("{}").isEmpty, "without a date")
        let bare = try read("{\"activityDateTime\":\"2026-11-21T09:00:00.1234567Z\"}")
        #expect(bare.count == 1 && bare.first?.actor == nil && bare.first?.ids == [])
        #expect(
            try read("{\"activityDateTime\":\"2026-11-21T09:00:00Z\",\"result\":\"failure\"}").isEmpty,
            "what was not done")
        let odd = try read(
            """
            {"activityDateTime":"2026-11-21T09:00:00Z","initiatedBy":{"user":{"userPrincipalName":"","displayName":
            "Ana\\u202e\\n"}},"targetResources":[{"modifiedProperties":[{"oldValue":null,"newValue":
            "x \(Self.added) \(target)"}]},7]}
            """)
        #expect(odd.first?.actor == "Ana" || odd.first?.actor == nil)
        let none = try? read("7")
        #expect(none == nil)
    }
}
