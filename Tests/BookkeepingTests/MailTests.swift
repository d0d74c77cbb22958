import Credentials
import SQLite
import TestSupport
import Testing

@testable import Bookkeeping

/// A mail as a row of its own, which several notices to one person point to.
@Suite struct MailTests {
    private let taken = ServerReply(code: 250, text: "2.0.0 OK", server: "mx.contoso.com")
    private let later = ServerReply(code: 451, text: "4.7.1 later", server: "mx.contoso.com")

    /// A ledger with notices of two connections to one person, and one to another.
    private func fixture() async throws -> (ledger: Ledger, ids: [OutboxItem.ID]) {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let other = try Sample.name("fabrikam")
        try await ledger.adopt([Adoption(name: other, configurationDigest: "1", standing: Standing())])
        try await ledger.store("f1", for: other)
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
        try await ledger.enqueue([try Sample.notice(of: other, version: "f1")], for: other)
        try await ledger.enqueue([try Sample.notice(of: other, version: "f1", to: "b@contoso.com")], for: other)
        return (ledger, try await ledger.notices().map(\.id).reversed())
    }

    private func digest(_ id: String = "digest", at instant: Instant = Sample.at(9)) -> NewMail {
        NewMail(messageID: "<\(id)@test>", subject: "Two things", body: [9], createdAt: instant)
    }

    private func mails(_ ledger: Ledger) async throws -> Set<String> {
        Set(try await ledger.notices().map(\.notice.mail.messageID))
    }

    @Test func `several notices go out with one mail, and each has its end`() async throws {
        let (ledger, ids) = try await fixture()
        #expect(try await ledger.waitingNotices(for: try Sample.address()).map(\.id) == Array(ids[0...1]))
        let own = try await mails(ledger)
        let shipment = try #require(try await ledger.beginSending(Array(ids[0...1]), with: digest(), at: Sample.at(10)))
        #expect(shipment.mail == digest() && shipment.items.map(\.id) == Array(ids[0...1]) && shipment.attempts == 1)
        #expect(try await ledger.noticeCount(inMail: shipment.id) == 2)
        // The mails that nothing points to any more are gone with the change.
        #expect(try await mails(ledger).subtracting(own) == ["<digest@test>"])
        #expect(try await mails(ledger).count == 2)
        try await ledger.finishSending(Array(ids[0...1]), .accepted(taken, at: Sample.at(11)))
        let items = try await ledger.notices()
        #expect(items.filter { $0.state == .accepted && $0.acceptedAt == Sample.at(11) }.map(\.id) == [ids[1], ids[0]])
        #expect(try await ledger.mailsSent(to: try Sample.address(), since: Sample.start) == [Sample.at(10)])
        #expect(try await ledger.mailsSent(to: try Sample.address(), since: Sample.at(10)).isEmpty)
    }

    @Test func `all of a mail's notices are sent, or none is`() async throws {
        let (ledger, ids) = try await fixture()
        try await ledger.withdraw(ids[0])
        let before = try await ledger.notices()
        #expect(try await ledger.beginSending(Array(ids[0...1]), with: digest(), at: Sample.at(10)) == nil)
        #expect(try await ledger.notices() == before)
        let people = await #expect(throws: LedgerError.self) {
            try await ledger.beginSending(Array(ids[1...2]), with: digest(), at: Sample.at(10))
        }
        let letters = await #expect(throws: LedgerError.self) {
            try await ledger.beginSending(Array(ids[1...2]), at: Sample.at(10))
        }
        #expect(people?.code == .conflict && letters?.code == .conflict)
        #expect(try await ledger.notices() == before)
    }

    @Test func `a notice's own mail is written anew in its place, under its Message-ID, and no other's is`()
        async throws
    {
        let (ledger, ids) = try await fixture()
        let items = try await ledger.notices()
        let own = try #require(items.first { $0.id == ids[0] })
        let anew = NewMail(
            messageID: own.notice.mail.messageID, subject: "One day left", body: [7],
            createdAt: Sample.at(9))
        let shipment = try #require(try await ledger.beginSending([ids[0]], with: anew, at: Sample.at(10)))
        #expect(shipment.id == own.mail && shipment.mail == anew)
        #expect(try await mails(ledger) == Set(items.map(\.notice.mail.messageID)))
        // A mail that another notice has stays as it is.
        var others = anew
        others.messageID = try #require(items.first { $0.id == ids[2] }).notice.mail.messageID
        let conflict = await #expect(throws: LedgerError.self) {
            try await ledger.beginSending([ids[1]], with: others, at: Sample.at(10))
        }
        #expect(conflict?.code == .conflict)
        #expect(try await ledger.notices().first { $0.id == ids[2] } == items.first { $0.id == ids[2] })
    }

    @Test func `a mail that the server may have taken is not written anew, and one that it has not may be`()
        async throws
    {
        for mayBeTaken in [false, true] {
            let (ledger, ids) = try await fixture()
            _ = try await ledger.beginSending([ids[0]], at: Sample.at(10))
            try await ledger.finishSending([ids[0]], .retry(later, at: Sample.at(70), mayBeTaken: mayBeTaken))
            let items = try await ledger.notices()
            #expect(items.filter(\.isSealed).map(\.id) == (mayBeTaken ? [ids[0]] : []))
            let both = try await ledger.beginSending(Array(ids[0...1]), with: digest(), at: Sample.at(80))
            #expect((both == nil) == mayBeTaken)
            guard mayBeTaken else { continue }
            let again = try #require(try await ledger.beginSending([ids[0]], at: Sample.at(80)))
            #expect(again.mail == items.first { $0.id == ids[0] }?.notice.mail)
        }
    }

    @Test func `a mail that was being sent when the daemon ended is sealed with all its notices`() async throws {
        let (ledger, ids) = try await fixture()
        _ = try await ledger.beginSending(Array(ids[0...1]), with: digest(), at: Sample.at(10))
        #expect(try await ledger.recoverSending() == 2)
        let items = try await ledger.notices().filter { $0.notice.mail == digest() }
        #expect(items.count == 2 && items.allSatisfy { $0.isSealed && $0.state == .retrying })
        #expect(try await ledger.beginSending(Array(ids[0...1]), at: Sample.at(11))?.mail == digest())
    }

    @Test func `notices that wait longer keep their mail, and what has left the queue is left alone`() async throws {
        let (ledger, ids) = try await fixture()
        _ = try await ledger.beginSending([ids[1]], at: Sample.at(1))
        try await ledger.postpone(Array(ids[0...1]), until: Sample.at(500))
        #expect(try await ledger.dueNotices(at: Sample.at(499), limit: 9).map(\.id) == [ids[2]])
        #expect(try await ledger.dueNotices(at: Sample.at(500), limit: 9).map(\.id) == [ids[0], ids[2]])
        #expect(try await ledger.noticeCounts()[.sending] == 1)
    }

    @Test func `somebody gets a notice in the place of another beside their own, and nobody twice`() async throws {
        let (ledger, ids) = try await fixture()
        let name = try Sample.name()
        var instead = try Sample.notice(of: name, version: "v1", to: "b@contoso.com")
        instead.insteadOf = try Sample.address()
        var own = try Sample.notice(of: name, version: "v1", to: "b@contoso.com")
        for expected in [1, 0] {
            #expect(try await ledger.enqueue([instead], for: name) == expected)
            instead.mail.messageID = "<another@test>"
        }
        #expect(try await ledger.enqueue([own], for: name) == 1)
        own.mail.messageID = "<third@test>"
        #expect(try await ledger.enqueue([own], for: name) == 0)
        let refused = try Sample.address()
        #expect(
            try await ledger.standIns(for: refused, of: name, version: "v1").map(\.description) == ["b@contoso.com"])
        #expect(try await ledger.standIns(for: refused, of: name, version: "v2").isEmpty)
        #expect(try await ledger.refusal(of: refused) == nil)
        _ = try await ledger.beginSending([ids[0]], at: Sample.at(1))
        let reply = ServerReply(code: 550, text: "5.1.1 no such user", server: "mx", command: .recipient)
        try await ledger.finishSending([ids[0]], .dead(reply))
        #expect(try await ledger.refusal(of: refused) == reply)
    }

    @Test func `a ledger of version 10 with notices in every state is brought to 11, each with its own mail`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let database = try Database(path: directory.file())
        for step in ReleasedSchema.steps.prefix(10) { try database.exec(step) }
        try database.exec(
            """
            PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 10;
            INSERT INTO ledger (id, install_id, epoch) VALUES (1, '12345678-8af1-4a5f-8123-12234d01db47', 3);
            INSERT INTO credentials (name, configured, configuration_digest, standing)
                VALUES ('contoso', 1, 'd', '{"failures":0,"jitterPermille":5,"refusals":0}');
            """)
        // State, attempts, reply code, command of the reply, and whether the server may have taken it.
        let rows: [(state: String, attempts: Int64, code: Int64?, command: String?, isSealed: Bool)] = [
            ("queued", 0, nil, nil, false), ("sending", 1, nil, nil, true), ("retrying", 1, 451, "rcpt", false),
            ("retrying", 2, nil, "end", true), ("retrying", 2, nil, "connect", false), ("retrying", 1, nil, nil, true),
            ("accepted", 1, 250, "end", false), ("dead", 1, 550, "rcpt", false), ("superseded", 0, nil, nil, false),
        ]
        for (index, row) in rows.enumerated() {
            let waits = ["queued", "retrying"].contains(row.state)
            try database.run(
                """
                INSERT INTO outbox (id, credential, version, kind, occasion, recipient, message_id, created_at, not_before,
                    deadline_at, state, attempts, next_attempt_at, accepted_at, reply_code, reply_text, reply_command,
                    subject, body)
                VALUES (?1, 'contoso', '', 'lapses', 'lapses/' || ?1, 'ops@contoso.com', '<' || ?1 || '@test>', 100, 100,
                    200, ?2, ?3, ?4, ?5, ?6, 'said', ?7, 'subject ' || ?1, x'0102')
                """, .integer(Int64(index + 1)), .text(row.state), .integer(row.attempts),
                .optional(waits ? 100 : nil), .optional(row.state == "accepted" ? 150 : nil), .optional(row.code),
                .optional(row.command))
        }
        let ledger = try await Ledger.open(file: LedgerFile(path: directory.file(), ballastSize: 4_096))
        let items = try await ledger.notices().reversed()
        #expect(items.map(\.state.rawValue) == rows.map(\.state))
        #expect(items.map(\.isSealed) == rows.map(\.isSealed))
        #expect(items.map(\.attempts) == rows.map { Int($0.attempts) })
        #expect(items.map(\.lastReply?.code) == rows.map(\.code))
        #expect(Set(items.map(\.mail)).count == rows.count)
        for (index, item) in items.enumerated() {
            let mail = item.notice.mail
            #expect(mail.messageID == "<\(index + 1)@test>" && mail.subject == "subject \(index + 1)")
            #expect(mail.body == [1, 2] && mail.createdAt.secondsSinceEpoch == 100)
        }
        // What was being sent when the older leadkeeper ended goes out again as it was.
        #expect(try await ledger.recoverSending() == 1)
        #expect(try await ledger.beginSending([2], at: Sample.start)?.mail.messageID == "<2@test>")
    }
}
