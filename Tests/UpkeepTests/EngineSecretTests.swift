import Bookkeeping
import Credentials
import Simulation
import Synchronization
import Testing
import Upkeep
import UpkeepState

@Suite struct EngineSecretTests {
    @Test(
        arguments: [
            (issuedBefore: nil, age: .seconds(0)), (issuedBefore: .hours(12), age: .seconds(0)),
            (issuedBefore: .days(1), age: .seconds(0)), (issuedBefore: .seconds(86_401), age: .seconds(86_401)),
            (issuedBefore: .days(84), age: .days(84)),
        ] as [(TimeSpan?, TimeSpan)])
    func `a secret is new from the moment it was stored, unless it was issued more than a day before`(
        issuedBefore: TimeSpan?, age: TimeSpan
    ) async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: issuedBefore.map { Simulation.start - $0 },
            expiry: .never,
            keyID: nil)
        _ = await simulation.settle()

        #expect(simulation.prober.secretAges.withLock { $0 } == [age])
    }

    @Test
    func `that Partner Center has a secret is taken for its word without a rotation, and recorded for its version`()
        async throws
    {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        let version = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        try await simulation.engine.confirmHandOff(of: credential.name, by: "user 0")

        let events = try await simulation.engine.events(of: credential.name, after: nil, limit: 10).map(\.event)
        #expect(events.last?.kind.rawValue == "hand-off-confirmed" && events.last?.version == version.id)
        await #expect(throws: EngineError(.noSecret, try Credential.sample("fabrikam").name)) {
            let other = try await Simulation([try Credential.sample("fabrikam")])
            try await other.engine.confirmHandOff(of: try Credential.sample("fabrikam").name, by: "user 0")
        }
    }

    @Test func `the sentence for the service manager counts connections, and names what has no secret beside them`()
        async throws
    {
        var mail = try Credential.sample("contoso")
        mail.name = .mail
        mail.identity = .mailbox(userName: "leadkeeper@contoso.example")
        mail.destination = nil
        let simulation = try await Simulation([
            try Credential.sample("contoso"), try Credential.sample("fabrikam"), mail,
        ])

        #expect(await simulation.engine.summary() == "2 connections; 2 without a secret; no secret for @mail")
    }
}
