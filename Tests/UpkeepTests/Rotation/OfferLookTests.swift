import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import Upkeep
import UpkeepState

/// The daily look at what Partner Center holds.
@Suite struct OfferLookTests {
    private let credential: Credential
    private let site: RotationSite

    init() async throws {
        var credential = try Credential.rotating("contoso", .remind)
        credential.offer = "contoso"
        self.credential = credential
        site = try await RotationSite([credential])
        site.addOffer(of: credential)
        try await site.storeSecrets(lifetime: .days(400))
        try await site.run(for: .hours(1))
    }

    private func move(to address: String?) {
        site.cloud.state.withLock { $0.offers["contoso"]?.draft.address = address }
    }

    private func told() async throws -> [Event] {
        try await site.ledger.events(of: credential.name, limit: 1_000).map(\.event).filter {
            $0.kind.rawValue.hasPrefix("offer-")
        }
    }

    private var looks: Int { site.cloud.state.withLock { $0.calls.count { $0 == "offer" } } }

    @Test func `is compared when a person asks, which changes nothing`() async throws {
        #expect(try await site.engine.offerDrift(of: credential.name).isNone)
        move(to: "https://elsewhere.crm4.dynamics.com")
        let drift = try await site.engine.offerDrift(of: credential.name)
        #expect(drift.differences.map(\.field) == [.url, .url] && drift.masked == [.applicationKey])
        #expect(try await told().isEmpty)
    }

    @Test func `is looked at daily, and nothing is told while it is as declared`() async throws {
        #expect(looks == 1)
        try await site.run(for: .days(3))
        #expect(looks == 4)
        #expect(try await told().isEmpty)
    }

    @Test func `is told of once for each change of what differs, through restarts too, and when it is over`()
        async throws
    {
        move(to: "https://elsewhere.crm4.dynamics.com")
        try await site.run(for: .days(3))
        #expect(try await told().map(\.kind.rawValue) == ["offer-drifted"])
        let entry = try #require(site.journal.events("offer-drifted").first)
        #expect(entry.kind.priority == .warning && entry.credential == credential.name)
        #expect(entry.message.contains("the URL (live and draft)") && !entry.message.contains("elsewhere"))
        let event = try #require(try await told().first)
        #expect(event.details["live-url"] == "https://elsewhere.crm4.dynamics.com")
        #expect(event.details["declared-url"] == credential.destination?.address)

        let before = looks
        try await site.restart()
        try await site.run(for: .days(2))
        #expect(looks > before)
        #expect(try await told().count == 1)

        move(to: "https://nowhere.crm4.dynamics.com")
        try await site.run(for: .days(2))
        #expect(try await told().map(\.kind.rawValue) == ["offer-drifted", "offer-drifted"])

        move(to: credential.destination?.address)
        try await site.run(for: .days(2))
        #expect(try await told().map(\.kind.rawValue) == ["offer-drifted", "offer-drifted", "offer-agrees"])
        try await site.restart()
        try await site.run(for: .days(2))
        #expect(try await told().count == 3)
        #expect(site.journal.events("offer-agrees").count == 1)
    }

    @Test func `is looked at anew once it is declared otherwise`() async throws {
        var moved = credential
        moved.destination = .dynamics(environment: "https://new.crm4.dynamics.com")
        try await site.reload([moved, try RotationSite.administratorCredential()])
        try await site.run(for: .minutes(30))
        #expect(try await told().map(\.kind.rawValue) == ["offer-drifted"])
    }

    @Test func `that could not be read is no difference, and is tried again within the hour or the day`() async throws {
        let transient = Setback(.transient, code: "HTTP 503", message: "not now")
        site.cloud.state.withLock {
            $0.script["offer"] = [transient, Setback(.absent, message: "there is no such offer")]
        }
        let before = looks
        try await site.run(for: .hours(27))
        #expect(looks == before + 2)
        try await site.run(for: .hours(24))
        #expect(looks == before + 3)
        #expect(site.journal.events("offer-not-read").count == 2)
        #expect(try await told().isEmpty)
        site.cloud.state.withLock { $0.script["offer"] = [transient] }
        let error = await #expect(throws: EngineError.self) { try await site.engine.offerDrift(of: credential.name) }
        #expect(error?.code == .setback(transient))
    }

    @Test func `is asked for only where one is named and somebody may ask`() async throws {
        var without = credential
        without.offer = nil
        try await site.reload([without, try RotationSite.administratorCredential()])
        var error = await #expect(throws: EngineError.self) { try await site.engine.offerDrift(of: credential.name) }
        #expect(error?.code == .noOffer)
        try await site.reload([credential])
        error = await #expect(throws: EngineError.self) { try await site.engine.offerDrift(of: credential.name) }
        #expect(error?.code == .noAdministrator)
    }
}
