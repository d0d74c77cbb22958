import Credentials
import Foundation
import Mime
import SQLite
import Testing
import Zlib
import Zstd

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
        for other in [[], [1], Array(like.dropLast()) + [like[like.count - 1] ^ 1]] {
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
        let mail = Array(text.utf8)
        for names in [nil, LeanMail.Names(messageID: "<a@b>", subject: "å 1"), .init(messageID: "", subject: "")] {
            let lean = LeanMail(body: mail, names: names)
            #expect(LeanMail(lean.form) == lean)
            let length = names.map { 8 + $0.messageID.utf8.count + $0.subject.utf8.count } ?? 0
            #expect(lean.form.count <= mail.count + 8 + length)
            #expect(LeanMail.names(in: lean.form[...]) == names)
        }
    }

    @Test func `boundaries that follow from the name of a mail take a byte each, and others stay as they are`() throws {
        let names = LeanMail.Names(messageID: MessageID.make(key: "a", domain: "contoso.com"), subject: "It expires")
        let mail = MailMessage(
            senderName: "leadkeeper", sender: "leadkeeper@contoso.com", recipient: "ops@contoso.com",
            subject: names.subject, date: 1_795_000_000, messageID: names.messageID, text: "Renew it.\n",
            html: "<p>Renew it.</p>\n"
        ).encoded()
        let line = try #require(
            String(decoding: mail, as: UTF8.self).split(separator: "\r\n").last { $0.hasPrefix("--") })
        let boundary = Array(line.dropFirst(2).prefix(26).utf8)
        let form = LeanMail(body: mail, names: names).form
        #expect(!form.contains(boundary) && mail.contains(boundary))
        #expect(LeanMail(form)?.body == mail)
        // The boundaries of another mail are text like any other.
        let other = LeanMail(body: mail, names: .init(messageID: "<another@contoso.com>", subject: "It expires"))
        #expect(other.form.contains(boundary) && LeanMail(other.form) == other)
        // So is what could be taken for a mark.
        for mark: UInt8 in 0...2 {
            let marked = LeanMail(body: mail + [mark], names: names)
            #expect(LeanMail(marked.form) == marked)
        }
    }

    @Test func `a lean form that is damaged is none`() {
        let forms: [[UInt8]] = [
            [], [4], [1, 0], [1, 0, 0, 0, 1], [1, 0, 0, 0, 0, 9, 65, 66], [2], [2, 0, 0, 0, 9, 65],
            [3, 0, 0, 0, 1, 65],
            [2, 0, 0, 0, 1, 65, 0, 0, 0, 2, 65], [2, 0, 0, 0, 1, 0xff, 0, 0, 0, 0],
            [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3],
        ]
        for form in forms { #expect(LeanMail(form) == nil) }
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

    @Test func `mails of one connection are packed together, and a bundle goes with the last of them`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let text = Sample.text(3_000)
        var bodies: [[UInt8]] = []
        for day in 0..<40 {
            bodies.append(Array("Date: day \(day)\r\n\r\n".utf8) + text + Array("day \(day)\r\n".utf8))
            try await ledger.tell(name, "v1", bodies[day], at: Sample.at(Int64(day) * 86_400))
        }
        #expect(try await ledger.bundles() == [6, 30, 4])
        #expect(try await ledger.lengthOfBodies() < text.count + 40 * 50)
        #expect(try await ledger.notices().reversed().map(\.notice.mail.body) == bodies)
        try await ledger.beginRemoving(name, standing: Standing(), event: Sample.event("secret-removed", of: name))
        try await ledger.forget("v1")
        _ = try await ledger.prune(at: Sample.at(15 * 86_400) + Ledger.retention)
        // The first is the root of the others.
        #expect(try await ledger.bundles() == [6, 30, 4], "one of the second is still there")
        _ = try await ledger.prune(at: Sample.at(39 * 86_400) + Ledger.retention)
        #expect(try await ledger.notices().map(\.notice.mail.body) == [bodies[39]], "what is kept is still read")
        #expect(try await ledger.bundles() == [6, 4])
        _ = try await ledger.prune(at: Sample.at(40 * 86_400) + Ledger.retention)
        _ = try await ledger.prune(at: Sample.at(40 * 86_400) + Ledger.retention)
        #expect(try await ledger.bundles().isEmpty)
    }

    @Test func `a mail of another connection takes next to nothing beside those of the first, which may go on growing`()
        async throws
    {
        let ledger = try await Ledger.open(path: ":memory:")
        let names = try (0..<6).map { try Sample.name("connection-\($0)") }
        try await ledger.adopt(names.map { Adoption(name: $0, configurationDigest: "1", standing: Standing()) })
        for (index, name) in names.enumerated() { try await ledger.store("v\(index)", for: name) }
        let text = Sample.text(9_000)
        var bodies: [[UInt8]] = []
        for day in 0..<5 {
            for (index, name) in names.enumerated() {
                bodies.append(Array("To: \(name)\r\n\r\n".utf8) + text + Array("\(name), day \(day)\r\n".utf8))
                try await ledger.tell(name, "v\(index)", bodies.last ?? [], at: Sample.at(Int64(day)))
            }
        }
        #expect(try await ledger.bundles() == Array(repeating: 5, count: names.count))
        #expect(try await ledger.lengthOfBodies() < text.count + bodies.count * 60)
        #expect(try await ledger.notices().reversed().map(\.notice.mail.body) == bodies)
    }

    @Test func `many kinds of text make no more roots than a few`() async throws {
        let ledger = try await Ledger.open(path: ":memory:")
        let names = try (0..<40).map { try Sample.name("connection-\($0)") }
        try await ledger.adopt(names.map { Adoption(name: $0, configurationDigest: "1", standing: Standing()) })
        var bodies: [[UInt8]] = []
        for (index, name) in names.enumerated() {
            try await ledger.store("v\(index)", for: name)
            bodies.append(Sample.text(900))
            try await ledger.tell(name, "v\(index)", bodies[index], at: Sample.at(2))
        }
        #expect(try await ledger.bundles("root IS NULL").count == 32)
        #expect(try await ledger.notices().reversed().map(\.notice.mail.body) == bodies)
    }

    @Test(arguments: [1, 2, 500, 40_000, 300_000])
    func `beside long bytes that are like them, bytes take next to nothing`(count: Int) throws {
        let like = Sample.text(count)
        let bytes = Array("A day: ".utf8) + like + Array(" and a name".utf8)
        let packed = try #require(Zstd.pack(bytes, like: like))
        #expect(packed.count < 60 + count / 5_000)
        #expect(Zstd.unpack(packed, count: bytes.count, like: like) == bytes)
        #expect(Zstd.unpack(packed, count: bytes.count - 1, like: like) == nil)
        #expect(Zstd.unpack(packed, count: bytes.count + 1, like: like) == nil)
        #expect(Zstd.unpack(Array(packed.dropLast()), count: bytes.count, like: like) == nil)
        guard count >= 500 else { return }
        for other in [[], [1], Array(like.dropLast()) + [like[like.count - 1] ^ 1]] {
            #expect(Zstd.unpack(packed, count: bytes.count, like: other) == nil)
        }
    }

    @Test func `what nobody packed is nothing, and nothing is not packed`() {
        #expect(Zstd.pack([]) == nil)
        #expect(Zstd.unpack([1, 2, 3], count: 10) == nil && Zstd.unpack([], count: 10) == nil)
        #expect(Zstd.unpack([1], count: .max) == nil)
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
    /// How many mails each bundle has that is chosen, in the order of their making.
    fileprivate func bundles(_ condition: String = "1") async throws -> [Int64] {
        try await read("count the bundles") { database in
            try database.rows("SELECT mails FROM bundles WHERE \(condition) ORDER BY id") { row throws(SQLiteError) in
                try row.integer(0)
            }
        }
    }

    /// Has a server take a mail about a credential.
    fileprivate func tell(
        _ name: CredentialName, _ version: String, _ body: [UInt8], at instant: Instant
    ) async throws {
        let count = try await countNotices(of: nil, before: nil)
        var notice = try Sample.notice(of: name, version: version, occasion: .test(id: "\(count)"))
        notice.createdAt = instant
        notice.mail.body = body
        try await enqueue([notice], for: name)
        let id = try #require(try await notices(limit: 1).first).id
        _ = try await beginSending(id, at: instant)
        try await finishSending(id, .accepted(ServerReply(code: 250, text: "ok"), at: instant))
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

extension Sample {
    /// A text that nothing else is like.
    fileprivate static func text(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 33...126, using: &generator) }
    }
}
