import Credentials
import Foundation
import Simulators
import Testing

@testable import Microsoft

@Suite struct GraphPasswordTests {
    @Test func `a user's password is changed with the current one, quotes and backslashes included`() async throws {
        try await GraphRig.run { rig in
            try await rig.changePassword()
            #expect(try rig.password() == GraphRig.newPassword)
            #expect(rig.steps == ["realm", "token", "change-password"])
            try await rig.changePassword(from: GraphRig.newPassword, to: Rig.password)
            #expect(try rig.password() == Rig.password)
        }
    }

    @Test func `a change that is refused says so of the user, and never of an administrator`() async throws {
        try await GraphRig.run { first in
            func check(
                _ kind: Setback.Kind, _ code: String, from current: String = Rig.password,
                to new: String = GraphRig.newPassword,
                _ change: (inout World) -> Void = { _ in }
            ) async throws {
                let rig = try first.again(GraphRig.world(change))
                let setback = await outcome { () throws(Setback) in try await rig.changePassword(from: current, to: new)
                }
                #expect(setback?.kind == kind && setback?.code == code, "\(code)")
                #expect(try rig.cloud.world.users.isEmpty || rig.password() == Rig.password)
                #expect(setback.map { "\($0)".contains("canary") } == false)
            }
            try await check(.refused, "AADSTS50126", from: "canary wrong")
            try await check(.refused, "Request_BadRequest", to: "canary")
            try await check(.refused, "Request_BadRequest", to: Rig.password)
            try await check(.refused, "AADSTS50055") {
                $0.users[0].passwordExpires = Date(timeIntervalSince1970: 1_600_000_000)
            }
            try await check(.refused, "AADSTS50076") { $0.users[0].demand = .secondFactorByPolicy }
            try await check(.transient, "AADSTS50053") { $0.users[0].isLocked = true }
            try await check(.absent, "AADSTS50034") { $0.users = [] }
            let setback = await outcome { () throws(Setback) in
                try await first.graph.changePassword(
                    of: .azureAD(directory: first.application.directory, application: first.application.id),
                    from: Rig.shared("a"), to: Rig.shared("b"))
            }
            #expect(setback?.kind == .refused)
        }
    }

    @Test func `an administrator sets a password that need not be changed at the next sign-in`() async throws {
        try await GraphRig.run { rig in
            try await rig.resetPassword()
            #expect(try rig.password() == GraphRig.newPassword)
            let user = try #require(rig.cloud.world.users.first)
            #expect(user.demand == nil && user.passwordExpires > rig.cloud.now)
            #expect(await outcome { () throws(Setback) in try await rig.resetPassword(to: "canary") }?.kind == .refused)
            rig.cloud.change { $0.users[0].isAdministrator = true }
            #expect(await outcome { () throws(Setback) in try await rig.resetPassword() }?.kind == .forbidden)
        }
    }

    @Test func `how long a password lives is told by its user's policy, then by the domain; else it is unknown`()
        async throws
    {
        let changed = Date(timeIntervalSince1970: 1_750_000_000)
        let cases: [(Lifetime?, Bool, (inout World) -> Void)] = [
            (.span(.days(90)), false, { _ in }),
            (.span(.days(30)), false, { $0.tenants[0].passwordValidity = ["Contoso.example": 30] }),
            (.never, false, { $0.tenants[0].passwordValidity = ["contoso.example": 2_147_483_647] }),
            (nil, false, { $0.tenants[0].passwordValidity = [:] }),
            (nil, false, { $0.tenants[0].passwordValidity = ["contoso.example": 0] }),
            (nil, false, { $0.apps[2].permissions.removeAll { $0 == .readDomains } }),
            (nil, false, { $0.tenants[0].domains = [] }),
            (.never, false, { $0.users[0].passwordPolicies = "DisableStrongPassword, DisablePasswordExpiration" }),
            (.span(.days(90)), false, { $0.users[0].passwordPolicies = "DisableStrongPassword" }),
            (.span(.days(90)), true, { $0.users[0].isSynchronised = true }),
        ]
        try await GraphRig.run { first in
            for (index, (lifetime, isSynchronised, change)) in cases.enumerated() {
                let rig = try first.again(
                    GraphRig.world {
                        $0.users[0].passwordChanged = changed
                        change(&$0)
                    })
                let expected = PasswordFacts(
                    changedAt: Instant(secondsSinceEpoch: 1_750_000_000), lifetime: lifetime,
                    isSynchronised: isSynchronised)
                #expect(try await rig.passwordFacts() == expected, "case \(index)")
            }
            let rig = try first.again(GraphRig.world { $0.users[0].passwordChanged = .distantPast })
            #expect(try await rig.passwordFacts().changedAt == nil)
            let blind = try first.again(GraphRig.world { $0.apps[2].permissions = [] })
            #expect(await outcome { () throws(Setback) in _ = try await blind.passwordFacts() }?.kind == .forbidden)
        }
    }
}
