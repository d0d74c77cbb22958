import Bookkeeping
import Credentials
import RotationEffects
import Simulation
import Synchronization
import TestSupport
import Testing
import UpkeepState

@testable import Upkeep

/// Who asks Microsoft Graph about a connection.
@Suite struct AskerTests {
    private let credential: Credential
    private let application: GUID

    init() throws {
        credential = try Credential.rotating("contoso", .remind)
        application = try #require(credential.applicationID)
    }

    private func site(_ credential: Credential? = nil, hasAdministrator: Bool) async throws -> RotationSite {
        let site = try await RotationSite([credential ?? self.credential], hasAdministrator: hasAdministrator)
        try await site.storeSecrets(lifetime: .days(100))
        return site
    }

    private func asked(_ site: RotationSite) -> Int {
        site.cloud.state.withLock { $0.calls.count { $0 == "keys" } }
    }

    @Test func `an application that may not read itself is asked once a day, and its secret stands as before`()
        async throws
    {
        let site = try await site(hasAdministrator: false)
        try await site.run(for: .hours(20), tick: .minutes(10))
        #expect(asked(site) == 1)
        try await site.run(for: .hours(8), tick: .minutes(10))
        #expect(asked(site) == 2)
        let record = try await site.record(credential)
        #expect(record.listing == nil)
        #expect(record.standing.refusals == 0 && record.standing.lastProbe?.result == .ok)
        #expect(site.journal.events("listing-failed").isEmpty)
    }

    @Test func `an application that may read itself is listed without an administrator`() async throws {
        let site = try await site(hasAdministrator: false)
        site.cloud.state.withLock { _ = $0.selfReaders.insert(application) }
        try await site.run(for: .hours(2), tick: .minutes(10))
        #expect(try await site.record(credential).listing?.keys.count == 1)
    }

    @Test func `an administrator of another directory is not asked`() async throws {
        var other = credential
        other.identity = .azureAD(directory: GUID(high: 0x7777_0000_0000_4000, low: 1 << 63), application: application)
        let site = try await site(other, hasAdministrator: true)
        site.cloud.state.withLock { _ = $0.selfReaders.insert(application) }
        #expect(await site.engine.askers(for: other.name).isEmpty, "its secret has not been accepted yet")
        try await site.run(for: .hours(2), tick: .minutes(10))
        #expect(await site.engine.askers(for: other.name).map(\.name) == [other.name])
        #expect(try await site.record(other).listing?.keys.count == 1)
    }

    @Test func `the administrator is asked first, and the connection's own application where that is not permitted`()
        async throws
    {
        let site = try await site(hasAdministrator: true)
        try await site.run(for: .hours(1), tick: .minutes(10))
        #expect(await site.engine.askers(for: credential.name).map(\.name) == [.administrator, credential.name])
        let refusal = Setback(.forbidden, code: "Authorization_RequestDenied", message: "no")
        var tried: [GUID] = []
        let answer = try await site.engine.askGraph(.audits, about: credential.name) { who throws(Setback) in
            tried.append(who.application.id)
            guard who.application.id == application else { throw refusal }
            return "told"
        }
        #expect(answer == "told" && tried == [RotationSite.administrator.id, application])
        // It is remembered for a day, of that question alone; whoever waits for an answer has it tried again.
        for (question, isAsked, expected) in [
            (GraphQuestion.audits, false, [application]), (.policies, false, [RotationSite.administrator.id]),
            (.audits, true, [RotationSite.administrator.id]),
        ] {
            tried = []
            try await site.engine.askGraph(question, about: credential.name, isAsked: isAsked) { who throws(Setback) in
                tried.append(who.application.id)
            }
            #expect(tried == expected)
        }
    }
}
