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
        // 30 MB for a thousand connections over five years are six kilobytes for a year of one, but for a start.
        #expect(grown / names.count < 30_000, "\(grown / names.count) bytes a year")
        await ledger.close()
    }
}

extension Ledger {
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
