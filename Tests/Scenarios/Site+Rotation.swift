import Foundation
import Simulators
import TestSupport
import Testing

extension Site {
    /// The client secrets on a connection's application.
    func keys(of name: String) -> [World.Secret] {
        cloud.world.apps.first { $0.id == applications[name] }?.secrets.filter { $0.goneAt == nil } ?? []
    }

    /// The secret that was added last to a connection's application.
    func newestSecret(of name: String) -> String? {
        keys(of: name).max { $0.start < $1.start }?.value
    }

    /// Makes an offer, live, of the connection's name, whose leads go by that secret.
    func offerLeads(of name: String, key: String) {
        let leads = World.LeadConfiguration(
            instanceURL: cloud.url("\(name).localhost"), application: applications[name] ?? "", directory: Self.tenant,
            key: key)
        cloud.change {
            $0.marketplace.products.append(World.Product(externalID: name, draft: World.Edition(leads: leads)))
        }
    }

    /// A person enters a secret in Partner Center, validates it, and publishes to preview and to live, which takes
    /// days.
    func enterAndPublish(_ secret: String, for name: String, _ time: PassingTime) async throws {
        cloud.edit(name) { $0.draft.leads?.key = secret }
        #expect(cloud.validate(name))
        let marketplace = cloud.world.marketplace
        #expect(cloud.publish(name, toLive: false))
        try time.advance(by: Int64(marketplace.certifying) + 60)
        #expect(cloud.publish(name, toLive: true))
        try time.advance(by: Int64(marketplace.goingLive) + 60)
        #expect(cloud.product(name)?.live?.leads?.key == secret)
    }

    /// Has the daemon look at its clock anew, and at those of the servers, by a probe.
    ///
    /// It waits for what is under way: no more than one leap of time falls into an action, whose access token would
    /// lapse otherwise.
    func takeIn(_ name: String = "contoso") async throws {
        try await until {
            try await !command("probe", name, "--sign-in-only").complaint.contains("another action for it is under way")
        }
    }

    /// Lets time pass until a connection's rotation stands as wanted, so much at each look.
    func until(
        advancing time: PassingTime, by seconds: Int64, of name: String = "contoso", _ isSo: (JSONView) throws -> Bool
    ) async throws {
        try await until {
            let rotation = try await status(of: name).rotation
            if try isSo(rotation) { return true }
            try time.advance(by: seconds)
            try await takeIn(name)
            return false
        }
    }
}
