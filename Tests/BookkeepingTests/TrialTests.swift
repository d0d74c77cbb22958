import Credentials
import Testing

@testable import Bookkeeping

@Suite struct TrialTests {
    private let ledger: Ledger
    private let name: CredentialName

    /// A credential with `v1` before `v2`, which is in use.
    init() async throws { (ledger, name) = try await Ledger.inMemory(versions: ["v1", "v2"]) }

    private func begin(_ id: String, fingerprint: [UInt8] = [7]) async throws {
        try await ledger.beginStoring(Sample.version(id), for: name)
        try await ledger.beginTrial(id, fingerprint: fingerprint, event: Sample.event("secret-on-trial"))
    }

    private var record: CredentialRecord {
        get async throws { try #require(try await ledger.record(of: name)) }
    }

    /// The ids by stage, those to be removed included.
    private func stages() async throws -> [String] {
        let kept = try await record.versions.map { "\($0.stage.rawValue) \($0.id)" }
        return try await (kept + ledger.versionsToRemove().map { "removing \($0.version.id)" }).sorted()
    }

    @Test func `one on trial stands beside the one in use and changes nothing of it`() async throws {
        let before = try await record
        try await begin("t1")
        #expect(try await stages() == ["current v2", "previous v1", "trial t1"])
        #expect(try await record.standing == before.standing)
        #expect(try await record.trial == Trial())
        #expect(try await record.onTrial?.fingerprint == [7])
        let record = try await record
        #expect(try await ledger.snapshot()[name] == record)
        #expect(try await ledger.unfinishedStores().isEmpty)
    }

    @Test func `a later one takes its place, as there is one for each credential`() async throws {
        try await begin("t1")
        try await begin("t2")
        #expect(try await stages() == ["current v2", "previous v1", "removing t1", "trial t2"])
    }

    @Test func `attempts are recorded and the trial goes on as it was saved`() async throws {
        try await begin("t1")
        let plan = ProbePlan(lead: .init(id: try Sample.guid(), mayStand: false, cleanup: .delete))
        try await ledger.beginProbe(of: name, version: "t1", plan: plan, at: Sample.at(1))
        #expect(try await record.interruption?.count == 1)
        let trial = Trial().after(Sample.report(.network), at: Sample.at(2))
        try await ledger.finishAttempt(
            of: name, version: "t1", report: Sample.report(.network), .goesOn(trial), event: nil, at: Sample.at(2))
        #expect(try await record.trial == trial)
        #expect(try await record.interruption == nil)
        #expect(try await record.lead == nil)
    }

    @Test func `one that is accepted becomes the one in use, and one that is refused leaves it alone`() async throws {
        try await begin("t1")
        try await ledger.finishAttempt(
            of: name, version: "t1", report: Sample.report(.secretWrong), .dropped(Standing(jitterPermille: 3)),
            event: Sample.event("secret-refused"), at: Sample.at(1))
        #expect(try await stages() == ["current v2", "previous v1", "removing t1"])
        #expect(try await record.standing == Standing(jitterPermille: 3))
        #expect(try await record.trial == nil)
        try await begin("t2")
        try await ledger.finishAttempt(
            of: name, version: "t2", report: Sample.report(), .promoted(Standing(jitterPermille: 4)),
            event: Sample.event("secret-stored"), at: Sample.at(2))
        #expect(try await stages() == ["current t2", "previous v2", "removing t1", "removing v1"])
        #expect(try await record.standing == Standing(jitterPermille: 4))
        #expect(try await record.trial == nil)
        await #expect(throws: LedgerError.self) {
            try await ledger.finishAttempt(
                of: name, version: "t2", report: Sample.report(), .promoted(Standing()), event: nil, at: Sample.at(3))
        }
    }

    @Test func `the same secret set again goes on with the trial, with what is said of it now`() async throws {
        try await begin("t1")
        try await ledger.save(Trial().after(Sample.report(.timeout), at: Sample.at(1)), of: "t1")
        try await ledger.beginStoring(Sample.version("t2"), for: name)
        var version = try #require(try await record.onTrial)
        version.expiry = .at(Sample.at(99), origin: .operator)
        version.keyID = "key"
        try await ledger.keep(version, insteadOf: "t2", event: Sample.event("secret-on-trial"))
        #expect(try await stages() == ["current v2", "previous v1", "removing t2", "trial t1"])
        #expect(try await record.onTrial == version)
        #expect(try await record.trial?.failures == 1)
    }

    @Test func `no step of a rotation touches it`() async throws {
        try await begin("t1")
        var one = Rotation(
            id: "r1", method: .clientSecret, handOff: .person, account: "a", application: nil, policy: RotationPolicy(),
            isByHand: true, old: nil, copyEndsAt: nil, at: Sample.start)
        try await ledger.record(one, of: name, .begun, events: [], at: Sample.start)
        one = one.beginning(.addKey, version: "v9", at: Sample.start)
        try await ledger.record(one, of: name, .storing(Sample.version("v9")), events: [], at: Sample.start)
        try await ledger.record(
            one, of: name, .kept(fingerprint: [9], expiry: .never, keyID: nil), events: [], at: Sample.start)
        one.advance(to: .proven, at: Sample.start)
        try await ledger.record(one, of: name, .promoted(Standing()), events: [], at: Sample.start)
        one.backOut(
            RotationFacts(
                install: try Sample.guid(), isConfigured: true, currentVersion: "v9", isCurrentProven: true,
                isCurrentRefused: false,
                hasAdministrator: true, mintsFrom: nil, knownRotations: [], clockDoubt: nil, isUnverified: false),
            at: Sample.start)
        try await ledger.record(one, of: name, .noted, events: [], at: Sample.start)
        one.end(.aborted, at: Sample.start)
        try await ledger.record(one, of: name, .ended, events: [], at: Sample.start)
        #expect(try await record.onTrial?.id == "t1")
        #expect(try await record.trial == Trial())
    }

    @Test func `taking another one untried, or removing all, ends the trial`() async throws {
        try await begin("t1")
        try await ledger.store("v3", for: name)
        #expect(try await stages() == ["current v3", "previous v2", "removing t1", "removing v1"])
        try await begin("t2")
        try await ledger.beginRemoving(name, standing: Standing(), event: Sample.event("removed"))
        #expect(try await record.versions.isEmpty)
        #expect(try await record.trial == nil)
    }

    @Test func `the one before comes back in place of the one in use, again and again`() async throws {
        try await begin("t1")
        try await ledger.putBack(
            "v1", of: name, standing: Standing(jitterPermille: 1), event: Sample.event("secret-undone"))
        #expect(try await stages() == ["current v1", "previous v2", "removing t1"])
        try await ledger.putBack(
            "v2", of: name, standing: Standing(jitterPermille: 2), event: Sample.event("secret-undone"))
        #expect(try await stages() == ["current v2", "previous v1", "removing t1"])
        await #expect(throws: LedgerError.self) {
            try await ledger.putBack("v2", of: name, standing: Standing(), event: Sample.event("secret-undone"))
        }
        try await begin("t2")
        try await ledger.endTrial(of: "t2", event: Sample.event("secret-undone"))
        #expect(try await stages() == ["current v2", "previous v1", "removing t1", "removing t2"])
    }
}
