import Credentials
import Synchronization
import Testing

@testable import Bookkeeping

@Suite struct ManyNoticesTests {
    /// A ledger, and one notice each of so many connections, the last of which it does not have.
    private static func raised(
        _ count: Int, path: String, in system: FaultyFileSystem
    ) async throws -> (Ledger, [RaisedNotices]) {
        let ledger = try await Ledger.open(file: LedgerFile(path: path, fileSystem: system.name, ballastSize: 0))
        let names = try (0..<count).map { try Sample.name("connection-\($0)") }
        try await ledger.adopt(
            names.dropLast().map { Adoption(name: $0, configurationDigest: "1", standing: Standing()) })
        for (index, name) in names.dropLast().enumerated() { try await ledger.store("v\(index)", for: name) }
        let raised = try names.enumerated().map { index, name in
            var notice = try Sample.notice(of: name, version: "v\(index)", to: "ops@contoso.com")
            notice.mail.messageID = "<\(index)@contoso.com>"
            return RaisedNotices(
                [notice], of: name, standing: Standing(jitterPermille: 7),
                event: Sample.event("notice-raised", of: name))
        }
        return (ledger, raised)
    }

    @Test func `notices of many credentials are one commit, and what is refused of one does not keep the others out`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let (ledger, raised) = try await Self.raised(40, path: directory.file(), in: system)
        let path = directory.file()
        let syncs = Mutex(0)
        system.observe(willChange: { _, _ in }, didSync: { synced in if synced == path { syncs.withLock { $0 += 1 } } })

        let refusals = try await ledger.enqueue(raised)
        #expect(syncs.withLock { $0 } == 1)
        #expect(refusals.prefix(39).allSatisfy { $0 == nil } && refusals.last??.code == .conflict)
        #expect(try await ledger.notices(limit: 100).count == 39)
        #expect(try await ledger.snapshot().values.allSatisfy { $0.standing.jitterPermille == 7 })
        #expect(try await ledger.events(limit: 1_000).count { $0.event.kind.rawValue == "notice-raised" } == 39)
        // A standing that stays as it is need not be said.
        let first = try Sample.name("connection-0")
        var other = try Sample.notice(of: first, version: "v0", occasion: .test(id: "t"), to: "ops@contoso.com")
        other.mail.messageID = "<other@contoso.com>"
        let unchanged = RaisedNotices(
            [other], of: first, standing: nil, event: Sample.event("notice-raised", of: first))
        #expect(try await ledger.enqueue([unchanged]) == [nil])
        #expect(try await ledger.record(of: first)?.standing.jitterPermille == 7)
        #expect(try await ledger.notices(of: first).count == 2)
        // Asking twice tells nobody twice.
        #expect(try await ledger.enqueue(Array(raised.prefix(1))) == [nil])
        #expect(try await ledger.notices(limit: 100).count == 40)
    }

    @Test func `what may have to be taken back of many changes is kept in memory, and not copied into a file`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let (ledger, raised) = try await Self.raised(300, path: directory.file(), in: system)
        let copies = Mutex(0)
        system.observe(
            willChange: { change, path in
                // A file without a name is SQLite's own, until it is closed.
                if change == .write, path.isEmpty { copies.withLock { $0 += 1 } }
            }, didSync: { _ in })
        #expect(try await ledger.enqueue(raised).count { $0 == nil } == 299)
        #expect(copies.withLock { $0 } == 0)
    }

    @Test(arguments: [
        // So many people, by when, and how many mails a minute that takes.
        (1, 0, 1), (100, -1, 10), (101, 0, 11), (600, -86_400, 60), (60, 600, 6), (60, 601, 6), (60, 3_600, 1),
        (61, 3_600, 2), (600, 30 * 86_400, 1),
    ]) func `what is due needs as many mails a minute as bring each in time`(people: Int, seconds: Int64, needed: Int)
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let now = Sample.at(100_000)
        #expect(try await ledger.mailsNeeded(at: now, patience: .minutes(10)) == 0)
        for number in 0..<people {
            // Two notices to one person are one mail.
            for kind in ["a", "b"] {
                var notice = try Sample.notice(
                    of: name, version: "v1", occasion: .test(id: kind), to: "person-\(number)@contoso.com")
                notice.mail.messageID = "<\(number)-\(kind)@contoso.com>"
                notice.deadline = now + .seconds(kind == "a" ? seconds : max(seconds, 0) + 86_400 * 40)
                try await ledger.enqueue([notice], for: name)
            }
        }
        #expect(try await ledger.mailsNeeded(at: now, patience: .minutes(10)) == needed)
        #expect(try await ledger.mailsNeeded(at: now, patience: .minutes(10), through: ChannelName("ops")) == 0)
        #expect(try await ledger.mailsNeeded(at: Sample.start - .days(1), patience: .minutes(10)) == 0, "none is due")
    }
}
