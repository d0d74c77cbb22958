import Credentials
import Foundation
import Ports
import SecureMemory
import Simulators
import Testing

@testable import Microsoft

@Suite struct GraphTests {
    @Test func `a secret is added, signs in, is listed without its value, and is absent once it is removed`()
        async throws
    {
        try await GraphRig.run { rig in
            let end = rig.now + .days(180)
            let name = "leadkeeper/\"quoted\\ \u{7F}é"
            let (key, value) = try await rig.addKey(displayName: name, endsAt: end)
            #expect(
                key.endsAt == end && key.displayName == name
                    && key.startsAt.map { abs(($0 - rig.now).seconds) < 60 } == true)
            try await rig.graph.signIn(as: rig.application, proof: .secret(value))
            let made = try #require(rig.secrets().last)
            #expect(value.holds(made.value) && key.hint == String(made.value.prefix(3)))

            let keys = try await rig.keys()
            #expect(keys.last == key)
            #expect(
                keys.first
                    == IssuedKey(
                        keyID: try Rig.guid(GraphRig.currentKey), displayName: "by hand", hint: "kV8",
                        startsAt: Instant(secondsSinceEpoch: 1_700_000_000),
                        endsAt: Instant(secondsSinceEpoch: 2_000_000_000)))
            try await rig.removeKey(key.keyID)
            #expect(try await rig.keys().count == 1)
            #expect(await outcome { () throws(Setback) in try await rig.removeKey(key.keyID) }?.kind == .absent)
            let refused = await outcome { () throws(Setback) in
                try await rig.graph.signIn(as: rig.application, proof: .secret(value))
            }
            #expect(refused?.kind == .unauthorised && refused?.code == "AADSTS7000215")
            try await rig.graph.signIn(as: rig.application, proof: .secret(Rig.shared(Rig.secret)))
            #expect(!"\(key) \(keys) \(value)".contains(made.value))
        }
    }

    @Test func `an administrator may rotate itself, and keeps its hands off what it does not own`() async throws {
        try await GraphRig.run { rig in
            let (_, value) = try await rig.addKey(to: rig.administrator)
            try await rig.graph.signIn(as: rig.administrator, proof: .secret(value))
            let refused = await outcome { () throws(Setback) in _ = try await rig.addKey(to: rig.stranger) }
            #expect(refused?.kind == .forbidden && refused?.code == "Authorization_RequestDenied")
            let keyID = try Rig.guid(GraphRig.currentKey)
            #expect(
                await outcome { () throws(Setback) in try await rig.removeKey(keyID, from: rig.stranger) }?.kind
                    == .forbidden)
        }
    }

    @Test(arguments: [404, 400, 500])
    func `what is not there is absent, whatever the status says`(status: Int) async throws {
        try await GraphRig.run(GraphRig.world { $0.spite.notFoundStatus = status }) { rig in
            let nobody = EntraApplication(directory: rig.application.directory, id: try Rig.guid(Rig.directory))
            for setback in [
                await outcome({ () throws(Setback) in _ = try await rig.keys(of: nobody) }),
                await outcome { () throws(Setback) in _ = try await rig.addKey(to: nobody) },
                await outcome { () throws(Setback) in _ = try await rig.passwordFacts(of: "nobody@contoso.example") },
                await outcome { () throws(Setback) in try await rig.resetPassword(of: "o'neill@contoso.example") },
            ] {
                #expect(setback?.kind == .absent && setback?.code == "Request_ResourceNotFound")
            }
        }
    }

    @Test func `a policy that refuses is one, and a full application has no room`() async throws {
        try await GraphRig.run { first in
            func world(_ restriction: World.ManagementPolicy.Restriction) -> World {
                GraphRig.world { $0.tenants[0].managementPolicy = World.ManagementPolicy([restriction]) }
            }
            var rig = try first.again(world(.init("passwordAddition")))
            var setback = await outcome { () throws(Setback) in _ = try await rig.addKey() }
            #expect(setback?.kind == .policy && setback?.code == "CredentialTypeNotAllowedAsPerAppPolicy")
            rig = try first.again(world(.init("passwordLifetime", longestDays: 90)))
            setback = await outcome { () throws(Setback) in _ = try await rig.addKey() }
            #expect(setback?.kind == .policy && setback?.code == "CredentialInvalidLifetimeAsPerAppPolicy")
            rig = try first.again(GraphRig.world { $0.apps[0].secretLimit = 1 })
            setback = await outcome { () throws(Setback) in _ = try await rig.addKey() }
            #expect(setback?.kind == .full && setback?.code == "Request_BadRequest")
            #expect(try rig.secrets().count == 1)
        }
    }

    @Test func `what counts is the end that was granted, not the one that was asked for`() async throws {
        let world = GraphRig.world { world in
            world.tenants[0].managementPolicy = World.ManagementPolicy([.init("passwordLifetime", longestDays: 90)])
            world.spite.shortensSilently = true
        }
        try await GraphRig.run(world) { rig in
            let (key, _) = try await rig.addKey(endsAt: rig.now + .days(180))
            let end = try #require(key.endsAt)
            #expect(abs((end - rig.now).seconds - 90 * 86_400) < 60)
        }
    }

    @Test func `ends beyond belief are listed as unknown`() async throws {
        let world = GraphRig.world { world in
            for year in [2100, 2299, 9999] {
                world.apps[0].secrets.append(
                    World.Secret(
                        value: "old", start: .distantPast,
                        end: DateComponents(calendar: .init(identifier: .gregorian), year: year, month: 12, day: 31)
                            .date ?? .now)
                )
            }
        }
        try await GraphRig.run(world) { rig in
            let keys = try await rig.keys()
            #expect(keys.map { $0.endsAt == nil } == [false, false, true, true])
            #expect(keys.map(\.hasNoEnd) == [false, false, true, true])
            #expect(keys.map { $0.startsAt == nil } == [false, true, true, true])
        }
    }

    @Test
    func
        `what lies on the service principal alone is listed by itself, and where there is no service principal there is none`()
        async throws
    {
        let world = GraphRig.world { world in
            world.apps[0].principalSecrets = [
                World.Secret(
                    keyID: "8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0d1", value: "on the principal",
                    start: Date(timeIntervalSince1970: 1_700_000_000), end: Date(timeIntervalSince1970: 2_000_000_000))
            ]
        }
        try await GraphRig.run(world) { rig in
            let secret = Rig.shared(GraphRig.administratorSecret)
            let keys = try await rig.graph.principalKeys(
                of: rig.application, as: rig.administrator, proof: .secret(secret))
            #expect(keys.map(\.keyID.description) == ["8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0d1"])
            #expect(try await rig.keys().map(\.keyID.description) == [GraphRig.currentKey])
            #expect(
                try await rig.graph.principalKeys(of: rig.stranger, as: rig.administrator, proof: .secret(secret))
                    .isEmpty)
            let nobody = EntraApplication(
                directory: rig.application.directory, id: try Rig.guid("8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1afff"))
            #expect(
                try await rig.graph.principalKeys(of: nobody, as: rig.administrator, proof: .secret(secret)).isEmpty)
        }
    }

    @Test func `an administrator that is not let in is told so with Entra's code, and nothing else is asked`()
        async throws
    {
        try await GraphRig.run { first in
            var rig = first
            func check(_ code: String, secret: String = GraphRig.administratorSecret) async {
                let setback = await outcome { () throws(Setback) in _ = try await rig.keys(secret: secret) }
                #expect(setback?.kind == .unauthorised && setback?.code == code)
                #expect(rig.steps == ["token"])
            }
            await check("AADSTS7000215", secret: "wrong")
            rig = try first.again(
                GraphRig.world { $0.apps[2].secrets[0].end = Date(timeIntervalSince1970: 1_600_000_000) })
            await check("AADSTS7000222")
            rig = try first.again(GraphRig.world { $0.apps[2].isEnabled = false })
            await check("AADSTS7000112")
            rig = try first.again(GraphRig.world { $0.apps.remove(at: 2) })
            await check("AADSTS700016")
            rig = try first.again(GraphRig.world { $0.tenants = [] })
            await check("AADSTS90002")
            rig = try first.again(
                GraphRig.world { $0.apps[2].refusal = World.Refusal(error: "invalid_grant", code: 424_242) })
            await check("AADSTS424242")
            rig = try first.again(GraphRig.world { $0.otherResources = [] })
            await check("AADSTS500011")
            rig = try first.again(
                GraphRig.world { $0.apps[2].refusal = World.Refusal(error: "temporarily_unavailable", code: 90_033) })
            let setback = await outcome { () throws(Setback) in _ = try await rig.keys() }
            #expect(setback?.kind == .transient && setback?.code == "AADSTS90033")
        }
    }

    @Test func `a secret that spreads is refused with the two codes that say so, and then accepted`() async throws {
        try await GraphRig.run(GraphRig.world { $0.spite.propagation = 60 }, seed: 5) { rig in
            let (_, value) = try await rig.addKey()
            var codes: Set<String?> = []
            for _ in 0..<24 {
                let setback = await outcome { () throws(Setback) in
                    try await rig.graph.signIn(as: rig.application, proof: .secret(value))
                }
                #expect(setback == nil || setback?.kind == .unauthorised)
                codes.insert(setback?.code)
            }
            #expect(codes == [nil, "AADSTS7000215", "AADSTS7000222"])
            rig.cloud.advance(by: .seconds(61))
            try await rig.graph.signIn(as: rig.application, proof: .secret(value))
        }
    }

    @Test
    func
        `what a policy allows is told: the directory's, the application's own, older applications, and no permission to ask`()
        async throws
    {
        typealias Restriction = World.ManagementPolicy.Restriction
        let old = Date(timeIntervalSince1970: 1_500_000_000)
        let recent = Date(timeIntervalSince1970: 1_700_000_000)
        func world(_ tenant: [Restriction]?, own: [Restriction]? = nil, _ change: (inout World) -> Void = { _ in })
            -> World
        {
            GraphRig.world { world in
                world.tenants[0].managementPolicy = tenant.map(World.ManagementPolicy.init)
                world.apps[0].managementPolicy = own.map(World.ManagementPolicy.init)
                change(&world)
            }
        }
        var exempt = Restriction("passwordAddition")
        exempt.isEnabled = false
        let ninety = Restriction("passwordLifetime", longestDays: 90)
        let cases: [(World, SecretAllowance)] = [
            (world(nil), SecretAllowance()),
            (world([ninety]), SecretAllowance(longestLifetime: .days(90))),
            (world([.init("passwordAddition")]), SecretAllowance(mayBeAdded: false)),
            (world([.init("customPasswordAddition"), .init("symmetricKeyAddition")]), SecretAllowance()),
            (world([.init("passwordAddition", appliesToAppsCreatedAfter: recent)]), SecretAllowance()),
            (world([.init("passwordAddition", appliesToAppsCreatedAfter: old)]), SecretAllowance(mayBeAdded: false)),
            (world([.init("passwordAddition"), ninety], own: [exempt]), SecretAllowance(longestLifetime: .days(90))),
            (
                world([ninety], own: [.init("passwordLifetime", longestDays: 30)]),
                SecretAllowance(longestLifetime: .days(30))
            ),
            (
                world([.init("passwordAddition")]) { $0.tenants[0].managementPolicy?.isEnabled = false },
                SecretAllowance()
            ),
            (
                world([.init("passwordAddition")]) { $0.apps[2].permissions.removeAll { $0 == .readPolicies } },
                SecretAllowance()
            ),
        ]
        try await GraphRig.run { first in
            for (index, (world, allowance)) in cases.enumerated() {
                let rig = try first.again(world)
                #expect(try await rig.allowance() == allowance, "case \(index)")
            }
        }
    }
}
