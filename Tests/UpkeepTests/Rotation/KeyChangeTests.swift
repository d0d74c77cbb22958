import Bookkeeping
import Credentials
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep
import UpkeepState

/// Client secrets that appear, go and get other names without leadkeeper.
@Suite struct KeyChangeTests {
    private let credential: Credential
    private let other: Credential
    private let application: EntraApplication
    private let site: RotationSite

    init() async throws {
        credential = try Credential.rotating("contoso", .remind)
        other = try Credential.rotating("fabrikam", .remind)
        application = try #require(credential.identity.application)
        site = try await RotationSite([credential, other], listing: RotationSituation.listingInterval)
        try await site.storeSecrets()
        try await site.run(for: .hours(2), tick: .minutes(10))
    }

    private func told() async throws -> [String] {
        try await events("changed-elsewhere")
    }

    private func events(_ kind: String) async throws -> [String] {
        var all: [String] = []
        for name in [credential.name, other.name] {
            all += try await site.ledger.events(of: name, limit: 1_000).map(\.event)
                .filter { $0.kind.rawValue == kind }.map(\.message)
        }
        return all
    }

    @Test func `nothing is told of what is there from the beginning`() async throws {
        #expect(try await told().isEmpty)
    }

    @Test func `one that appears is told within the hour, once for all connections, with who added it`() async throws {
        let keyID = site.cloud.add(
            "foreign", to: application.id, endsAt: site.clock.now() + .days(90), isForeign: true, name: "theirs")
        site.cloud.log("ana@contoso.com", changed: .application(application), [keyID], after: .seconds(0))
        try await site.run(for: .minutes(59), tick: .minutes(5))
        let messages = try await told()
        #expect(messages.count == 1)
        #expect(messages.first?.contains("ana@contoso.com added the client secret \"theirs\" (\(keyID))") == true)
        try await site.restart()
        try await site.run(for: .days(1), tick: .minutes(30))
        #expect(try await told().count == 1)
        #expect(try await events("foreign-key-seen").count == 1)
    }

    @Test func `one application is listed once, however many connections share it`() async throws {
        let asked = { site.cloud.state.withLock { $0.calls.count { $0 == "keys" } } }
        let before = asked()
        try await site.run(for: .hours(9), tick: .minutes(5))
        // Its own, and the administrator's, each 12 times in nine hours.
        #expect(asked() - before <= 26)
        #expect(asked() - before >= 22)
    }

    @Test func `the one in use that goes is told as that, once it is missing twice, and who did it when that is known`()
        async throws
    {
        let keyID = try #require(try await site.record(credential).current?.likelyKeyID)
        site.cloud.delete("first-contoso", from: application.id)
        site.cloud.log("bo@contoso.com", changed: .application(application), [keyID], after: .hours(3))
        try await site.run(for: .minutes(59), tick: .minutes(1))
        let messages = try await told()
        #expect(messages.count == 1)
        #expect(messages.first?.contains("somebody removed the client secret") == true)
        #expect(messages.first?.contains("Microsoft's copy may be that one") == true)
        #expect(try await events("key-vanished").count == 1)
        try await site.run(for: .hours(6), tick: .minutes(15))
        #expect(try await events("changer-known").count == 1)
        #expect(try await events("changer-known").first?.contains("bo@contoso.com") == true)
        #expect(try await told().count == 1, "nobody is told twice")
    }

    @Test func `one that is gone for a moment alone is not told`() async throws {
        let keys = site.cloud.state.withLock { $0.keys[application.id] }
        site.cloud.delete("first-contoso", from: application.id)
        var isMissed = false
        for _ in 0..<60 where !isMissed {
            let asked = site.cloud.state.withLock { $0.calls.count }
            try await site.run(for: .minutes(1), tick: .minutes(1))
            isMissed = site.cloud.state.withLock { $0.calls.dropFirst(asked).contains("keys") }
        }
        site.cloud.state.withLock { $0.keys[application.id] = keys }
        try await site.run(for: .hours(3), tick: .minutes(5))
        #expect(try await told().isEmpty)
    }

    @Test func `another name is told, and where the log may not be read nobody is named`() async throws {
        site.cloud.state.withLock { $0.auditsAreReadable = false }
        site.cloud.rename("first-contoso", on: application.id, to: "other name")
        try await site.run(for: .minutes(59), tick: .minutes(5))
        #expect(try await told().first?.contains("somebody renamed the client secret \"by hand\"") == true)
        let asked = site.cloud.state.withLock { $0.calls.count { $0 == "changes" } }
        try await site.run(for: .hours(10), tick: .minutes(15))
        #expect(site.cloud.state.withLock { $0.calls.count { $0 == "changes" } } == asked)
    }

    @Test func `one that has expired is tidied up without a mail`() async throws {
        site.cloud.add("old", to: application.id, endsAt: site.clock.now() + .hours(2), isForeign: true)
        try await site.run(for: .hours(4), tick: .minutes(15))
        let before = try await told().count
        site.cloud.delete("old", from: application.id)
        try await site.run(for: .hours(2), tick: .minutes(15))
        #expect(try await told().count == before)
        #expect(try await events("foreign-key-gone").count == 1)
    }

    @Test func `where Graph asks for patience nothing is listed until then`() async throws {
        let wait = Setback(.transient, code: "HTTP 429", message: "not now", retryAfter: .hours(5))
        site.cloud.state.withLock { $0.script["keys"] = [wait] }
        try await site.run(for: .hours(1), tick: .minutes(5))
        let asked = site.cloud.state.withLock { $0.calls.count { $0 == "keys" } }
        try await site.run(for: .hours(3), tick: .minutes(5))
        #expect(site.cloud.state.withLock { $0.calls.count { $0 == "keys" } } == asked)
    }
}
