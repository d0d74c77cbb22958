import Credentials
import Foundation
import SQLite
import Testing
import Zlib

@testable import Bookkeeping

@Suite struct PackingTests {
    @Test(arguments: [1, 2, 100, 20_000, 1_000_000])
    func `what is packed comes back as it was`(count: Int) {
        var generator = SystemRandomNumberGenerator()
        let words = (0..<40).map { _ in "word-\(UInt8.random(in: 0...255, using: &generator)) " }
        var text = ""
        while text.utf8.count < count { text += words.randomElement(using: &generator) ?? "" }
        let bytes = Array(text.utf8.prefix(count))
        guard let packed = Zlib.pack(bytes) else {
            #expect(count <= 100, "it does not get smaller")
            return
        }
        #expect(packed.count < bytes.count)
        #expect(Zlib.unpack(packed, count: bytes.count) == bytes)
        #expect(Zlib.unpack(packed, count: bytes.count + 1) == nil)
        #expect(Zlib.unpack(packed, count: bytes.count - 1) == nil)
        #expect(Zlib.unpack(Array(packed.dropLast()), count: bytes.count) == nil)
    }

    @Test(arguments: [0, 1, 500, 40_000])
    func `beside bytes that are like them, bytes take next to nothing, and nobody reads them beside others`(
        count: Int
    ) throws {
        let like = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ $0 / 7) }
        let bytes = Array("A day: ".utf8) + like.suffix(9_000) + Array(" and a name".utf8)
        guard let packed = Zlib.pack(bytes, like: like) else {
            #expect(count <= 1, "it does not get smaller")
            return
        }
        // A match has 258 bytes at most.
        #expect(count < 500 || packed.count < 250)
        #expect(Zlib.unpack(packed, count: bytes.count, like: like) == bytes)
        guard count > 0 else { return }
        for other in [[], [1], Array(like.dropLast()) + [like[0] ^ 1]] {
            #expect(Zlib.unpack(packed, count: bytes.count, like: other) == nil)
        }
    }

    @Test(arguments: [
        "", "\r\n", "Subject: none\r\n\r\nNothing to do.\r\n", "one line without an end", "=\r\n",
        String(repeating: "QUJD", count: 19) + "\r\n",
        String(repeating: String(repeating: "QUJD", count: 19) + "\r\n", count: 3),
        String(repeating: String(repeating: "QUJD", count: 19) + "\r\n", count: 2) + "QQ==\r\n\r\n--end--\r\n",
        String(repeating: String(repeating: "QUJD", count: 19) + "\r\n", count: 2) + "QR==\r\nnot canonical\r\n",
        String(repeating: String(repeating: "QUJD", count: 19) + "\n", count: 2) + "QQ==\n",
        "text\r\n" + String(repeating: String(repeating: "////", count: 19) + "\r\n", count: 2) + "////",
        String(repeating: String(repeating: "=", count: 76) + "\r\n", count: 2), "a\u{0}b\r\n", "\u{1}å\r\n",
    ])
    func `the lean form of whatever is in a mail makes the very bytes again`(text: String) {
        let lean = LeanMail.lean(Array(text.utf8))
        #expect(LeanMail.whole(lean) == Array(text.utf8))
        #expect(lean.count <= text.utf8.count + 8)
    }

    @Test func `a lean form that is damaged is none`() {
        for bytes: [UInt8] in [[], [2], [1, 0], [1, 0, 0, 0, 1], [1, 0, 0, 0, 0, 9, 65, 66]] {
            #expect(LeanMail.whole(bytes) == nil)
        }
    }

    @Test func `what gets no smaller, and what is not packed, is nothing`() {
        #expect(Zlib.pack([]) == nil)
        #expect(Zlib.pack((0..<1_000).map { _ in UInt8.random(in: 0...255) }) == nil)
        #expect(Zlib.unpack([1, 2, 3], count: 10) == nil)
        #expect(Zlib.unpack([], count: 10) == nil)
        #expect(Zlib.unpack([1], count: .max) == nil)
    }

    @Test func `a mail that a server has taken takes less room, and is read as it was sent`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let body = Array(String(repeating: "You have to renew the secret.\r\n", count: 500).utf8)
        for (index, recipient) in ["taken@contoso.com", "refused@contoso.com", "waits@contoso.com"].enumerated() {
            var notice = try Sample.notice(
                of: name, version: "v1", occasion: .test(id: "t\(index)"), to: recipient)
            notice.mail.body = body
            try await ledger.enqueue([notice], for: name)
        }
        let items = try await ledger.notices().reversed().map(\.self)
        for (item, outcome) in zip(
            items,
            [
                NoticeOutcome.accepted(ServerReply(code: 250, text: "ok"), at: Sample.at(2)),
                .retry(ServerReply(code: 451, text: "later"), at: Sample.at(9), mayBeTaken: false),
            ])
        {
            _ = try await ledger.beginSending(item.id, at: Sample.at(1))
            try await ledger.finishSending(item.id, outcome)
        }
        #expect(try await ledger.lengthOfBodies() < 2 * body.count + body.count / 10)
        #expect(try await ledger.notices().allSatisfy { $0.notice.mail.body == body })
        let again = try #require(try await ledger.beginSending([items[1].id], at: Sample.at(9)))
        #expect(again.mail.body == body)
    }

    @Test func `mails that are alike are packed beside one of them, which goes with the last of them`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        var generator = SystemRandomNumberGenerator()
        // Two kinds of text that have nothing in common, as two languages have not.
        let texts = (0..<2).map { _ in
            (0..<3_000).map { _ in UInt8.random(in: 33...126, using: &generator) }
        }
        var bodies: [[UInt8]] = []
        for day in 0..<40 {
            var notice = try Sample.notice(of: name, version: "v1", occasion: .test(id: "\(day)"))
            notice.createdAt = Sample.at(Int64(day) * 86_400)
            notice.mail.body = Array("Date: day \(day)\r\n\r\n".utf8) + texts[day % 2] + Array("day \(day)\r\n".utf8)
            bodies.append(notice.mail.body)
            try await ledger.enqueue([notice], for: name)
            let id = try #require(try await ledger.notices(limit: 1).first).id
            _ = try await ledger.beginSending(id, at: notice.createdAt)
            try await ledger.finishSending(
                id, .accepted(ServerReply(code: 250, text: "ok"), at: notice.createdAt))
        }
        #expect(try await ledger.countDictionaries() == 2)
        #expect(try await ledger.lengthOfBodies() < 40 * 100)
        #expect(try await ledger.notices().reversed().map(\.notice.mail.body) == bodies)
        try await ledger.beginRemoving(name, standing: Standing(), event: Sample.event("secret-removed", of: name))
        try await ledger.forget("v1")
        _ = try await ledger.prune(at: Sample.at(39 * 86_400) + Ledger.retention)
        #expect(try await ledger.notices().map(\.notice.mail.body) == [bodies[39]], "what is kept is still read")
        #expect(try await ledger.countDictionaries() == 1)
    }

    @Test func `many kinds of text make no more dictionaries than a few`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        var generator = SystemRandomNumberGenerator()
        var bodies: [[UInt8]] = []
        for day in 0..<40 {
            var notice = try Sample.notice(of: name, version: "v1", occasion: .test(id: "\(day)"))
            notice.mail.body = (0..<900).map { _ in UInt8.random(in: 33...96, using: &generator) }
            bodies.append(notice.mail.body)
            try await ledger.enqueue([notice], for: name)
            let id = try #require(try await ledger.notices(limit: 1).first).id
            _ = try await ledger.beginSending(id, at: Sample.at(1))
            try await ledger.finishSending(id, .accepted(ServerReply(code: 250, text: "ok"), at: Sample.at(2)))
        }
        #expect(try await ledger.countDictionaries() == 32)
        #expect(try await ledger.notices().reversed().map(\.notice.mail.body) == bodies)
    }

    @Test func `a year of a connection takes a few kilobytes`() async throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let path = directory.file()
        let ledger = try await Ledger.open(
            file: LedgerFile(path: path, fileSystem: system.name, ballastSize: 0))
        let names = try (0..<20).map { try Sample.name("connection-\($0)") }
        try await ledger.adopt(names.map { Adoption(name: $0, configurationDigest: "1", standing: Standing()) })
        for (index, name) in names.enumerated() { try await ledger.store("v\(index)", for: name) }
        let empty = try await ledger.bytesInUse()
        // Two reminders in each half-year, in a mail as long as they are, and the sign-ins between them.
        for day in 0..<365 {
            for (index, name) in names.enumerated() {
                let now = Sample.at(Int64(day) * 86_400)
                _ = try await ledger.finishProbe(
                    of: name, version: "v\(index)", report: Sample.report(),
                    standing: Standing().after(Sample.report(), at: now), event: nil, at: now)
                guard day % 91 == 7 else { continue }
                var notice = try Sample.notice(
                    of: name, version: "v\(index)", occasion: .test(id: "\(day)"), to: "ops@contoso.com")
                notice.mail.messageID = "<\(day)-\(index)@contoso.com>"
                notice.mail.body = Array(
                    (0..<600).map { "<td style=\"color:#1a1a1a;padding:4px\">step \($0) of \(name)</td>\r\n" }.joined()
                        .utf8)
                try await ledger.enqueue([notice], for: name, event: Sample.event("told", at: now, of: name))
                let item = try #require(try await ledger.notices(limit: 1).first)
                _ = try await ledger.beginSending(item.id, at: now)
                try await ledger.finishSending(item.id, .accepted(ServerReply(code: 250, text: "ok"), at: now))
            }
        }
        let grown = try await ledger.bytesInUse() - empty
        // Real mails are a third as long.
        #expect(grown / names.count < 12_000, "\(grown / names.count) bytes a year")
        await ledger.close()
    }
}

extension Ledger {
    fileprivate func countDictionaries() async throws -> Int64? {
        try await read("count the dictionaries") { database in
            try database.first("SELECT count(*) FROM dictionaries") { row throws(SQLiteError) in try row.integer(0) }
        }
    }

    /// How much of the file is in use, in bytes.
    fileprivate func bytesInUse() async throws -> Int {
        try await read("measure the ledger") { database in
            func number(_ pragma: String) throws -> Int {
                Int(try database.first("PRAGMA \(pragma)") { row throws(SQLiteError) in try row.integer(0) } ?? 0)
            }
            return (try number("page_count") - number("freelist_count")) * (try number("page_size"))
        }
    }
}
