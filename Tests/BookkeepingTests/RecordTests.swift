import Credentials
import Foundation
import SQLite
import Synchronization
import TestSupport
import Testing

@testable import Bookkeeping

/// The record of events, of which what repeats is kept once, and the bundles that its sentences and lists are read from.
@Suite struct RecordTests {
    @Test func `events that say the same of the same are kept as a few bytes each, and are read as they were`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let other = try Sample.name("other")
        var events: [Event] = []
        for number in 0..<60 {
            var event = Event(
                at: Sample.at(Int64(number)), kind: Event.Kind(rawValue: number.isMultiple(of: 2) ? "seen" : "heard"),
                credential: [name, other, nil][number % 3], version: [nil, "v1", "v2", "v2"][number % 4],
                class: number.isMultiple(of: 5) ? .noRole : nil, message: "it was \(number % 4)")
            if number.isMultiple(of: 7) { event.details = ["cause": "\(number % 2)", "host": "contoso"] }
            events.append(event)
            try await ledger.append(event)
        }
        let read = try await ledger.events(limit: 100).map(\.event).suffix(60)
        #expect(Array(read) == events)
        #expect(try await ledger.events(of: other, limit: 100).map(\.event) == events.filter { $0.credential == other })
        #expect(try await ledger.countEvents(of: other, after: nil) == 20)
        #expect(
            try await ledger.lastEvent(of: nil, .backupBegun, or: .backupBegun) == nil, "nobody said anything like it")
        let counts = try await ledger.counts()
        #expect(counts.record == 61 && counts.subjects <= 13 && counts.sayings < 40)
    }

    @Test func `the view of the events shows what is read`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.append(Sample.event("seen", at: Sample.at(3), of: name))
        let shown = try await ledger.read("look") { database in
            try database.rows("SELECT id, at, kind, credential, message, details FROM events ORDER BY id") {
                row throws(SQLiteError) in
                [
                    "\(try row.integer(0))", "\(try row.integer(1))", try row.text(2), try row.optionalText(3) ?? "",
                    try row.text(4), try row.text(5),
                ]
            }
        }
        let read = try await ledger.events().map {
            [
                "\($0.id)", "\($0.event.at.secondsSinceEpoch)", $0.event.kind.rawValue,
                $0.event.credential?.description ?? "", $0.event.message, "{\"how\":\"well\"}",
            ]
        }
        #expect(shown == read)
    }

    @Test func `what the last event said goes with it, and what a younger one says too stays`() async throws {
        let ledger = try await Ledger.open(path: ":memory:")
        let name = try Sample.name()
        for (kind, second) in [("old", 0), ("both", 0), ("both", 10)] as [(String, Int64)] {
            try await ledger.append(Sample.event(kind, at: Sample.at(second), of: name))
        }
        try await ledger.append(Sample.event("old", at: Sample.at(0), of: try Sample.name("other")))
        #expect(try await ledger.prune(at: Sample.at(0) + Ledger.retention) == 0)
        #expect(try await ledger.counts() == .init(record: 4, subjects: 2, sayings: 2))
        #expect(try await ledger.prune(at: Sample.at(1) + Ledger.retention) == 3)
        #expect(try await ledger.counts() == .init(record: 1, subjects: 1, sayings: 1))
        #expect(try await ledger.events().map(\.event.kind.rawValue) == ["both"])
        // What went may be said again.
        try await ledger.append(Sample.event("old", at: Sample.at(20), of: name))
        #expect(try await ledger.events().map(\.event.kind.rawValue) == ["both", "old"])
    }

    @Test func `sentences that have the same mark are not taken for each other`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        // FNV-1a of 32 bits is the same for both; the kind stands before them.
        let pair = try #require(Sample.sameMark(after: "seen"))
        for message in [pair.0, pair.1, pair.0] {
            var event = Sample.event("seen", at: Sample.at(1), of: name)
            event.message = message
            try await ledger.append(event)
        }
        #expect(try await ledger.events().suffix(3).map(\.event.message) == [pair.0, pair.1, pair.0])
    }

    @Test func `lists go over the border between bundles and rows in either direction, with the same names and bodies`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let sent = try await ledger.send(34, about: name)
        // The last three wait.
        for number in 0..<3 {
            try await ledger.enqueue(
                [try Sample.notice(of: name, version: "v1", occasion: .test(id: "waits\(number)"))], for: name)
        }
        let all = try await ledger.notices(of: name, limit: 100)
        #expect(all.count == 37 && all.dropFirst(3).map(\.notice.mail.body) == sent.reversed().map(\.body))
        #expect(all.dropFirst(3).map(\.notice.mail.subject) == sent.reversed().map(\.subject))
        for limit in [1, 5, 7] {
            var (up, down): ([OutboxItem], [OutboxItem]) = ([], [])
            while let page = Optional(
                try await ledger.notices(of: name, before: down.last?.id, limit: limit)), !page.isEmpty
            { down += page }
            while let page = Optional(
                try await ledger.notices(of: name, after: up.first?.id ?? 0, limit: limit)), !page.isEmpty
            { up = page + up }
            #expect(down == all && up == all)
        }
        let middle = all[20].notice.createdAt
        #expect(try await ledger.notices(since: middle, limit: 100).map(\.id) == all[3..<21].map(\.id))
        #expect(try await ledger.countNotices(of: nil, since: middle, before: nil) == 18)
        let accepted = try await ledger.events(of: name, limit: 100).filter { $0.event.kind.rawValue == "taken" }
        #expect(
            accepted.map(\.event.message) == sent.map { "the mail server accepted “\($0.subject)” for ops@contoso.com" }
        )
        let since = try await ledger.events(of: name, since: middle, limit: 100).filter {
            $0.event.kind.rawValue == "taken"
        }
        #expect(since.map(\.event.message) == accepted.suffix(18).map(\.event.message))
    }

    @Test func `a damaged bundle says so in lists, fails when a mail of it is read, and harms nothing else`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let sent = try await ledger.send(14, about: name)
        let all = try await ledger.notices(of: name, limit: 100)
        let (bundle, hurt) = try await ledger.write("damage a bundle") { database in
            let id = try database.first("SELECT max(id) FROM bundles") { row throws(SQLiteError) in try row.integer(0) }
            let bundle = try #require(id)
            try database.run(
                "UPDATE bundles SET body = CAST(substr(body, 1, length(body) - 9) || x'0102030405060708ff' AS BLOB) WHERE id = ?",
                .integer(bundle))
            let hurt = try database.rows(
                "SELECT outbox.id FROM outbox JOIN mails ON mails.id = mail WHERE bundle = ?", .integer(bundle)
            ) { row throws(SQLiteError) in try row.integer(0) }
            return (bundle, Set(hurt))
        }
        #expect(!hurt.isEmpty && hurt.count < 14)
        let list = try await ledger.notices(of: name, limit: 100, withBodies: false)
        for (item, before) in zip(list, all) {
            let subject =
                hurt.contains(item.id) ? "(not readable: bundle \(bundle) is damaged)" : before.notice.mail.subject
            #expect(item.notice.mail.subject == subject && item.state == .accepted)
        }
        let messages = try await ledger.events(of: name, limit: 100).map(\.event.message)
        #expect(messages.count { $0.contains("bundle \(bundle) is damaged") } == hurt.count)
        #expect(messages.contains { $0.contains(sent[0].subject) })
        for item in all {
            let mail = try? await ledger.notices(before: item.id + 1, limit: 1).first?.notice.mail.body
            #expect(mail == (hurt.contains(item.id) ? nil : item.notice.mail.body))
        }
        // What is sent from now on has a bundle that can be read.
        let again = try await ledger.send(8, about: name, from: 14)
        #expect(try await ledger.notices(limit: 8).map(\.notice.mail) == again.reversed())
        try await ledger.prune(at: Sample.at(99))
        try await ledger.append(Sample.event("goes-on", at: Sample.at(99), of: name))
    }

    @Test func `killed or cut off from power while bundles join, the ledger has what was there before or all of it`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let recorder = CrashRecorder(path: directory.file())
        let records = Mutex(false)
        system.observe(
            willChange: { _, _ in if records.withLock({ $0 }) { recorder.record() } },
            didSync: { recorder.didSync($0) })
        let ledger = try await Ledger.open(
            file: LedgerFile(path: directory.file(), fileSystem: system.name, ballastSize: 4_096))
        let name = try Sample.name()
        try await ledger.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await ledger.store("v1", for: name)
        _ = try await ledger.send(17, about: name)
        var states: [LedgerState] = []
        _ = try await ledger.send(1, about: name, from: 17) {
            states.append(try await LedgerState(of: ledger))
            records.withLock { $0 = true }
        }
        states.append(try await LedgerState(of: ledger))
        records.withLock { $0 = false }
        await ledger.close()
        #expect(recorder.images.count > 10)
        let fast = FaultyFileSystem()
        var found: Set<Int> = []
        for image in recorder.images {
            let copy = try TemporaryDirectory()
            for (file, bytes) in image.files {
                try Data(bytes).write(to: URL(fileURLWithPath: copy.file((file as NSString).lastPathComponent)))
            }
            let reopened = try await Ledger.open(
                file: LedgerFile(path: copy.file(), fileSystem: fast.name, ballastSize: 4_096))
            let state = try await LedgerState(of: reopened)
            found.insert(try #require(states.firstIndex(of: state), "\(image.kind)"))
            await reopened.close()
        }
        #expect(found.contains(0))
    }
}

/// How many rows there are.
private struct RecordCounts: Hashable, Sendable {
    var record: Int64
    var subjects: Int64
    var sayings: Int64
}

extension Ledger {
    fileprivate func counts() async throws -> RecordCounts {
        try await read("count") { database in
            let counts = try ["record", "subjects", "sayings"].map { table in
                try database.first("SELECT count(*) FROM \(table)") { row throws(SQLiteError) in try row.integer(0) }
                    ?? 0
            }
            return RecordCounts(record: counts[0], subjects: counts[1], sayings: counts[2])
        }
    }

    /// Has a server take that many mails about a credential, a day apart, with the event about each.
    func send(
        _ count: Int, about name: CredentialName, version: String = "v1", from first: Int = 0,
        willFinish: () async throws -> Void = {}
    ) async throws -> [NewMail] {
        var sent: [NewMail] = []
        for day in first..<(first + count) {
            var notice = try Sample.notice(
                of: name, version: version, occasion: .test(id: "day\(day)"), to: "ops@contoso.com")
            notice.createdAt = Sample.at(Int64(day) * 86_400)
            notice.mail.createdAt = notice.createdAt
            notice.mail.messageID = "<day\(day)@contoso.com>"
            notice.mail.subject = "Day \(day): it expires"
            notice.mail.body = Array(
                "Subject: day \(day)\r\n\r\n\((0..<40).map { "\($0 &* 7_919) things to do.\r\n" }.joined())".utf8)
            try await enqueue([notice], for: name)
            let item = try #require(try await notices(limit: 1).first)
            _ = try await beginSending([item.id], at: notice.createdAt)
            var event = Sample.event("taken", at: notice.createdAt, of: name)
            event.message = Event.acceptance(of: notice.mail.subject, for: notice.recipient, through: nil)
            event.notice = item.id
            try await willFinish()
            try await finishSending(
                [item.id], .accepted(ServerReply(code: 250, text: "ok"), at: notice.createdAt), events: [event])
            sent.append(notice.mail)
        }
        return sent
    }
}

extension Sample {
    /// Two texts whose FNV-1a of 32 bits is the same behind a beginning; found by trying.
    fileprivate static func sameMark(after beginning: String) -> (String, String)? {
        var known: [UInt32: String] = [:]
        for number in 0..<400_000 {
            let text = "\(number &* 7_919) things of \(number)"
            let mark = (beginning + text).utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
            if let other = known.updateValue(text, forKey: mark) { return (other, text) }
        }
        return nil
    }
}
