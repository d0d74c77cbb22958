import Credentials
import SQLite
import TestSupport
import Testing

@testable import Bookkeeping

/// What the ledger knows of people's calendars: what a mail server has accepted for them, and nothing else.
@Suite struct CalendarLedgerTests {
    private static func entry(
        _ sequence: Int = 0, uid: String = "u", version: String = "v1", isCancelled: Bool = false
    ) throws -> CalendarEntry {
        CalendarEntry(
            try Sample.name(), version: version, matter: .replace, recipient: try Sample.address(), uid: uid,
            sequence: sequence,
            dates: .init(
                begin: Sample.at(Int64(sequence)), end: Sample.at(86_400 + Int64(sequence)),
                timeZone: "Europe/Stockholm"), isCancelled: isCancelled)
    }

    /// Puts a notice with those entries in; answers its number.
    private static func enqueue(
        _ entries: [CalendarEntry], _ occasion: Occasion, version: String = "v1", in ledger: Ledger
    ) async throws -> OutboxItem.ID {
        let name = try Sample.name()
        var notice = try Sample.notice(of: name, version: version, occasion: occasion)
        notice.mail.calendar = entries
        try await ledger.enqueue([notice], for: name)
        return try #require(try await ledger.notices(of: name, limit: 1).first).id
    }

    private static func finish(_ id: OutboxItem.ID, _ outcome: NoticeOutcome, in ledger: Ledger) async throws {
        #expect(try await ledger.beginSending(id, at: Sample.at(10)))
        try await ledger.finishSending(id, outcome)
    }

    private static let ok = NoticeOutcome.accepted(ServerReply(code: 250, text: "ok"), at: Sample.at(11))

    private static func known(_ ledger: Ledger) async throws -> [KnownEntry] {
        let name = try Sample.name()
        let one = try await ledger.record(of: name)?.calendar ?? []
        let all = try await ledger.snapshot()[name]?.calendar ?? []
        #expect(one == all)
        return one
    }

    @Test func `an entry is known once a server has accepted its mail, and not while it waits or when it is refused`()
        async throws
    {
        let reply = ServerReply(code: 450, text: "later")
        let outcomes: [(NoticeOutcome, Bool)] = [
            (.retry(reply, at: Sample.at(20)), false), (.dead(reply), false), (Self.ok, true),
        ]
        for (outcome, isKnown) in outcomes {
            let (ledger, _) = try await Ledger.inMemory(versions: ["v1"])
            let id = try await Self.enqueue([Self.entry()], .lapses(within: .days(7)), in: ledger)
            #expect(try await Self.known(ledger).isEmpty)
            try await Self.finish(id, outcome, in: ledger)
            let expected = isKnown ? [KnownEntry(entry: try Self.entry(), isLeaving: false)] : []
            #expect(try await Self.known(ledger) == expected)
        }
    }

    @Test
    func `of each entry the latest that was accepted counts, and a mail that takes it out is known to be on its way`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let first = try await Self.enqueue([Self.entry()], .lapses(within: .days(7)), in: ledger)
        try await Self.finish(first, Self.ok, in: ledger)
        let second = try await Self.enqueue([Self.entry(1)], .lapses(within: .days(3)), in: ledger)
        #expect(try await Self.known(ledger).map(\.entry.sequence) == [0])
        try await Self.finish(second, Self.ok, in: ledger)
        #expect(try await Self.known(ledger) == [KnownEntry(entry: try Self.entry(1), isLeaving: false)])
        // The same said again changes nothing.
        let third = try await Self.enqueue([Self.entry(1)], .lapses(within: .days(1)), in: ledger)
        try await Self.finish(third, Self.ok, in: ledger)
        #expect(try await Self.known(ledger).map(\.entry.sequence) == [1])

        let last = try await Self.enqueue([Self.entry(2, isCancelled: true)], .rotated(rotation: "r"), in: ledger)
        #expect(try await Self.known(ledger).map(\.isLeaving) == [true])
        try await Self.finish(last, Self.ok, in: ledger)
        // What was taken out is known as long as its version is in use, since it may come back.
        #expect(
            try await Self.known(ledger) == [KnownEntry(entry: try Self.entry(2, isCancelled: true), isLeaving: false)])
        try await ledger.store("v2", for: name)
        #expect(try await Self.known(ledger).isEmpty)
    }

    @Test func `a mail that is withdrawn or overtaken has done nothing, and what it was to take out stays`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let first = try await Self.enqueue([Self.entry()], .lapses(within: .days(7)), in: ledger)
        try await Self.finish(first, Self.ok, in: ledger)
        _ = try await Self.enqueue([Self.entry(1, isCancelled: true)], .entryRemoved(at: Sample.at(5)), in: ledger)
        #expect(try await Self.known(ledger).map(\.isLeaving) == [true])
        try await ledger.store("v2", for: name)
        #expect(try await Self.known(ledger) == [KnownEntry(entry: try Self.entry(), isLeaving: false)])
    }

    @Test func `one mail may be about several entries`() async throws {
        let (ledger, _) = try await Ledger.inMemory(versions: ["v1"])
        let id = try await Self.enqueue(
            [Self.entry(), Self.entry(3, uid: "w", isCancelled: true)], .lapses(within: .days(7)), in: ledger)
        try await Self.finish(id, Self.ok, in: ledger)
        #expect(try await Self.known(ledger).map(\.entry.uid) == ["u", "w"])
    }

    @Test func `a ledger of before knows of no entry, and takes them from then on`() async throws {
        let directory = try TemporaryDirectory()
        let name = try Sample.name()
        let steps = ReleasedSchema.steps.count
        do {
            let database = try Database(path: directory.file())
            for step in ReleasedSchema.steps.dropLast() { try database.exec(step) }
            try database.exec(
                "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(steps - 1)")
        }
        let ledger = try await Ledger.open(file: LedgerFile(path: directory.file(), ballastSize: 4_096))
        try await ledger.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await ledger.store("v1", for: name)
        #expect(try await Self.known(ledger).isEmpty)
        let id = try await Self.enqueue([Self.entry()], .lapses(within: .days(7)), in: ledger)
        try await Self.finish(id, Self.ok, in: ledger)
        #expect(try await Self.known(ledger).count == 1)
        await ledger.close()
    }
}
