import Foundation
import Simulators
import Testing

@Suite struct EntraTests {
    @Test func `a right secret gets a token that lapses by the cloud's clock`() async throws {
        try await withCloud { cloud async throws in
            let answer = try await cloud.token()
            #expect(
                answer.status == 200 && answer["expires_in"] as? Int == 3_599
                    && answer["token_type"] as? String == "Bearer")
            let token = try #require(answer["access_token"] as? String)
            let bearer = ["-H", "Authorization: Bearer \(token)"]
            let whoAmI = cloud.url(Sample.host, "/api/data/v9.2/WhoAmI")
            #expect(try await cloud.ask(whoAmI, bearer).status == 200)
            cloud.advance(by: .seconds(3_600))
            let late = try await cloud.ask(whoAmI, bearer)
            #expect(late.status == 401 && late.code == "0x8005F101")
            #expect(cloud.history().map(\.step) == ["token", "identity", "identity"])
            #expect(cloud.history().first?.secretWasRight == true && cloud.history().first?.keyID == "current")
        }
    }

    @Test func `each thing that is wrong with an app has its code`() async throws {
        var world = Sample.world
        world.apps.append(World.App(id: "disabled", tenants: [Sample.tenant]))
        world.apps[2].isEnabled = false
        world.apps.append(World.App(id: "blocked", tenants: [Sample.tenant], secrets: [World.Secret(value: "right")]))
        world.apps[3].isBlocked = true
        world.apps.append(World.App(id: "odd", tenants: [Sample.tenant], secrets: [World.Secret(value: "right")]))
        world.apps[4].refusal = World.Refusal(status: 400, error: "temporarily_unavailable", code: 90_033)
        try await withCloud(world) { cloud async throws in
            func check(_ answer: Answer, _ status: Int, _ code: Int, _ error: String, line: Int = #line) {
                #expect(
                    answer.status == status && answer.aadsts == code && answer["error"] as? String == error,
                    "line \(line)")
                #expect((answer["error_description"] as? String)?.hasPrefix("AADSTS\(code): ") == true)
            }
            check(try await cloud.token(secret: "wrong"), 401, 7_000_215, "invalid_client")
            check(try await cloud.token(secret: "old"), 401, 7_000_222, "invalid_client")
            check(try await cloud.token(secret: nil), 401, 7_000_218, "invalid_client")
            check(try await cloud.token(app: "nobody"), 400, 700_016, "unauthorized_client")
            check(try await cloud.token(Sample.stranger), 400, 700_016, "unauthorized_client")
            check(try await cloud.token("nowhere.example"), 400, 90_002, "invalid_request")
            check(try await cloud.token(app: "disabled"), 401, 7_000_112, "unauthorized_client")
            check(try await cloud.token(app: "blocked"), 400, 53_003, "invalid_grant")
            check(try await cloud.token(app: "odd"), 400, 90_033, "temporarily_unavailable")
            check(try await cloud.token(scope: "https://other.localhost/.default"), 400, 500_011, "invalid_resource")
            check(try await cloud.token(scope: "https://contoso.localhost/user"), 400, 1_002_012, "invalid_scope")
        }
    }

    @Test func `a secret is good until its end and not a second longer`() async throws {
        var world = Sample.world
        let end = Date(timeIntervalSince1970: 2_000_000_000)
        world.apps[0].secrets = [World.Secret(value: "right", end: end)]
        try await withCloud(world) { cloud async throws in
            cloud.setClock(to: end.addingTimeInterval(-60))
            #expect(try await cloud.token().status == 200)
            cloud.setClock(to: end)
            #expect(try await cloud.token().aadsts == 7_000_222)
        }
    }

    @Test func `a user's password gets a token`() async throws {
        try await withCloud { cloud async throws in
            let answer = try await cloud.userToken()
            #expect(answer.status == 200 && answer["id_token"] is String && answer["refresh_token"] == nil)
            #expect(cloud.history().last?.identity == Sample.user)
        }
    }

    @Test(arguments: [
        (World.User.Demand.secondFactor, 50_074), (.secondFactorByPolicy, 50_076), (.secondFactorEnrolment, 50_079),
        (.secondFactorEnrolmentByPolicy, 50_072), (.conditionalAccess, 53_003), (.securityDefaults, 530_035),
        (.passwordChange, 50_142),
    ])
    func `what is wanted besides a password has its code, and a wrong password does not learn it`(
        demand: World.User.Demand, code: Int
    ) async throws {
        var world = Sample.world
        world.users[0].demand = demand
        try await withCloud(world) { cloud async throws in
            #expect(try await cloud.userToken().aadsts == code)
            #expect(try await cloud.userToken(password: "wrong").aadsts == 50_126)
        }
    }

    @Test func `each thing that is wrong with a user has its code`() async throws {
        var world = Sample.world
        world.users += ["disabled", "locked", "expired", "odd"].map {
            World.User(name: "\($0)@contoso.example", tenant: Sample.tenant, password: "Right-1!")
        }
        world.users[1].isDisabled = true
        world.users[2].isLocked = true
        world.users[3].passwordExpires = Date(timeIntervalSince1970: 1_600_000_000)
        world.users[4].refusal = World.Refusal(code: 50_196)
        world.apps.append(World.App(id: "unconsented", tenants: [Sample.tenant], isPublicClient: true))
        world.apps[2].isConsented = false
        try await withCloud(world) { cloud async throws in
            #expect(try await cloud.userToken(name: "nobody@contoso.example").aadsts == 50_034)
            #expect(try await cloud.userToken(name: "disabled@contoso.example").aadsts == 50_057)
            #expect(try await cloud.userToken(name: "locked@contoso.example").aadsts == 50_053)
            let expired = try await cloud.userToken(name: "expired@contoso.example")
            #expect(expired.aadsts == 50_055 && expired["suberror"] as? String == "user_password_expired")
            #expect(expired["password_change_url"] is String)
            #expect(try await cloud.userToken(name: "odd@contoso.example").aadsts == 50_196)
            #expect(try await cloud.userToken(app: "unconsented").aadsts == 65_001)
            #expect(try await cloud.userToken(app: Sample.app).aadsts == 7_000_218)
            #expect(try await cloud.userToken(more: ["client_secret=x"]).aadsts == 700_025)
            #expect(try await cloud.userToken("common").aadsts == 9_001_023)
            #expect(try await cloud.userToken("fabrikam.example").aadsts == 700_016)
        }
    }

    @Test func `ten different wrong passwords lock the account for a minute, the same one again does not`() async throws
    {
        try await withCloud { cloud async throws in
            for _ in 0..<15 { #expect(try await cloud.userToken(password: "stale").aadsts == 50_126) }
            for number in 1..<10 { #expect(try await cloud.userToken(password: "guess \(number)").aadsts == 50_126) }
            #expect(try await cloud.userToken().aadsts == 50_053)
            cloud.advance(by: .seconds(61))
            #expect(try await cloud.userToken().status == 200)
        }
    }

    @Test(arguments: [
        ("x@contoso.example", "managed"), ("x@federated.example", "federated"), ("x@other.example", "unknown"),
    ])
    func `a user's realm is told without a password`(user: String, kind: String) async throws {
        try await withCloud { cloud async throws in
            let answer = try await cloud.ask(cloud.url("login.localhost", "/common/userrealm/\(user)?api-version=1.0"))
            #expect(answer["account_type"] as? String == kind)
        }
    }

    @Test func `a new secret is refused until it has spread`() async throws {
        var world = Sample.world
        world.apps[0].secrets = [World.Secret(value: "right", start: Date())]
        try await withCloud(world) { cloud async throws in
            cloud.inject(Fault(.propagationDelay, value: 30))
            #expect(try await cloud.token().aadsts == 7_000_215)
            cloud.advance(by: .seconds(31))
            #expect(try await cloud.token().status == 200)
        }
    }
}
