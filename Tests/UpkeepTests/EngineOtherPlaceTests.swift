import Bookkeeping
import Credentials
import Foundation
import Ports
import Simulation
import Synchronization
import TestSupport
import Testing
import UpkeepState

@testable import Upkeep

/// Connections whose leads go to an HTTPS endpoint or into an Azure table, as the engine keeps them over the days.
@Suite struct EngineOtherPlaceTests {
    /// What the secret opens.
    enum Place: CaseIterable, Sendable {
        case endpoint, table

        /// Nothing that may be told to anybody.
        var secret: String {
            switch self {
            case .endpoint: "https://hooks.contoso.example/invoke?sig=canary-signature"
            case .table: "AccountName=contosoleads;AccountKey=Y2FuYXJ5LWtleQ==;EndpointSuffix=core.windows.net"
            }
        }

        var next: String {
            switch self {
            case .endpoint: "https://hooks.contoso.example/invoke?sig=canary-of-the-next"
            case .table: "AccountName=contosoleads;AccountKey=Y2FuYXJ5LW5leHQ=;EndpointSuffix=core.windows.net"
            }
        }
    }

    private static let canaries = ["canary", "Y2FuYXJ5"]

    private func credential(_ place: Place, lifetime: Lifetime = .never, isAskedFor: Bool? = nil) throws -> Credential {
        var credential = try Credential.sample("contoso")
        credential.lifetime = lifetime
        credential.probing.isAskedFor = isAskedFor
        switch place {
        case .endpoint:
            credential.identity = .httpsEndpoint(host: "hooks.contoso.example")
            credential.destination = .httpsEndpoint(origin: "https://hooks.contoso.example", allowsPrivate: false)
        case .table:
            credential.identity = .azureTable(account: "contosoleads")
            credential.destination = .table(
                service: "https://contosoleads.table.core.windows.net", name: "marketplaceleads")
        }
        return credential
    }

    /// A connection whose secret is stored, at a place that takes all that is brought to it.
    private func simulation(
        _ place: Place, lifetime: Lifetime = .never, isAskedFor: Bool? = nil, age: TimeSpan = .days(0)
    ) async throws -> (Simulation, Credential) {
        let credential = try credential(place, lifetime: lifetime, isAskedFor: isAskedFor)
        let root = try #require(EmailAddress("root@contoso.example"))
        let simulation = try await Simulation([credential], operators: [root])
        // As the prober does: without a lead to post, an endpoint shows nothing.
        simulation.prober.verdict.withLock {
            $0 = { credential, plan, _ in
                credential.destination?.kind == .httpsEndpoint && plan.extent == .signIn
                    ? .init(class: .notPosted, step: nil, message: "nothing was posted") : nil
            }
        }
        _ = try await simulation.engine.storeSecret(
            secret(place.secret), for: credential.name, issuedAt: Simulation.start - age, expiry: .unknown, keyID: nil)
        return (simulation, credential)
    }

    private func occasions(_ simulation: Simulation) -> [Occasion] {
        simulation.writer.requests.withLock { $0.map(\.occasion) }
    }

    @Test func `an endpoint is posted to when a person asks for it, and never otherwise`() async throws {
        let (simulation, credential) = try await simulation(.endpoint)
        await simulation.run(until: Simulation.start + .days(30))
        let own = simulation.prober.attempts(of: credential.name)
        #expect(own.count > 30 && own.allSatisfy { $0.extent == .signIn })
        let report = try await simulation.engine.probeNow(credential.name, extent: .whole)
        #expect(report.finding == nil && report.extent == .whole)
        await simulation.run(until: Simulation.start + .days(60))
        #expect(simulation.prober.attempts(of: credential.name).count { $0.extent == .whole } == 1)
        #expect(occasions(simulation).isEmpty, "what cannot be told of an endpoint alarms nobody")
    }

    @Test func `an endpoint whose own file has LeadInterval is posted to that often`() async throws {
        let (simulation, credential) = try await simulation(.endpoint, isAskedFor: true)
        await simulation.run(until: Simulation.start + .days(10))
        let whole = simulation.prober.attempts(of: credential.name).filter { $0.extent == .whole }
        #expect((10...12).contains(whole.count), "\(whole.count)")
    }

    @Test func `a table is written into unasked, as an environment is`() async throws {
        let (simulation, credential) = try await simulation(.table)
        await simulation.run(until: Simulation.start + .days(10))
        let whole = simulation.prober.attempts(of: credential.name).filter { $0.extent == .whole }
        #expect((10...12).contains(whole.count), "\(whole.count)")
    }

    @Test(arguments: Place.allCases)
    func `by its age it is to be replaced, is told so in time, and never is said to have ended`(place: Place)
        async throws
    {
        let (simulation, credential) = try await simulation(place, lifetime: .span(.days(180)), age: .days(100))
        await simulation.run(until: Simulation.start + .days(400), tick: .hours(6))
        let days: [Int64] = [30, 14, 7, 3, 1, 0]
        #expect(Set(occasions(simulation)) == Set(days.map { .lapses(within: .days($0)) }))
        let first = try #require(simulation.mailer.accepted.first)
        #expect(abs((first.at - (Simulation.start + .days(50))).seconds) <= 6 * 3_600)
        #expect(simulation.journal.events("credential-lapsed").isEmpty)
        #expect(simulation.journal.events("credential-refused").isEmpty)
        let status = try #require(await simulation.engine.status(of: credential.name))
        #expect(status.window?.state(at: simulation.clock.now(), longestLeadTime: .days(30)) == .notice)
        let summary = await simulation.engine.summary()
        #expect(summary.contains("to be replaced: contoso") && !summary.contains("expire"), "\(summary)")
    }

    @Test(arguments: Place.allCases) func `without an age there is nothing to remind of`(place: Place) async throws {
        let (simulation, _) = try await simulation(place, age: .days(3_000))
        await simulation.run(until: Simulation.start + .days(400), tick: .hours(12))
        #expect(occasions(simulation).isEmpty)
    }

    @Test(arguments: Place.allCases)
    func `another secret is handed over by people, who say when that is done`(place: Place) async throws {
        let (simulation, credential) = try await simulation(place)
        await simulation.run(until: Simulation.start + .days(1))
        _ = try await simulation.engine.probeNow(credential.name, extent: .whole)
        let stored = try await simulation.engine.setSecret(
            secret(place.next), for: credential.name, SecretSaying(issuedAt: nil, expiry: .unknown, keyID: nil),
            isUnproven: true, waits: false)
        await simulation.run(until: Simulation.start + .days(3))
        let handOff = try #require(try await simulation.ledger.record(of: credential.name)?.current?.handOff)
        #expect(handOff.dueSince != nil && handOff.confirmedAt == nil)
        #expect(try await simulation.ledger.record(of: credential.name)?.current?.id == stored.version.id)
        #expect(!occasions(simulation).isEmpty, "the contacts are told that Partner Center has the old one")
        #expect(try await simulation.engine.confirmHandOff(of: credential.name, by: "user 0"))
        let told = occasions(simulation).count
        await simulation.run(until: Simulation.start + .days(60))
        #expect(occasions(simulation).count == told, "\(occasions(simulation).dropFirst(told))")
    }

    @Test(arguments: Place.allCases)
    func `nothing of the secret is in the ledger, the journal or what people get`(place: Place) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/ledger.sqlite"
        let credential = try credential(place, lifetime: .span(.days(30)))
        let root = try #require(EmailAddress("root@contoso.example"))
        let simulation = try await Simulation([credential], operators: [root], path: path)
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .secretWrong, step: .create, code: "HTTP 401", message: "it is not taken") }
        }
        _ = try await simulation.engine.storeSecret(
            secret(place.secret), for: credential.name, issuedAt: nil, expiry: .unknown, keyID: nil)
        await simulation.run(until: Simulation.start + .days(40), tick: .hours(6))
        _ = try? await simulation.engine.probeNow(credential.name, extent: .whole)
        let requests = simulation.writer.requests.withLock { $0.map { "\($0)" } }
        #expect(!requests.isEmpty)
        let journal = simulation.journal.entries.withLock { $0.map { "\($0)" } }
        await simulation.ledger.close()
        let ledger = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        for canary in Self.canaries {
            #expect(!ledger.contains(canary))
            #expect(!requests.contains { $0.contains(canary) })
            #expect(!journal.contains { $0.contains(canary) })
        }
    }
}
