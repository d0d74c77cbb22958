import Credentials
import Foundation
import SQLite
import TestSupport
import Testing
import Zlib

@testable import Bookkeeping

/// The steps that have made the ledger small.
extension MigrationTests {
    @Test func `nothing but the probes is lost on the way from version 22 to 23, and mails take less room then`()
        async throws
    {
        let present = try await open("present.sqlite")
        for step in try Step.story() where step.description != "prune" { try await step.run(present) }
        let name = try Sample.name()
        try await present.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await present.store("v9", for: name)
        let body = Array("Date: today\r\n\r\n\(String(repeating: "What to do, step by step.\r\n", count: 400))".utf8)
        var notice = try Sample.notice(of: name, version: "v9", occasion: .test(id: "packed"), to: "ops@contoso.com")
        notice.mail.body = body
        try await present.enqueue([notice], for: name)
        let id = try #require(try await present.notices(limit: 1).first).id
        let before = try await LedgerState(of: present)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 22)
        let old = try Database(path: directory.file("ledger.sqlite"))
        for number in 0..<2_000 {
            try old.run(
                "INSERT INTO probes (credential, version, at, report) VALUES (?, 'v9', ?, ?)", .text("contoso"),
                .integer(Int64(number)), .text("{\"steps\":\"\(String(repeating: "x", count: 500))\"}"))
        }
        try old.run(
            """
            UPDATE outbox SET state = 'accepted', next_attempt_at = NULL, accepted_at = created_at, attempts = 1
            WHERE id = ?
            """, .integer(id))
        let size = try #require(FileManager.default.attributesOfItem(atPath: old.path)[.size] as? Int)

        let ledger = try await open("ledger.sqlite")
        var state = try await LedgerState(of: ledger)
        #expect(state.records == before.records && state.events == before.events)
        let sent = try #require(state.notices.first { $0.id == id })
        #expect(sent.state == .accepted && sent.notice.mail.body == body)
        let smaller = try #require(
            FileManager.default.attributesOfItem(atPath: directory.file("ledger.sqlite"))[.size] as? Int)
        #expect(smaller < size - 1_000_000, "what the probes took is given back")
        let unpacked = try await ledger.lengthOfBodies()
        try await ledger.prune(at: Sample.at(99))
        #expect(try await ledger.lengthOfBodies() < unpacked - body.count / 2)
        let notices = state.notices
        state = try await LedgerState(of: ledger)
        #expect(state.notices == notices, "it is read as it was sent")
    }

    @Test func `nothing is lost on the way from version 23 to 24, and mails are packed beside each other then`()
        async throws
    {
        let present = try await open("present.sqlite")
        for step in try Step.story() where step.description != "prune" { try await step.run(present) }
        let name = try Sample.name()
        try await present.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await present.store("v9", for: name)
        let bodies = (0..<20).map { number in
            Array(
                "Date: day \(number)\r\n\r\n\((0..<99).map { "\($0 &* 7_919) things to do.\r\n" }.joined())".utf8)
        }
        var calendar: [CalendarEntry] = []
        for (number, body) in bodies.enumerated() {
            var notice = try Sample.notice(
                of: name, version: "v9", occasion: .lapses(within: .days(Int64(20 - number))))
            notice.mail.body = body
            let begin = Sample.at(Int64(number))
            notice.mail.calendar = [
                CalendarEntry(
                    name, version: "v9", matter: .replace, recipient: try Sample.address(), uid: "entry",
                    sequence: number, dates: .init(begin: begin, end: begin + .days(9), timeZone: "UTC"))
            ]
            calendar = notice.mail.calendar
            try await present.enqueue([notice], for: name)
            let id = try #require(try await present.notices(limit: 1).first).id
            _ = try await present.beginSending(id, at: Sample.at(1))
            try await present.finishSending(id, .accepted(ServerReply(code: 250, text: "ok"), at: Sample.at(2)))
        }
        let before = try await LedgerState(of: present)
        await present.close()
        // What a ledger of that version knows beside: how mails were packed, a thread, and all that was in calendars.
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 23)
        let old = try Database(path: directory.file("ledger.sqlite"))
        for mail in try old.rows(
            "SELECT id, body FROM mails ORDER BY id",
            read: { row throws(SQLiteError) in
                (try row.integer(0), try row.bytes(1))
            })
        {
            guard let packed = Zlib.pack(mail.1), mail.1.count > 100 else { continue }
            try old.run(
                "UPDATE mails SET body = ?2, packed = ?3, thread = '<thread@test>' WHERE id = ?1", .integer(mail.0),
                .bytes(packed), .integer(Int64(mail.1.count)))
        }
        try old.run(
            """
            INSERT INTO calendar_entries SELECT (SELECT min(mail) FROM outbox WHERE version = 'v9'), credential,
                version, matter, recipient, uid, 0, begins_at, ends_at, time_zone, 0 FROM calendar_entries
            WHERE uid = 'entry'
            """)

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger) == before, "all that was kept is read as it was")
        #expect(try await ledger.record(of: name)?.calendar.map(\.entry) == calendar)
        let packed = try await ledger.lengthOfBodies()
        try await ledger.prune(at: Sample.at(99))
        #expect(try await LedgerState(of: ledger) == before, "and as it was sent")
        #expect(try await ledger.lengthOfBodies() < packed / 3)
    }

    @Test func `mails of version 24 that wait are written, and are sent as they are by version 25`() async throws {
        let present = try await open("present.sqlite")
        let gone = Set(["remove", "record", "prune"])
        for step in try Step.story() where !gone.contains(step.description) { try await step.run(present) }
        let name = try Sample.name()
        try await present.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await present.store("v9", for: name)
        var notice = try Sample.notice(of: name, version: "v9", occasion: .silent(since: Sample.start))
        notice.mail.body = Array("Date: then\r\n\r\nas it was written\r\n".utf8)
        try await present.enqueue([notice], for: name)
        let before = try await LedgerState(of: present)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 24)

        let ledger = try await open("ledger.sqlite")
        let state = try await LedgerState(of: ledger)
        #expect(state == before && state.notices.allSatisfy(\.notice.mail.isWritten))
        let id = try #require(try await ledger.notices(limit: 1).first).id
        #expect(try await ledger.beginSending([id], at: Sample.at(9))?.mail == notice.mail)
    }

    @Test func `nothing is lost on the way from version 25 to 26, and asking twice still tells nobody twice`()
        async throws
    {
        let ledger = try await ledger(grownFrom: 25)
        let before = try await ledger.notices(limit: 1_000)
        #expect(before.count > 1)
        for item in before where item.state != .superseded {
            guard let name = item.notice.credential else { continue }
            var notice = item.notice
            notice.mail.messageID = "<another@contoso.com>"
            #expect(try await ledger.enqueue([notice], for: name) == 0)
        }
        #expect(try await ledger.notices(limit: 1_000) == before)
    }

    @Test func `nothing is lost on the way from version 26 to 27, and mails are packed together then`() async throws {
        let present = try await open("present.sqlite")
        for step in try Step.story() where step.description != "prune" { try await step.run(present) }
        let name = try Sample.name()
        try await present.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await present.store("v9", for: name)
        for number in 0..<40 {
            var notice = try Sample.notice(of: name, version: "v9", occasion: .test(id: "n\(number)"))
            notice.mail.body = Array(
                "Date: day \(number)\r\n\r\n\((0..<99).map { "\($0 &* 7_919) things to do.\r\n" }.joined())".utf8)
            try await present.enqueue([notice], for: name)
            let item = try #require(try await present.notices(limit: 1).first)
            _ = try await present.beginSending(item.id, at: Sample.at(1))
            var event = Sample.event("notice-accepted", at: Sample.at(2), of: name)
            event.message = Event.acceptance(
                of: item.notice.mail.subject, for: item.notice.recipient, through: item.notice.channel)
            event.notice = number.isMultiple(of: 3) ? nil : item.id
            // What is not what the notice says is kept as it is.
            if number.isMultiple(of: 5) { event.message = "the mail server accepted it, number \(number)" }
            try await present.finishSending(
                [item.id], .accepted(ServerReply(code: 250, text: "ok"), at: Sample.at(2)), events: [event])
        }
        let before = try await LedgerState(of: present)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 26)
        // How mails were packed then.
        let old = try Database(path: directory.file("ledger.sqlite"))
        let bodies = try old.rows(
            "SELECT id, body FROM mails WHERE id IN (SELECT mail FROM outbox WHERE version = 'v9')"
        ) { row throws(SQLiteError) in (id: try row.integer(0), lean: LeanMail(body: try row.bytes(1), names: nil).form)
        }
        let first = try #require(bodies.first?.lean)
        try old.run(
            "INSERT INTO dictionaries (id, kind, body, size) VALUES (1, 'mail/test', ?, ?)",
            .bytes(try #require(Zlib.pack(first))), .integer(Int64(first.count)))
        for mail in bodies {
            try old.run(
                "UPDATE mails SET body = ?2, packed = ?3, dictionary = 1 WHERE id = ?1", .integer(mail.id),
                .bytes(try #require(Zlib.pack(mail.lean, like: first))), .integer(Int64(mail.lean.count)))
        }

        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger) == before, "all that was kept is read as it was")
        let packed = try await ledger.lengthOfBodies()
        try await ledger.prune(at: Sample.at(99))
        #expect(try await LedgerState(of: ledger) == before, "and as it was sent")
        #expect(try await ledger.lengthOfBodies() < packed)
        await ledger.close()
        let file = try Database(path: directory.file("ledger.sqlite"))
        #expect(
            try file.rows("SELECT id FROM dictionaries", read: { row throws(SQLiteError) in try row.integer(0) }) == [])
    }
}

extension Ledger {
    /// How much room the bodies of mails take, in bytes.
    func lengthOfBodies() async throws -> Int {
        try await read("measure the mails") { database in
            Int(
                try database.first(
                    """
                    SELECT (SELECT coalesce(sum(length(body)), 0) FROM mails)
                        + (SELECT coalesce(sum(length(body)), 0) FROM bundles)
                        + (SELECT coalesce(sum(length(body)), 0) FROM dictionaries)
                    """
                ) { row throws(SQLiteError) in try row.integer(0) } ?? 0)
        }
    }
}
