import Bookkeeping
import Credentials
import Testing

@Suite("The outbox")
struct OutboxTests {
    private let taken = ServerReply(code: 250, text: "2.0.0 OK", server: "mx.contoso.com")
    private let later = ServerReply(code: 451, text: "4.7.1 later", server: "mx.contoso.com")

    @Test("a notice is put in once for each version, occasion and recipient")
    func unique() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let notice = try Sample.notice(of: name, version: "v1")
        #expect(try await ledger.enqueue([notice], for: name) == 1)
        #expect(try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name) == 0)
        let others = [
            try Sample.notice(of: name, version: "v1", to: "sales@contoso.com"),
            try Sample.notice(of: name, version: "v1", occasion: .lapsed(repetition: 0)),
            try Sample.notice(of: name, version: nil),
            notice,
        ]
        #expect(try await ledger.enqueue(others, for: name) == 3)
        #expect(try await ledger.noticeCounts() == [.queued: 4])
        #expect(try await ledger.notices().last?.notice == notice)
    }

    @Test("a notice without a version is unique, too")
    func uniqueWithoutVersion() async throws {
        let (ledger, name) = try await Ledger.inMemory()
        for expected in [1, 0] {
            #expect(try await ledger.enqueue([try Sample.notice(of: name, version: nil)], for: name) == expected)
        }
    }

    @Test("standing and event go in with the notices, or none of it where one is about another credential")
    func together() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let event = Sample.event("noticed", of: name)
        try await ledger.enqueue(
            [try Sample.notice(of: name, version: "v1")], for: name, standing: Standing(jitterPermille: 4), event: event)
        #expect(try await ledger.record(of: name)?.standing.jitterPermille == 4)
        #expect(try await ledger.record(of: name)?.noticed == [.lapses(within: .days(7))])
        #expect(try await ledger.events().last?.event == event)

        let mixed = [
            try Sample.notice(of: name, version: "v1", to: "else@contoso.com"),
            try Sample.notice(of: try Sample.name("fabrikam"), version: nil),
        ]
        let error = await #expect(throws: LedgerError.self) { try await ledger.enqueue(mixed, for: name, event: event) }
        #expect(error?.code == .conflict)
        #expect(try await ledger.noticeCounts() == [.queued: 1])
        #expect(try await ledger.events().count == 2)
    }

    @Test("a notice is due from its very second on")
    func due() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        #expect(try await ledger.nextNoticeAt() == nil)
        let late = try Sample.notice(of: name, version: "v1", to: "late@contoso.com", notBefore: Sample.at(60))
        let early = try Sample.notice(of: name, version: "v1", to: "early@contoso.com", notBefore: Sample.at(30))
        try await ledger.enqueue([late, early], for: name)

        #expect(try await ledger.nextNoticeAt() == Sample.at(30))
        #expect(try await ledger.dueNotices(at: Sample.at(29), limit: 9).isEmpty)
        #expect(try await ledger.dueNotices(at: Sample.at(30), limit: 9).map(\.notice) == [early])
        #expect(try await ledger.dueNotices(at: Sample.at(60), limit: 9).map(\.notice) == [early, late])
        #expect(try await ledger.dueNotices(at: Sample.at(60), limit: 1).map(\.notice) == [early])
    }

    @Test("an attempt is counted before it is made, and ends accepted, to be retried, or dead")
    func attempts() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
        let id = try #require(try await ledger.dueNotices(at: Sample.start, limit: 1).first?.id)

        #expect(try await ledger.beginSending(id, at: Sample.at(1)))
        #expect(try await ledger.beginSending(id, at: Sample.at(1)) == false)
        var item = try #require(try await ledger.notices().first)
        #expect(item.state == .sending && item.attempts == 1 && item.lastAttemptAt == Sample.at(1) && item.nextAttemptAt == nil)
        #expect(try await ledger.nextNoticeAt() == nil)

        try await ledger.finishSending(id, .retry(later, at: Sample.at(61)))
        item = try #require(try await ledger.notices().first)
        #expect(item.state == .retrying && item.nextAttemptAt == Sample.at(61) && item.lastReply == later)

        #expect(try await ledger.beginSending(id, at: Sample.at(61)))
        try await ledger.finishSending(id, .accepted(taken, at: Sample.at(62)), event: Sample.event("accepted"))
        item = try #require(try await ledger.notices().first)
        #expect(item.state == .accepted && item.attempts == 2 && item.acceptedAt == Sample.at(62) && item.lastReply == taken)

        let error = await #expect(throws: LedgerError.self) { try await ledger.finishSending(id, .dead(later)) }
        #expect(error?.code == .conflict)
    }

    @Test("what was being sent when the daemon ended is sent again, and what was not stays")
    func recovery() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let notices = try ["a@contoso.com", "b@contoso.com"].map { try Sample.notice(of: name, version: "v1", to: $0) }
        try await ledger.enqueue(notices, for: name)
        let id = try #require(try await ledger.dueNotices(at: Sample.start, limit: 1).first?.id)
        _ = try await ledger.beginSending(id, at: Sample.at(5))

        #expect(try await ledger.recoverSending() == 1)
        #expect(try await ledger.recoverSending() == 0)
        #expect(try await ledger.noticeCounts() == [.queued: 1, .retrying: 1])
        #expect(try await ledger.dueNotices(at: Sample.at(5), limit: 9).count == 2)
    }

    @Test("a new version takes the waiting notices of the old one out of the queue, but no test and none that were sent")
    func superseding() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let notices = [
            try Sample.notice(of: name, version: "v1", to: "sent@contoso.com"),
            try Sample.notice(of: name, version: "v1", to: "waiting@contoso.com"),
            try Sample.notice(of: name, version: "v1", occasion: .test(id: "1")),
            try Sample.notice(of: name, version: nil, to: "daemon@contoso.com"),
        ]
        try await ledger.enqueue(notices, for: name)
        let sent = try #require(try await ledger.notices().last?.id)
        _ = try await ledger.beginSending(sent, at: Sample.at(1))
        try await ledger.finishSending(sent, .accepted(taken, at: Sample.at(1)))

        try await ledger.store("v2", for: name)
        #expect(try await ledger.noticeCounts() == [.accepted: 1, .superseded: 1, .queued: 2])
        #expect(try await ledger.record(of: name)?.noticed.isEmpty == true)
    }

    @Test("a notice whose version was replaced while it was being sent is not tried again")
    func supersededMeanwhile() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
        let id = try #require(try await ledger.notices().first?.id)
        _ = try await ledger.beginSending(id, at: Sample.at(1))
        try await ledger.store("v2", for: name)
        #expect(try await ledger.noticeCounts() == [.sending: 1])
        try await ledger.finishSending(id, .retry(later, at: Sample.at(2)))
        #expect(try await ledger.noticeCounts() == [.superseded: 1])
    }

    @Test("what counts as told is what was put in for the current version, tests apart")
    func noticed() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1", "v2"])
        let occasions: [Occasion] = [
            .lapses(within: .days(7)), .lapsed(repetition: 2), .refused(.secretWrong, since: Sample.at(1), repetition: 0),
            .unchecked(since: Sample.at(1), repetition: 1), .worksAgain(since: Sample.at(1)),
        ]
        for occasion in occasions + [.test(id: "x")] {
            try await ledger.enqueue([try Sample.notice(of: name, version: "v2", occasion: occasion)], for: name)
        }
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1", occasion: .lapsed(repetition: 9))], for: name)
        #expect(try await ledger.record(of: name)?.noticed == Set(occasions))
        #expect(try await ledger.snapshot()[name]?.noticed == Set(occasions))
    }
}
