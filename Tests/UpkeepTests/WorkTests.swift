import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import UpkeepState

@testable import Upkeep

/// How much is read for what happens to one connection: as much among many as among few.
@Suite struct WorkTests {
    private static let few = 12
    private static let many = 120

    /// What happens to one connection of a house in which nothing else is due.
    enum Happening: CaseIterable {
        case nothing, status, probe, refusedProbe, listing, forbiddenListing, storing, reminder, acknowledgement
        case expiry, rotation

        /// Whether nobody may be looked at for it.
        var isIdle: Bool { self == .nothing || self == .status }
        /// Whether it leaves all as it was, so that nobody need be looked at.
        var changesNothing: Bool { isIdle || self == .forbiddenListing }
    }

    @Test(arguments: Happening.allCases) func `reads no more among many than among few`(_ happening: Happening)
        async throws
    {
        let few = try await work(for: happening, among: Self.few)
        let many = try await work(for: happening, among: Self.many)
        if happening.isIdle {
            #expect(few.looks == 0 && many.looks == 0)
        } else if !happening.changesNothing {
            #expect(few.looks > 0)
        }
        // What is drawn at random may bring another pass.
        #expect(many.looks <= few.looks + 4)
        #expect(many.records <= few.records + few.records / 4 + 20)
        #expect(many.credentials <= few.credentials + few.credentials / 4 + 20)
    }

    @Test func `nobody is looked at in passes in which nothing is due`() async throws {
        let house = try await house(of: Self.few)
        house.clock.advance(to: house.clock.now() + .minutes(61))
        _ = try await house.settle()
        let before = await house.engine.work
        for _ in 0..<50 {
            house.clock.advance(to: house.clock.now() + .seconds(1))
            _ = await house.engine.pass()
        }
        #expect(await house.engine.work.looks == before.looks)
    }

    /// So many connections of all kinds, each with an account of its own, all of them tried and listed.
    private func house(of count: Int) async throws -> RotationSite {
        let connections = try (0..<count).map { index in
            var credential = try Credential.rotating(
                "c\(index)", .assisted, office365: index % 4 == 1, number: UInt64(index + 1))
            if index % 4 == 1 {
                credential.identity = .office365(
                    userName: "leads\(index)@contoso.example", client: GUID(high: 3, low: 3),
                    directory: "contoso.example"
                )
            }
            // Nothing falls due by itself for as long as this lasts.
            credential.probing = ProbePolicy(leadInterval: .days(20), signInInterval: .days(20))
            return credential
        }
        let house = try await RotationSite(connections, isMortal: false, listing: .days(20))
        try await house.storeSecrets(lifetime: .days(200))
        _ = try await house.settle()
        house.clock.advance(to: house.clock.now() + .seconds(30))
        _ = try await house.settle()
        return house
    }

    private func work(for happening: Happening, among count: Int) async throws -> WorkTally.Counts {
        let house = try await house(of: count)
        let engine = house.engine
        _ = await engine.summary()
        house.clock.advance(to: house.clock.now() + .seconds(5))
        let connection = house.credentials[count - 4]
        let name = connection.name
        let before = await engine.work
        switch happening {
        case .nothing: _ = await engine.pass()
        case .status: _ = await engine.summary()
        case .probe: _ = try await engine.probeNow(name, extent: .whole)
        case .refusedProbe:
            _ = try await engine.storeSecret(
                secret("a wrong one"), for: name, issuedAt: nil, expiry: .unknown, keyID: nil)
        case .listing: await engine.listApplication(of: name)
        case .forbiddenListing:
            house.cloud.state.withLock { $0.isReachable = false }
            await engine.listApplication(of: name)
        case .storing:
            _ = try await engine.storeSecret(
                secret("another"), for: name, issuedAt: nil,
                expiry: .at(house.clock.now() + .days(90), origin: .operator), keyID: nil)
        case .reminder:
            _ = try await engine.storeSecret(
                secret("first-\(name)"), for: name, issuedAt: nil,
                expiry: .at(house.clock.now() + .days(5), origin: .operator), keyID: nil)
        case .acknowledgement: try await engine.acknowledge(name, by: "somebody", person: "a test")
        case .expiry:
            _ = try await engine.storeSecret(
                secret("first-\(name)"), for: name, issuedAt: nil,
                expiry: .at(house.clock.now() + .seconds(2), origin: .operator), keyID: nil)
            house.clock.advance(to: house.clock.now() + .seconds(2))
        case .rotation: _ = try await engine.beginRotation(of: name)
        }
        if happening != .status { _ = try await house.settle() }
        _ = await engine.summary()
        return await engine.work - before
    }
}

extension WorkTally {
    /// How much was read.
    struct Counts: Equatable {
        var looks: Int
        var records: Int
        var credentials: Int

        static func - (left: Counts, right: Counts) -> Counts {
            Counts(
                looks: left.looks - right.looks, records: left.records - right.records,
                credentials: left.credentials - right.credentials)
        }
    }
}

extension Engine {
    /// How much was read so far.
    var work: WorkTally.Counts {
        WorkTally.Counts(looks: tally.looks, records: tally.records, credentials: tally.credentials)
    }
}
