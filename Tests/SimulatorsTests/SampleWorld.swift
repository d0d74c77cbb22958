import Foundation
import Simulators
import TestSupport

/// A publisher with one environment, one app and one user, all in order.
enum Sample {
    static let tenant = "11111111-1111-4111-8111-111111111111"
    static let stranger = "99999999-9999-4999-8999-999999999999"
    static let app = "22222222-2222-4222-8222-222222222222"
    static let publicApp = "44444444-4444-4444-8444-444444444444"
    static let user = "leads@contoso.example"
    static let host = "contoso.localhost"
    static let lead = "33333333-3333-4333-8333-333333333333"

    static var world: World {
        var world = World()
        world.tenants = [
            World.Tenant(
                id: tenant, domains: ["contoso.example", "federated.example"], federatedDomains: ["federated.example"]),
            World.Tenant(id: stranger, domains: ["fabrikam.example"]),
        ]
        world.apps = [
            World.App(
                id: app, tenants: [tenant],
                secrets: [
                    World.Secret(keyID: "current", value: "right"),
                    World.Secret(keyID: "lapsed", value: "old", end: Date(timeIntervalSince1970: 1_600_000_000)),
                ]),
            World.App(id: publicApp, tenants: [tenant], isPublicClient: true),
        ]
        world.users = [World.User(name: user, tenant: tenant, password: "Right-1!")]
        world.environments = [
            World.Environment(
                host: host, tenant: tenant, members: [World.Member(identity: app), World.Member(identity: user)])
        ]
        return world
    }
}

/// What curl was answered.
struct Answer {
    let exit: Int32
    let status: Int
    let header: String
    let body: String

    /// A member of the answer's JSON object.
    subscript(name: String) -> Any? {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])?[name]
    }

    /// The code of an error of Dataverse.
    var code: String? { (self["error"] as? [String: Any])?["code"] as? String }
    /// The code of an error of Entra.
    var aadsts: Int? { (self["error_codes"] as? [Int])?.first }
}

extension MicrosoftCloud {
    /// Asks with the curl command.
    func ask(_ url: String, _ options: [String] = []) async throws -> Answer {
        let command = try await ChildProcess.run(
            "curl", ["-sS", "-i", "--max-time", "20", "--cacert", caFile.path] + options + [url])
        let parts = command.output.components(separatedBy: "\r\n\r\n")
        let status = parts[0].split(separator: " ").dropFirst().first.flatMap { Int($0.prefix(3)) } ?? 0
        return Answer(
            exit: command.status, status: status, header: parts[0],
            body: parts.dropFirst().joined(separator: "\r\n\r\n"))
    }

    /// Asks Entra for a token.
    func token(
        _ tenant: String = Sample.tenant, app: String = Sample.app, secret: String? = "right",
        scope: String = "https://contoso.localhost/.default"
    ) async throws -> Answer {
        var form = ["grant_type=client_credentials", "client_id=\(app)", "scope=\(scope)"]
        if let secret { form.append("client_secret=\(secret)") }
        return try await ask(
            url("login.localhost", "/\(tenant)/oauth2/v2.0/token"), form.flatMap { ["--data-urlencode", $0] })
    }

    /// Asks Entra for a user's token.
    func userToken(
        _ tenant: String = "organizations", app: String = Sample.publicApp, name: String = Sample.user,
        password: String = "Right-1!", more: [String] = []
    ) async throws -> Answer {
        let form =
            [
                "grant_type=password", "client_id=\(app)", "scope=https://contoso.localhost/.default openid",
                "username=\(name)",
                "password=\(password)",
            ] + more
        return try await ask(
            url("login.localhost", "/\(tenant)/oauth2/v2.0/token"), form.flatMap { ["--data-urlencode", $0] })
    }

    /// Asks Dataverse with a fresh token.
    func dataverse(
        _ method: String, _ resource: String, _ headers: [String] = [], body: String? = nil
    ) async throws -> Answer {
        let token = try await token()["access_token"] as? String ?? ""
        return try await ask(
            url(Sample.host, "/api/data/v9.2/" + resource),
            ["-X", method, "-H", "Authorization: Bearer \(token)"] + headers.flatMap { ["-H", $0] }
                + (body.map { ["-H", "Content-Type: application/json", "--data-binary", $0] } ?? []))
    }

    /// Writes the probe's lead.
    func createLead(_ id: String = Sample.lead, body: String = "{\"lastname\":\"Probe\"}") async throws -> Answer {
        try await dataverse("PATCH", "leads(\(id))", ["If-None-Match: *"], body: body)
    }
}

/// Runs a test against a cloud that misbehaves only where it is told to.
func withCloud(
    _ world: World = Sample.world, seed: UInt64 = 1, hostility: Double = 0,
    _ body: (MicrosoftCloud) async throws -> Void
) async throws {
    let cloud = try await MicrosoftCloud.start(world: world, seed: seed, hostility: hostility)
    do {
        try await body(cloud)
    } catch {
        await cloud.stop()
        throw error
    }
    await cloud.stop()
}
