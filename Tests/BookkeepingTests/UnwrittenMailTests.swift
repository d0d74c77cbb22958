import Credentials
import TestSupport
import Testing

@testable import Bookkeeping

/// Notices whose mail is written when it is sent.
@Suite struct UnwrittenMailTests {
    private func notice(
        _ name: CredentialName, _ occasion: Occasion, to recipient: String = "ops@contoso.com"
    ) throws -> NewNotice {
        var notice = try Sample.notice(of: name, version: "v1", occasion: occasion, to: recipient)
        notice.mail = NewMail(unwritten: "<\(occasion.key)@test>", createdAt: notice.createdAt)
        return notice
    }

    private func mail(_ occasion: Occasion, body: [UInt8]) -> NewMail {
        NewMail(
            messageID: "<\(occasion.key)@test>", subject: "It expires on Friday", body: body, createdAt: Sample.at(50))
    }

    @Test func `it has a name, and is not sent before it is written`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let occasion = Occasion.lapses(within: .days(7))
        try await ledger.enqueue([notice(name, occasion)], for: name)
        let raised = try #require(try await ledger.notices().first)
        #expect(!raised.notice.mail.isWritten && raised.notice.mail.body.isEmpty)
        #expect(raised.notice.mail.subject.isEmpty)
        let error = await #expect(throws: LedgerError.self) {
            _ = try await ledger.beginSending([raised.id], at: Sample.at(50))
        }
        #expect(error?.code == .conflict)
        #expect(try await ledger.notices().first?.state == .queued)

        let begun = try #require(
            try await ledger.beginSending(
                [raised.id], with: mail(occasion, body: [1, 2, 3]), at: Sample.at(50)))
        #expect(begun.mail.isWritten && begun.mail.body == [1, 2, 3] && begun.id == raised.mail)
        #expect(begun.mail.messageID == raised.notice.mail.messageID)
    }

    @Test func `once it is written, a daemon that ended while it was sent finds the same bytes`() async throws {
        let directory = try TemporaryDirectory()
        let file = LedgerFile(path: directory.file(), ballastSize: 4_096)
        var ledger = try await Ledger.open(file: file)
        let name = try Sample.name()
        try await ledger.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await ledger.store("v1", for: name)
        let occasions: [Occasion] = [.lapses(within: .days(7)), .silent(since: Sample.start)]
        for occasion in occasions { try await ledger.enqueue([notice(name, occasion)], for: name) }
        let ids = try await ledger.notices().reversed().map(\.id)
        let begun = try #require(
            try await ledger.beginSending([ids[0]], with: mail(occasions[0], body: [9, 8]), at: Sample.at(50)))
        await ledger.close()
        ledger = try await Ledger.open(file: file)
        try await ledger.recoverSending()
        let items = try await ledger.notices().reversed().map(\.self)
        #expect(items[0].notice.mail == begun.mail && items[0].isSealed)
        #expect(!items[1].notice.mail.isWritten && !items[1].isSealed, "the other waits as it was raised")
        #expect(try await ledger.beginSending([ids[0]], with: mail(occasions[0], body: [7]), at: Sample.at(60)) == nil)
        #expect(try await ledger.beginSending([ids[0]], at: Sample.at(60))?.mail.body == [9, 8])
        await ledger.close()
    }

    @Test func `one mail that tells several takes the place of theirs`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let occasions: [Occasion] = [.lapses(within: .days(7)), .silent(since: Sample.start)]
        for occasion in occasions { try await ledger.enqueue([notice(name, occasion)], for: name) }
        let ids = try await ledger.notices().map(\.id)
        var digest = mail(occasions[0], body: [5])
        digest.messageID = "<digest@test>"
        #expect(try await ledger.beginSending(ids, with: digest, at: Sample.at(50))?.items.count == 2)
        let items = try await ledger.notices()
        #expect(Set(items.map(\.mail)).count == 1 && items.allSatisfy { $0.notice.mail == digest })
    }

    @Test func `one to the same person that is not written yet takes along what is over in the calendar`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let occasion = Occasion.lapses(within: .days(7))
        var first = try notice(name, occasion)
        first.mail = mail(occasion, body: [1])
        first.mail.calendar = [
            CalendarEntry(
                name, version: "v1", matter: .replace, recipient: try Sample.address(), uid: "u", sequence: 0,
                dates: .init(begin: Sample.at(1), end: Sample.at(2), timeZone: "UTC"))
        ]
        try await ledger.enqueue([first], for: name)
        let id = try #require(try await ledger.notices().first).id
        _ = try await ledger.beginSending(id, at: Sample.at(1))
        try await ledger.finishSending(id, .accepted(ServerReply(code: 250, text: "ok"), at: Sample.at(2)))
        func isLeaving() async throws -> Bool? { try await ledger.record(of: name)?.calendar.first?.isLeaving }
        #expect(try await isLeaving() == false)
        try await ledger.enqueue([notice(name, .silent(since: Sample.start), to: "sales@contoso.com")], for: name)
        try await ledger.enqueue([notice(name, .test(id: "t"))], for: name)
        #expect(try await isLeaving() == false, "neither another person's nor a test")
        try await ledger.enqueue([notice(name, .entryRemoved(at: Sample.start))], for: name)
        #expect(try await isLeaving() == true)
        try await ledger.withdraw(try #require(try await ledger.notices(limit: 1).first).id)
        #expect(try await isLeaving() == false)
    }
}
