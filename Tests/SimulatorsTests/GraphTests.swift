import Foundation
import Simulators
import Testing

@Suite struct GraphTests {
    @Test func `a new secret signs in beside the others, is listed without its value, and is gone when it is removed`()
        async throws
    {
        try await withCloud(GraphSample.world()) { cloud async throws in
            let added = try await cloud.addKey()
            let (value, keyID) = try #require(
                (added["secretText"] as? String, added["keyId"] as? String) as? (String, String))
            #expect(added.status == 200 && added["displayName"] as? String == "test" && value.count == 40)
            #expect(added["hint"] as? String == String(value.prefix(3)))
            #expect(try await cloud.token(secret: value).status == 200)
            #expect(try await cloud.token(secret: "right").status == 200)
            #expect(cloud.history().filter { $0.step == "token" }.map(\.keyID).contains(keyID))

            let list = try await cloud.graph(
                "GET", "applications(appId='\(Sample.app)')?$select=appId,passwordCredentials")
            #expect(list.status == 200 && !list.body.contains(value) && list["displayName"] == nil)
            #expect(try await cloud.keys() == ["current", "lapsed", keyID])
            #expect(try await cloud.removeKey(keyID).status == 204)
            #expect(try await cloud.keys() == ["current", "lapsed"])
            #expect(try await cloud.token(secret: value).aadsts == 7_000_215)
            let again = try await cloud.removeKey(keyID)
            #expect(again.status == 400 && again.body.contains("No password credential found with keyId"))
            #expect(Set(cloud.history().map(\.step)) == ["token", "add-key", "keys", "remove-key"])
            #expect(!String(decoding: try JSONEncoder().encode(cloud.history()), as: UTF8.self).contains(value))
        }
    }

    @Test func `a secret lapses when it was asked to, and after two years where nothing was asked`() async throws {
        try await withCloud(GraphSample.world()) { cloud async throws in
            let start = cloud.now
            let asked = try await cloud.addKey(Sample.app, "\"endDateTime\":\"2099-01-01T00:00:00Z\"")
            #expect(asked["endDateTime"] as? String == "2099-01-01T00:00:00Z")
            _ = try await cloud.addKey()
            let end = try #require(GraphSample.app(Sample.app, in: cloud.world).secrets.last?.end)
            #expect(abs(end.timeIntervalSince(start) - 730 * 86_400) < 60)
            let past = try await cloud.addKey(Sample.app, "\"endDateTime\":\"2020-01-01T00:00:00Z\"")
            #expect(past.status == 400 && past.code == "Request_BadRequest")
            #expect(try await cloud.addKey(Sample.app, "\"endDateTime\":\"soon\"").status == 400)
        }
    }

    @Test func `an app changes what it owns with the right permission, and nothing else`() async throws {
        try await withCloud(GraphSample.world()) { cloud async throws in
            for answer in [
                try await cloud.addKey(GraphSample.unowned), try await cloud.removeKey("x", GraphSample.unowned),
            ] {
                #expect(answer.status == 403 && answer.code == "Authorization_RequestDenied")
            }
            #expect(try await cloud.addKey(GraphSample.administrator).status == 200)
            let own = try await cloud.token(scope: "https://graph.localhost/.default")["access_token"] as? String
            let list = try await cloud.graph("GET", "applications(appId='\(Sample.app)')", token: own)
            #expect(list.status == 403)
            #expect(try await cloud.addKey(Sample.lead).code == "Request_ResourceNotFound")
            #expect(
                try await cloud.graph("GET", "policies/defaultAppManagementPolicy", token: "bad").code
                    == "InvalidAuthenticationToken")
            let other = try await cloud.token()["access_token"] as? String
            #expect(try await cloud.graph("GET", "policies/defaultAppManagementPolicy", token: other).status == 401)
            #expect(try await cloud.graph("GET", "nonsense").status == 400)
            cloud.change { $0.spite.notFoundStatus = 400 }
            let missing = try await cloud.addKey(Sample.lead)
            #expect(missing.status == 400 && missing.code == "Request_ResourceNotFound")
        }
    }

    @Test func `a policy refuses secrets or long ones, cuts them where it is told to, and an app's own stands first`()
        async throws
    {
        let world = GraphSample.world { world in
            world.tenants[0].managementPolicy = World.ManagementPolicy([.init("passwordLifetime", longestDays: 90)])
        }
        let long = "\"endDateTime\":\"2099-01-01T00:00:00Z\""
        try await withCloud(world) { cloud async throws in
            let refused = try await cloud.addKey(Sample.app, long)
            #expect(refused.status == 400 && refused.code == "CredentialInvalidLifetimeAsPerAppPolicy")
            let policy = try await cloud.graph("GET", "policies/defaultAppManagementPolicy")
            #expect(policy["isEnabled"] as? Bool == true && policy.body.contains("\"maxLifetime\":\"P90D\""))
            cloud.change { $0.spite.shortensSilently = true }
            #expect(try await cloud.addKey(Sample.app, long).status == 200)
            let end = try #require(GraphSample.app(Sample.app, in: cloud.world).secrets.last?.end)
            #expect(abs(end.timeIntervalSince(cloud.now) - 90 * 86_400) < 60)
            cloud.change { $0.apps[0].managementPolicy = World.ManagementPolicy([.init("passwordAddition")]) }
            #expect(try await cloud.addKey().code == "CredentialTypeNotAllowedAsPerAppPolicy")
            let own = try await cloud.graph("GET", "applications(appId='\(Sample.app)')/appManagementPolicies")
            #expect((own["value"] as? [Any])?.count == 1)
            cloud.change { $0.apps[0].managementPolicy?.restrictions[0].appliesToAppsCreatedAfter = .now }
            #expect(try await cloud.addKey().status == 200)
        }
    }

    @Test func `an app has room for so many secrets`() async throws {
        let world = GraphSample.world { $0.apps[0].secretLimit = 3 }
        try await withCloud(world) { cloud async throws in
            #expect(try await cloud.addKey().status == 200)
            #expect(try await cloud.addKey().body.contains("size of the object has exceeded its limit"))
        }
    }

    @Test func `a secret that spreads is refused in two ways and accepted by turns, then accepted for good`()
        async throws
    {
        let world = GraphSample.world {
            $0.spite.propagation = 60
            $0.spite.listingLag = 60
        }
        try await withCloud(world, seed: 3) { cloud async throws in
            let added = try await cloud.addKey()
            let value = try #require(added["secretText"] as? String)
            let keyID = try #require(added["keyId"] as? String)
            var seen: Set<Int> = []
            var listed: Set<Bool> = []
            for _ in 0..<16 {
                seen.insert(try await cloud.token(secret: value).aadsts ?? 200)
                listed.insert(try await cloud.keys().contains(keyID))
            }
            #expect(seen == [200, 7_000_215, 7_000_222] && listed == [true, false])
            cloud.advance(by: .seconds(61))
            for _ in 0..<8 { #expect(try await cloud.token(secret: value).status == 200) }
            #expect(try await cloud.keys().contains(keyID))
        }
    }

    @Test func `a dead secret is listed and never accepted`() async throws {
        try await withCloud(GraphSample.world { $0.spite.deadSecrets = 1 }) { cloud async throws in
            let added = try await cloud.addKey()
            let value = try #require(added["secretText"] as? String)
            cloud.advance(by: .seconds(86_400))
            #expect(try await cloud.token(secret: value).aadsts == 7_000_215)
            #expect(try await cloud.keys().contains(try #require(added["keyId"] as? String)))
        }
    }

    @Test func `a removed secret lives on by turns for a while, and is gone then`() async throws {
        try await withCloud(GraphSample.world { $0.spite.removalLag = 60 }, seed: 4) { cloud async throws in
            #expect(try await cloud.removeKey("current").status == 204)
            var accepted: Set<Bool> = []
            var listed: Set<Bool> = []
            for _ in 0..<16 {
                accepted.insert(try await cloud.token().status == 200)
                listed.insert(try await cloud.keys().contains("current"))
            }
            #expect(accepted == [true, false] && listed == [true, false])
            #expect(try await cloud.removeKey("current").status == 400)
            cloud.advance(by: .seconds(61))
            #expect(try await cloud.token().aadsts == 7_000_215)
            #expect(try await !cloud.keys().contains("current"))
            #expect(try GraphSample.app(Sample.app, in: cloud.world).secrets.map(\.keyID) == ["lapsed"])
        }
    }

    @Test(arguments: [
        (Fault.Name.dropBeforeEffect, 0, 2), (.dropAfterEffect, 0, 3), (.status500, 500, 2),
        (.status500AfterEffect, 500, 3),
        (.status503, 503, 2), (.status503AfterEffect, 503, 3), (.truncatedBody, 200, 3), (.throttle, 429, 2),
        (.garbageJSON, 200, 2),
    ])
    func `an answer may be lost before or after the effect`(name: Fault.Name, status: Int, keys: Int) async throws {
        try await withCloud(GraphSample.world()) { cloud async throws in
            cloud.inject(Fault(name, step: "add-key", count: 1))
            let answer = try await cloud.addKey()
            #expect(answer.status == status && answer["keyId"] == nil)
            #expect(try await cloud.keys().count == keys)
        }
    }

    @Test func `a user changes the own password with the current one, by the rules`() async throws {
        try await withCloud(GraphSample.world()) { cloud async throws in
            func change(_ current: String, _ new: String) async throws -> Answer {
                let form = [
                    "grant_type=password", "client_id=\(Sample.publicApp)", "scope=https://graph.localhost/.default",
                    "username=\(Sample.user)", "password=Right-1!",
                ]
                let token = try await cloud.ask(
                    cloud.url("login.localhost", "/\(Sample.tenant)/oauth2/v2.0/token"),
                    form.flatMap { ["--data-urlencode", $0] })
                return try await cloud.graph(
                    "POST", "me/changePassword", "{\"currentPassword\":\"\(current)\",\"newPassword\":\"\(new)\"}",
                    token: token["access_token"] as? String)
            }
            #expect(try await change("wrong", "Better-2!").status == 400)
            #expect(try await change("Right-1!", "Right-1!").status == 400)
            #expect(try await change("Right-1!", "tooeasy").status == 400)
            #expect(try await change("Right-1!", "Better-2!").status == 204)
            #expect(try await cloud.userToken().aadsts == 50_126)
            #expect(try await cloud.userToken(password: "Better-2!").status == 200)
            cloud.advance(by: .seconds(90 * 86_400))
            #expect(try await cloud.userToken(password: "Better-2!").aadsts == 50_055)
            #expect(try await cloud.graph("POST", "me/changePassword", "{}").status == 400)
        }
    }

    @Test func `an administrator sets a user's password, but no other administrator's, and reads what is known of it`()
        async throws
    {
        try await withCloud(GraphSample.world()) { cloud async throws in
            let path = "users('leads%40contoso.example')"
            let body = "{\"passwordProfile\":{\"password\":\"Better-2!\",\"forceChangePasswordNextSignIn\":false}}"
            #expect(try await cloud.graph("PATCH", path, body).status == 204)
            #expect(try await cloud.userToken(password: "Better-2!").status == 200)
            let facts = try await cloud.graph("GET", path + "?$select=id,lastPasswordChangeDateTime,passwordPolicies")
            #expect(
                facts.status == 200 && facts["userPrincipalName"] == nil
                    && facts["lastPasswordChangeDateTime"] is String)
            let domain = try await cloud.graph("GET", "domains('contoso.example')")
            #expect(domain["passwordValidityPeriodInDays"] as? Int == 90)
            #expect(try await cloud.graph("GET", "domains('other.example')").status == 404)
            #expect(try await cloud.graph("GET", "users('nobody')").status == 404)
            #expect(try await cloud.graph("PATCH", path, "{}").status == 400)
            cloud.change { $0.users[0].isAdministrator = true }
            #expect(try await cloud.graph("PATCH", path, body).status == 403)
        }
    }
}
