import Credentials
import Foundation
import SQLite
import TestSupport
import Testing
import Zstd

@testable import Bookkeeping

/// The step that keeps once what events repeat, and mails with their names.
extension MigrationTests {
    @Test func `nothing is lost on the way from version 27 to 28, and bundles of before join with their names`()
        async throws
    {
        let before = try await version27(mails: 40)
        let ledger = try await open("ledger.sqlite")
        #expect(try await LedgerState(of: ledger) == before, "all that was kept is read as it was")
        let name = try Sample.name()
        // It goes on: a bundle that has room gets the next mail, and what was said is said again.
        let sent = try await ledger.send(3, about: name, version: "v9", from: 900)
        #expect(try await ledger.notices(limit: 3).map(\.notice.mail.body) == sent.reversed().map(\.body))
        var state = try await LedgerState(of: ledger)
        try await ledger.prune(at: Sample.at(99))
        #expect(try await LedgerState(of: ledger) == state, "and when it is packed anew")
        #expect(try await ledger.bundlesOfMails().prefix(3) == [6, 24, 12], "the root stays as it is")
        #expect(try await ledger.namesInRows() == 6, "those of the root alone")
        try await ledger.prune(at: Sample.at(99))
        #expect(try await LedgerState(of: ledger) == state, "nothing is left to do")
        await ledger.close()
        let again = try await open("ledger.sqlite")
        state.records = try await LedgerState(of: again).records
        #expect(try await LedgerState(of: again) == state)
    }

    @Test func `an event of before is as protected as a new one, and no place of the record is given twice`()
        async throws
    {
        let before = try await version27(mails: 2)
        let ledger = try await open("ledger.sqlite")
        for sql in [
            "UPDATE sayings SET message = ''", "DELETE FROM sayings", "DELETE FROM record", "DELETE FROM subjects",
        ] {
            await #expect(throws: LedgerError.self) {
                try await ledger.write("tamper") { database in _ = try database.run(sql) }
            }
        }
        let last = try #require(before.events.last?.id)
        #expect(try await ledger.append(Sample.event("next")) == last + 1)
    }

    /// A ledger of version 27 with the story's content, and with mails in bundles as that version made them.
    private func version27(mails count: Int) async throws -> LedgerState {
        let present = try await open("present.sqlite")
        for step in try Step.story() where step.description != "prune" { try await step.run(present) }
        let name = try Sample.name()
        try await present.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await present.store("v9", for: name)
        _ = try await present.send(count, about: name, version: "v9")
        let before = try await LedgerState(of: present)
        await present.close()
        try makeOld("ledger.sqlite", of: "present.sqlite", version: 27)
        let old = try Database(path: directory.file("ledger.sqlite"))
        let bodies = try old.rows(
            "SELECT mails.id, body FROM mails JOIN outbox ON mail = mails.id WHERE occasion GLOB 'test/day*' ORDER BY 1"
        ) { row throws(SQLiteError) in (id: try row.integer(0), mail: LeanMail(body: try row.bytes(1), names: nil)) }
        #expect(bodies.count == count)
        var root: [UInt8] = []
        for start in stride(from: 0, to: bodies.count, by: 6) {
            let six = bodies[start..<min(start + 6, bodies.count)]
            let forms = six.map { LeanMail.counted($0.mail.form) }
            let content = forms.flatMap(\.self)
            try old.run(
                "INSERT INTO bundles (way, owner, root, shared, mails, size, body) VALUES ('mail', ?, ?, ?, ?, ?, ?)",
                Value(name), root.isEmpty ? .null : .integer(1), .integer(Int64(root.count)),
                .integer(Int64(six.count)),
                .integer(Int64(content.count)), .bytes(try #require(Zstd.pack(content, like: root))))
            let bundle = old.lastInsertedRow
            var place = 0
            for (mail, form) in zip(six, forms) {
                try old.run(
                    "UPDATE mails SET body = x'', packed = 0, bundle = ?2, place = ?3 WHERE id = ?1", .integer(mail.id),
                    .integer(bundle), .integer(Int64(place)))
                place += form.count
            }
            if root.isEmpty { root = content }
        }
        return before
    }
}

extension Ledger {
    /// How many mails each bundle has.
    fileprivate func bundlesOfMails() async throws -> [Int64] {
        try await read("count the bundles") { database in
            try database.rows("SELECT mails FROM bundles ORDER BY id") { row throws(SQLiteError) in try row.integer(0) }
        }
    }

    /// How many packed mails have their names in their rows.
    fileprivate func namesInRows() async throws -> Int64 {
        try await read("count the names") { database in
            try database.first("SELECT count(*) FROM mails WHERE bundle IS NOT NULL AND message_id <> ''") {
                row throws(SQLiteError) in try row.integer(0)
            } ?? 0
        }
    }
}
