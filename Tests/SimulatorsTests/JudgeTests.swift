import Credentials
import Curl
import Foundation
import Microsoft
import Ports
import SecureMemory
import Simulators
import Testing

@Suite(
    .enabled("the package index cannot be reached, so there is no msal to judge the simulator") { await Judge.isReady })
struct JudgeTests {
    private static let login = "https://login.microsoftonline.com/"
    private static let environment = "https://contoso.crm4.dynamics.com"

    /// The sample world under Microsoft's own host names, and what is wrong with some of it.
    private static var world: World {
        var world = Sample.world
        world.loginHosts = ["login.microsoftonline.com", "login.localhost"]
        world.environments[0].host = "contoso.crm4.dynamics.com"
        world.environments[0].members[0].roles = [World.Role.leadManager.name]
        world.users += ["factor", "expired"].map {
            World.User(name: "\($0)@contoso.example", tenant: Sample.tenant, password: "Right-1!")
        }
        world.users[1].demand = .secondFactorByPolicy
        world.users[2].passwordExpires = Date(timeIntervalSince1970: 1_600_000_000)
        return world
    }

    private static func app(_ secret: String, app: String = Sample.app, tenant: String = Sample.tenant) -> [String: Any]
    {
        ["do": "app", "app": app, "secret": secret, "authority": login + tenant, "scope": environment + "/.default"]
    }

    private static func user(_ name: String, _ password: String, tenant: String = Sample.tenant) -> [String: Any] {
        [
            "do": "user", "app": Sample.publicApp, "user": name, "password": password, "authority": login + tenant,
            "scope": environment + "/.default",
        ]
    }

    /// An order, and the code that has to come out; nil for a token.
    private static var orders: [([String: Any], Int?)] {
        [
            (app("right"), nil), (app("right", tenant: "contoso.example"), nil), (app("wrong"), 7_000_215),
            (app("old"), 7_000_222), (app("right", app: Sample.stranger), 700_016),
            (app("right", tenant: Sample.stranger), 700_016), (user(Sample.user, "Right-1!"), nil),
            (user(Sample.user, "Right-1!", tenant: "organizations"), nil), (user(Sample.user, "wrong"), 50_126),
            (user("nobody@contoso.example", "wrong"), 50_034), (user("factor@contoso.example", "Right-1!"), 50_076),
            (user("expired@contoso.example", "Right-1!"), 50_055),
        ]
    }

    @Test func `microsoft's client library gets its tokens and the documented refusals`() async throws {
        try await withCloud(Self.world) { cloud async throws in
            let orders = Self.orders
            let answers = try await Judge.run(port: cloud.port, caFile: cloud.caFile.path, orders.map(\.0))
            #expect(answers.count == orders.count)
            for ((order, code), answer) in zip(orders, answers) {
                #expect((answer["error_codes"] as? [Int])?.first == code, "\(order): \(answer)")
                #expect((answer["access_token"] != nil) == (code == nil), "\(order): \(answer)")
            }
        }
    }

    @Test func `microsoft's client library says of an unknown directory that it is none`() async throws {
        try await withCloud(Self.world) { cloud async throws in
            let answers = try await Judge.run(
                port: cloud.port, caFile: cloud.caFile.path, [Self.app("right", tenant: "nowhere.example")])
            #expect(answers.first?["raised"] as? String == "ValueError")
            #expect((answers.first?["text"] as? String)?.contains("nowhere.example") == true)
            #expect(cloud.history().last?.outcome == "AADSTS90002")
        }
    }

    @Test func `with such a token a lead is written, read and removed through requests`() async throws {
        try await withCloud(Self.world) { cloud async throws in
            let run = { try await Judge.run(port: cloud.port, caFile: cloud.caFile.path, $0) }
            let token = try #require(try await run([Self.app("right")]).first?["access_token"] as? String)
            let base = Self.environment + "/api/data/v9.2/"
            func order(_ method: String, _ resource: String, _ more: [String: Any] = [:]) -> [String: Any] {
                let order: [String: Any] = [
                    "do": "dataverse", "method": method, "url": base + resource, "token": token,
                ]
                return order.merging(more) { $1 }
            }
            let create: [String: Any] = ["headers": ["If-None-Match": "*"], "json": ["lastname": "Probe"]]
            let answers = try await run([
                order("GET", "WhoAmI"), order("PATCH", "leads(\(Sample.lead))", create),
                order("PATCH", "leads(\(Sample.lead))", create), order("GET", "leads(\(Sample.lead))"),
                order("GET", "leads?$filter=startswith(lastname,'Pro')"), order("DELETE", "leads(\(Sample.lead))"),
                order("DELETE", "leads(\(Sample.lead))"),
            ])
            #expect(answers.map { $0["status"] as? Int } == [200, 204, 412, 200, 200, 204, 404])
            #expect(answers.dropFirst().first?["entity"] as? String == base + "leads(\(Sample.lead))")
            #expect(cloud.leads(in: "contoso.crm4.dynamics.com").isEmpty)
        }
    }

    @Test(arguments: ["https://outlook.office365.com", "https://graph.microsoft.com"])
    func `for mail our request for a token is what microsoft's client library sends`(resource: String) async throws {
        try await withCloud(Self.world) { cloud async throws in
            var order = Self.app("right")
            order["scope"] = resource + "/.default"
            let answers = try await Judge.run(port: cloud.port, caFile: cloud.caFile.path, [order])
            #expect(answers.first?["access_token"] != nil, "\(answers)")
            var network = HTTPClient.Configuration()
            network.caFile = cloud.caFile.path
            let tokens = AppTokens(
                client: try HTTPClient(configuration: network), loginEndpoint: cloud.url("login.localhost"),
                application: EntraApplication(
                    directory: try #require(GUID(Sample.tenant)), id: try #require(GUID(Sample.app))),
                resource: resource, uptime: { .seconds(0) })
            let secret = MailSecret(
                .secret(SharedSecret(SecretBytes(copying: Array("right".utf8)))), version: "1", age: .days(1))
            let count = try await tokens.use(secret, isRefused: { _ in false }) { $0.bytes.count }
            #expect(count > 100)
            let forms = cloud.history().filter { $0.step == "token" }.compactMap(\.form)
            let theirs = try #require(forms.first)
            let ours = try #require(forms.last)
            #expect(forms.count == 2 && ours.count == 3)
            // Theirs asks for more about the client itself; all that decides about the token is the same.
            for (name, value) in ours { #expect(theirs[name] == value, "\(name)") }
            #expect(Set(theirs.keys).subtracting(ours.keys).isSubset(of: ["client_info"]), "\(theirs)")
        }
    }

    @Test func `a hostile cloud's tokens and refusals are still understood`() async throws {
        // Every object comes in disorder and with strange members; only the drops and refusals are switched off.
        try await withCloud(Self.world, hostility: .leastNonzeroMagnitude) { cloud async throws in
            let answers = try await Judge.run(
                port: cloud.port, caFile: cloud.caFile.path,
                [Self.app("right"), Self.app("old"), Self.user(Sample.user, "Right-1!")])
            #expect(answers.map { $0["access_token"] != nil } == [true, false, true])
            #expect((answers[1]["error_codes"] as? [Int]) == [7_000_222])
        }
    }
}
