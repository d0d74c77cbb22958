import Credentials
import Testing

@testable import Bookkeeping

@Suite struct StoringTests {
    @Test func `an intent is no version in use, and survives as an unfinished store`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let version = Sample.version("v2", expiry: .never, keyID: "key")
        try await ledger.beginStoring(version, for: name)

        #expect(try await ledger.record(of: name)?.versions.map(\.id) == ["v1"])
        var expected = version
        expected.stage = .pending
        #expect(try await ledger.unfinishedStores() == [UnsettledVersion(credential: name, version: expected)])
    }

    @Test func `secrets are known of where a version may be used`() async throws {
        let (ledger, name) = try await Ledger.inMemory()
        #expect(try await !ledger.knowsSecrets())
        try await ledger.beginStoring(Sample.version("v1"), for: name)
        #expect(try await ledger.knowsSecrets() == !(try await ledger.snapshot()[name]?.versions.isEmpty ?? true))
        try await ledger.finishStoring("v1", fingerprint: [1], standing: Standing(), event: Sample.event("stored"))
        #expect(try await ledger.knowsSecrets())
    }

    @Test(arguments: 1...4)
    func `a finished store becomes current, its forerunners previous and to be removed`(count: Int) async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: (1...count).map { "v\($0)" })
        let record = try #require(try await ledger.record(of: name))
        #expect(record.current?.id == "v\(count)")
        #expect(record.current?.fingerprint == [1, 2, 3])
        #expect(record.versions.first { $0.stage == .previous }?.id == (count > 1 ? "v\(count - 1)" : nil))
        #expect(record.versions.count == min(count, 2))
        #expect(try await ledger.versionsToRemove().map(\.version.id) == (1...count).dropLast(2).map { "v\($0)" })
        #expect(try await ledger.unfinishedStores().isEmpty)
        #expect(try await ledger.snapshot()[name] == record)
    }

    @Test(arguments: [
        SecretVersion.Expiry.unknown, .never, .at(Sample.at(1), origin: .graph), .at(Sample.at(1), origin: .policy),
        .at(Sample.at(-1), origin: .operator), .at(Sample.at(0), origin: .refusal),
    ])
    func `every kind of expiry is read back as it was written`(expiry: SecretVersion.Expiry) async throws {
        let (ledger, name) = try await Ledger.inMemory()
        try await ledger.beginStoring(Sample.version("v1", expiry: expiry, keyID: "k"), for: name)
        try await ledger.finishStoring("v1", fingerprint: [], standing: Standing(), event: Sample.event("stored"))
        var expected = Sample.version("v1", expiry: expiry, keyID: "k")
        expected.stage = .current
        #expect(try await ledger.record(of: name)?.current == expected)
    }

    @Test func `finishing writes standing and event with it, or nothing where the version is not being stored`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory()
        try await ledger.beginStoring(Sample.version("v1"), for: name)
        let standing = Standing(jitterPermille: 11)
        try await ledger.finishStoring("v1", fingerprint: [9], standing: standing, event: Sample.event("one"))
        #expect(try await ledger.record(of: name)?.standing == standing)

        let error = await #expect(throws: LedgerError.self) {
            try await ledger.finishStoring("v1", fingerprint: [8], standing: Standing(), event: Sample.event("two"))
        }
        #expect(error?.code == .conflict)
        #expect(try await ledger.record(of: name)?.current?.fingerprint == [9])
        #expect(try await ledger.events().map(\.event.kind.rawValue) == ["one"])
    }

    @Test func `an abandoned store is to be removed, and only then forgotten`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.beginStoring(Sample.version("v2"), for: name)
        try await ledger.abandonStoring("v2", event: Sample.event("abandoned"))
        #expect(try await ledger.unfinishedStores().isEmpty)
        #expect(try await ledger.versionsToRemove().map(\.version.id) == ["v2"])

        try await ledger.forget("v2")
        try await ledger.forget("v2")
        #expect(try await ledger.versionsToRemove().isEmpty)
        let error = await #expect(throws: LedgerError.self) { try await ledger.forget("v1") }
        #expect(error?.code == .conflict)
    }

    @Test func `the same version is not begun twice, nor for a credential that nobody adopted`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let again = await #expect(throws: LedgerError.self) {
            try await ledger.beginStoring(Sample.version("v1"), for: name)
        }
        #expect(again?.code == .conflict)
        let stranger = try Sample.name("fabrikam")
        let unknown = await #expect(throws: LedgerError.self) {
            try await ledger.beginStoring(Sample.version("v2"), for: stranger)
        }
        #expect(unknown?.code == .conflict)
    }

    @Test func `removing takes every version out of use, and what waits to be sent about them`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1", "v2"])
        try await ledger.beginStoring(Sample.version("v3"), for: name)
        try await ledger.enqueue([try Sample.notice(of: name, version: "v2")], for: name)
        try await ledger.beginRemoving(name, standing: Standing(jitterPermille: 5), event: Sample.event("removed"))

        let record = try #require(try await ledger.record(of: name))
        #expect(record.versions.isEmpty && record.noticed.isEmpty)
        #expect(record.standing == Standing(jitterPermille: 5))
        #expect(try await ledger.versionsToRemove().map(\.version.id) == ["v1", "v2", "v3"])
        #expect(try await ledger.noticeCounts() == [.superseded: 1])
    }

    @Test func `an amended version has the new window and key id, and keeps what it is`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        var version = try #require(try await ledger.record(of: name)?.current)
        version.expiry = .at(Sample.at(7), origin: .graph)
        version.keyID = "the-key"
        try await ledger.amend(version, event: Sample.event("amended"))
        #expect(try await ledger.record(of: name)?.current == version)

        let error = await #expect(throws: LedgerError.self) {
            try await ledger.amend(Sample.version("v9"), event: Sample.event("amended"))
        }
        #expect(error?.code == .conflict)
    }
}
