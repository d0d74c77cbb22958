import Bookkeeping
import Credentials
import Testing

@Suite struct LedgerTests {
    @Test func `a credential is known once it was adopted, and not before`() async throws {
        let ledger = try await Ledger.open(path: ":memory:")
        let name = try Sample.name()
        #expect(try await ledger.record(of: name) == nil)
        #expect(try await ledger.snapshot().isEmpty)

        let standing = Standing(jitterPermille: 42)
        try await ledger.adopt([Adoption(name: name, configurationDigest: "abc", standing: standing)])

        let record = try #require(try await ledger.record(of: name))
        #expect(record.standing == standing)
        #expect(record.configurationDigest == "abc")
        #expect(record.isConfigured)
        #expect(record.current == nil)
        #expect(record.versions.isEmpty && record.noticed.isEmpty && record.lead == nil)
        #expect(try await ledger.snapshot() == [name: record])
    }

    @Test func `a changed configuration brings a new digest and standing, and leaves the versions`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.adopt([Adoption(name: name, configurationDigest: "2", standing: Standing(jitterPermille: 7))])
        let record = try #require(try await ledger.record(of: name))
        #expect(record.configurationDigest == "2")
        #expect(record.standing.jitterPermille == 7)
        #expect(record.current?.id == "v1")
    }

    @Test
    func
        `what the configuration no longer has is retired once, keeps its history, and comes back when it is adopted again`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        #expect(try await ledger.retireAll(except: [name]).isEmpty)
        #expect(try await ledger.retireAll(except: []) == [name])
        #expect(try await ledger.retireAll(except: []).isEmpty)

        let retired = try #require(try await ledger.snapshot()[name])
        #expect(!retired.isConfigured)
        #expect(retired.current?.id == "v1")
        #expect(try await ledger.events(of: name).count == 1)

        try await ledger.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        #expect(try await ledger.record(of: name)?.isConfigured == true)
    }

    @Test func `a standing is remembered`() async throws {
        let (ledger, name) = try await Ledger.inMemory()
        var standing = Standing(jitterPermille: 3).after(Sample.report(.secretExpired), at: Sample.at(5))
        standing.alarmedSince = Sample.at(9)
        standing.alarmedOf = .refused(.secretExpired, since: Sample.at(5), repetition: 0)
        try await ledger.save(standing, for: name)
        #expect(try await ledger.record(of: name)?.standing == standing)
    }

    @Test func `what a clock ahead of its time has left is taken back once the clock is right`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let ahead = Sample.start + .days(4_000)
        let notices = [
            try Sample.notice(of: name, version: "v1", to: "far@contoso.com", createdAt: ahead),
            try Sample.notice(of: name, version: "v1", to: "near@contoso.com", createdAt: Sample.start + .hours(1)),
        ]
        try await ledger.enqueue(notices, for: name, event: Sample.event("ahead", at: ahead, of: name))
        #expect(try await ledger.newestTimestamp() == ahead)

        try await ledger.mend([name: Standing(jitterPermille: 9)], at: Sample.start)
        #expect(try await ledger.newestTimestamp() == Sample.start)
        #expect(try await ledger.record(of: name)?.standing == Standing(jitterPermille: 9))
        #expect(try await ledger.dueNotices(at: Sample.start, limit: 9).map(\.notice) == [notices[0]])
        #expect(try await ledger.dueNotices(at: Sample.start + .hours(1), limit: 9).count == 2)
    }

    @Test func `a standing of a credential that nobody adopted is a conflict`() async throws {
        let ledger = try await Ledger.open(path: ":memory:")
        let name = try Sample.name()
        let error = await #expect(throws: LedgerError.self) { try await ledger.save(Standing(), for: name) }
        #expect(error?.code == .conflict)
    }

    @Test func `events are read back in order, from a place on, and by credential`() async throws {
        let (ledger, name) = try await Ledger.inMemory()
        var ids: [RecordedEvent.ID] = []
        for index in 0..<5 {
            let event = Sample.event(
                "kind-\(index)", at: Sample.at(Int64(index)), of: index.isMultiple(of: 2) ? name : nil)
            ids.append(try await ledger.append(event))
        }
        #expect(ids == ids.sorted())
        let all = try await ledger.events()
        #expect(all.map(\.id) == ids)
        #expect(all[1].event == Sample.event("kind-1", at: Sample.at(1)))
        #expect(try await ledger.events(limit: 2).map(\.id) == ids.suffix(2))
        #expect(try await ledger.events(after: ids[1], limit: 2).map(\.id) == [ids[2], ids[3]])
        #expect(try await ledger.events(of: name).map(\.id) == [ids[0], ids[2], ids[4]])
        #expect(try await ledger.events(of: name, after: ids[0]).map(\.id) == [ids[2], ids[4]])
    }

    @Test func `the newest time is the latest that was recorded, whatever came after it`() async throws {
        let (ledger, _) = try await Ledger.inMemory()
        #expect(try await ledger.newestTimestamp() == nil)
        try await ledger.append(Sample.event("later", at: Sample.at(100)))
        try await ledger.append(Sample.event("earlier", at: Sample.at(50)))
        #expect(try await ledger.newestTimestamp() == Sample.at(100))
    }

    @Test func `a closed ledger says so`() async throws {
        let (ledger, _) = try await Ledger.inMemory()
        await ledger.close()
        let error = await #expect(throws: LedgerError.self) { try await ledger.snapshot() }
        #expect(error?.code == .closed)
    }
}
