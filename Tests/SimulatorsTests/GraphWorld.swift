import Foundation
import Simulators
import Testing

/// The sample's world with an administrator that owns its apps.
enum GraphSample {
    static let administrator = "55555555-5555-4555-8555-555555555555"
    static let secret = "administrator"
    static let unowned = "66666666-6666-4666-8666-666666666666"

    static func world(_ change: (inout World) -> Void = { _ in }) -> World {
        var world = Sample.world
        world.tenants[0].passwordValidity = ["contoso.example": 90]
        world.addAdministrator(administrator, in: Sample.tenant, secret: World.Secret(value: secret))
        world.apps.append(World.App(id: unowned, tenants: [Sample.tenant]))
        change(&world)
        return world
    }

    static func app(_ id: String, in world: World) throws -> World.App {
        try #require(world.apps.first { $0.id == id })
    }
}

extension MicrosoftCloud {
    /// Asks Graph with a fresh token of the administrator, or with the one given.
    func graph(_ method: String, _ resource: String, _ body: String? = nil, token: String? = nil) async throws -> Answer
    {
        var bearer = token
        if bearer == nil {
            let answer = try await self.token(
                app: GraphSample.administrator, secret: GraphSample.secret, scope: "https://graph.localhost/.default")
            bearer = try #require(answer["access_token"] as? String, "\(answer.body)")
        }
        // curl takes brackets in an address for a range, and leaves quotes as they are.
        return try await ask(
            url("graph.localhost", "/v1.0/" + resource),
            ["-g", "-X", method, "-H", "Authorization: Bearer \(bearer ?? "")"]
                + (body.map { ["-H", "Content-Type: application/json", "--data-binary", $0] } ?? []))
    }

    /// Adds a client secret to the sample's app.
    func addKey(_ app: String = Sample.app, _ members: String = "\"displayName\":\"test\"") async throws -> Answer {
        try await graph("POST", "applications(appId='\(app)')/addPassword", "{\"passwordCredential\":{\(members)}}")
    }

    func removeKey(_ keyID: String, _ app: String = Sample.app) async throws -> Answer {
        try await graph("POST", "applications(appId='\(app)')/removePassword", "{\"keyId\":\"\(keyID)\"}")
    }

    /// The key ids in the list.
    func keys(_ app: String = Sample.app) async throws -> [String] {
        let answer = try await graph("GET", "applications(appId='\(app)')?$select=appId,passwordCredentials")
        return try #require(answer["passwordCredentials"] as? [[String: Any]], "\(answer.body)").compactMap {
            $0["keyId"] as? String
        }
    }
}
