import Bookkeeping
import Credentials
import Testing

@Suite struct OutboxTests {
    private let taken = ServerReply(code: 250, text: "2.0.0 OK", server: "mx.contoso.com")
    private let later = ServerReply(code: 451, text: "4.7.1 later", server: "mx.contoso.com")

    @Test func `a notice is put in once for each version, occasion and recipient`() async throws {
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
        #expect(try await ledger.noticeCounts() == [.queued: 3, .superseded: 1])
        #expect(try await ledger.notices().last?.notice == notice)
    }

    @Test func `a notice without a version is unique, too`() async throws {
        let (ledger, name) = try await Ledger.inMemory()
        for expected in [1, 0] {
            #expect(try await ledger.enqueue([try Sample.notice(of: name, version: nil)], for: name) == expected)
        }
    }

    @Test func `standing and event go in with the notices, or none of it where one is about another credential`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let event = Sample.event("noticed", of: name)
        try await ledger.enqueue(
            [try Sample.notice(of: name, version: "v1")], for: name, standing: Standing(jitterPermille: 4), event: event
        )
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

    @Test func `a notice is due from its very second on`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        #expect(try await ledger.nextNoticeAt() == nil)
        let late = try Sample.notice(
            of: name, version: "v1", to: "late@contoso.com", createdAt: Sample.at(60), deadline: Sample.at(90))
        let early = try Sample.notice(
            of: name, version: "v1", to: "early@contoso.com", createdAt: Sample.at(30), deadline: Sample.at(80))
        try await ledger.enqueue([late, early], for: name)

        #expect(try await ledger.nextNoticeAt() == Sample.at(30))
        #expect(try await ledger.dueNotices(at: Sample.at(29), limit: 9).isEmpty)
        #expect(try await ledger.dueNotices(at: Sample.at(30), limit: 9).map(\.notice) == [early])
        #expect(try await ledger.dueNotices(at: Sample.at(60), limit: 9).map(\.notice) == [early, late])
        #expect(try await ledger.dueNotices(at: Sample.at(60), limit: 1).map(\.notice) == [early])
    }

    @Test func `an attempt is counted before it is made, and ends accepted, to be retried, or dead`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
        let id = try #require(try await ledger.dueNotices(at: Sample.start, limit: 1).first?.id)

        #expect(try await ledger.beginSending(id, at: Sample.at(1)))
        #expect(try await ledger.beginSending(id, at: Sample.at(1)) == false)
        var item = try #require(try await ledger.notices().first)
        #expect(
            item.state == .sending && item.attempts == 1 && item.lastAttemptAt == Sample.at(1)
                && item.nextAttemptAt == nil)
        #expect(try await ledger.nextNoticeAt() == nil)

        try await ledger.finishSending(id, .retry(later, at: Sample.at(61)))
        item = try #require(try await ledger.notices().first)
        #expect(item.state == .retrying && item.nextAttemptAt == Sample.at(61) && item.lastReply == later)

        #expect(try await ledger.beginSending(id, at: Sample.at(61)))
        try await ledger.finishSending(id, .accepted(taken, at: Sample.at(62)), event: Sample.event("accepted"))
        item = try #require(try await ledger.notices().first)
        #expect(
            item.state == .accepted && item.attempts == 2 && item.acceptedAt == Sample.at(62) && item.lastReply == taken
        )

        let error = await #expect(throws: LedgerError.self) { try await ledger.finishSending(id, .dead(later)) }
        #expect(error?.code == .conflict)
    }

    @Test func `what was being sent when the daemon ended is sent again, and what was not stays`() async throws {
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

    @Test
    func
        `a new version takes the waiting notices of the old one out of the queue, but no test and none that were sent`()
        async throws
    {
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

    @Test func `a notice whose version was replaced while it was being sent is not tried again`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
        let id = try #require(try await ledger.notices().first?.id)
        _ = try await ledger.beginSending(id, at: Sample.at(1))
        try await ledger.store("v2", for: name)
        #expect(try await ledger.noticeCounts() == [.sending: 1])
        try await ledger.finishSending(id, .retry(later, at: Sample.at(2)))
        #expect(try await ledger.noticeCounts() == [.superseded: 1])
    }

    @Test func `what counts as told is what was put in for the current version, tests apart`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1", "v2"])
        let occasions: [Occasion] = [
            .lapses(within: .days(7)), .lapsed(repetition: 2),
            .refused(.secretWrong, since: Sample.at(1), repetition: 0),
            .unchecked(since: Sample.at(1), repetition: 1), .worksAgain(since: Sample.at(1)),
        ]
        for occasion in occasions + [.test(id: "x")] {
            try await ledger.enqueue([try Sample.notice(of: name, version: "v2", occasion: occasion)], for: name)
        }
        try await ledger.enqueue(
            [try Sample.notice(of: name, version: "v1", occasion: .lapsed(repetition: 9))], for: name)
        #expect(try await ledger.record(of: name)?.noticed == Set(occasions))
        #expect(try await ledger.snapshot()[name]?.noticed == Set(occasions))
    }

    @Test
    func `those that are due are sent in the order of their deadlines, and of their making where these are equal`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let order: [(String, Int64)] = [("c", 300), ("a", 100), ("d", 300), ("b", 200)]
        try await ledger.enqueue(
            order.map {
                try Sample.notice(of: name, version: "v1", to: "\($0.0)@contoso.com", deadline: Sample.at($0.1))
            },
            for: name)
        let due = try await ledger.dueNotices(at: Sample.start, limit: 9)
        #expect(due.map(\.notice.recipient.description.first) == ["a", "b", "c", "d"])
        #expect(try await ledger.dueNotices(at: Sample.start, limit: 2).map(\.id) == due.prefix(2).map(\.id))
    }

    @Test func `a more urgent notice takes the place of one that waits for the same person, and of no other`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let early = Occasion.lapses(within: .days(14))
        let waiting = [
            try Sample.notice(of: name, version: "v1", occasion: early),
            try Sample.notice(of: name, version: "v1", occasion: early, to: "other@contoso.com"),
            try Sample.notice(of: name, version: nil, occasion: early),
            try Sample.notice(of: name, version: "v1", occasion: .test(id: "1")),
        ]
        try await ledger.enqueue(waiting, for: name)
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
        let states = try await ledger.notices().reversed().map(\.state)
        #expect(states == [.superseded, .queued, .queued, .queued, .queued])
        #expect(try await ledger.record(of: name)?.noticed == [early, .lapses(within: .days(7))])
    }

    @Test func `a notice that was being sent when a more urgent one came is not tried again, nor after a crash`()
        async throws
    {
        for isCrash in [false, true] {
            let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
            try await ledger.enqueue(
                [try Sample.notice(of: name, version: "v1", occasion: .lapses(within: .days(14)))], for: name)
            let id = try #require(try await ledger.notices().first?.id)
            _ = try await ledger.beginSending(id, at: Sample.at(1))
            try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
            #expect(try await ledger.noticeCounts() == [.sending: 1, .queued: 1])
            if isCrash {
                #expect(try await ledger.recoverSending() == 1)
            } else {
                try await ledger.finishSending(id, .retry(later, at: Sample.at(2)))
            }
            #expect(try await ledger.noticeCounts() == [.superseded: 1, .queued: 1])
        }
    }

    @Test func `once the mail server is back, what rests is due at once`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
        let id = try #require(try await ledger.notices().first?.id)
        _ = try await ledger.beginSending(id, at: Sample.at(1))
        try await ledger.finishSending(id, .retry(later, at: Sample.at(3_601)))
        try await ledger.hurryNotices(at: Sample.at(60))
        #expect(try await ledger.nextNoticeAt() == Sample.at(60))
        try await ledger.hurryNotices(at: Sample.at(90))
        #expect(try await ledger.nextNoticeAt() == Sample.at(60), "what is due already stays where it is")
    }

    @Test func `operators are told of a fault once, and a fault is open until they were told that it is over`()
        async throws
    {
        let ledger = try await Ledger.open(path: ":memory:")
        let notice = { (occasion: DaemonOccasion) in
            NewNotice(
                .daemon(occasion), recipient: try Sample.address("root@contoso.com"),
                messageID: "<\(occasion.key)@test>",
                subject: "It is locked", body: [1], createdAt: Sample.start)
        }
        let locked = DaemonOccasion.impaired(.keyringLocked, since: Sample.start)
        let over = DaemonOccasion.restored(.keyringLocked, since: Sample.start)
        #expect(try await ledger.openFaults().isEmpty)
        for expected in [1, 0] {
            #expect(try await ledger.enqueue(locked, [try notice(locked)], event: Sample.event("told")) == expected)
        }
        #expect(try await ledger.openFaults() == [locked])
        #expect(
            try await ledger.dueNotices(at: Sample.start, about: .keyringLocked, limit: 9).map(\.notice.topic) == [
                .daemon(locked)
            ])
        #expect(try await ledger.dueNotices(at: Sample.start, about: .clockImplausible, limit: 9).isEmpty)

        #expect(try await ledger.enqueue(over, [try notice(over)], event: Sample.event("told")) == 1)
        #expect(try await ledger.openFaults().isEmpty)
        #expect(try await ledger.noticeCounts() == [.superseded: 1, .queued: 1])
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.enqueue(over, [try notice(locked)], event: Sample.event("told"))
        }
        #expect(error?.code == .conflict)
    }
}
