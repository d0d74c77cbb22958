import Bookkeeping
import Credentials
import Testing

/// Notices that are withdrawn before they are sent, and the ends of windows that they count on.
@Suite struct WithdrawingTests {
    private let end = Sample.at(86_400)
    private let later = Sample.at(30 * 86_400)
    private let refused = Occasion.refused(.secretWrong, since: Sample.start, repetition: 0)

    private func lapses(_ name: CredentialName, _ end: Instant, to recipient: String = "ops@contoso.com") throws
        -> NewNotice
    {
        try Sample.notice(of: name, version: "v1", to: recipient, windowEnd: end)
    }

    private func send(_ item: OutboxItem, _ outcome: NoticeOutcome, in ledger: Ledger) async throws {
        #expect(try await ledger.beginSending(item.id, at: Sample.at(1)))
        try await ledger.finishSending(item.id, outcome)
    }

    @Test func `a date that has moved has its own reminders, and takes those of the old one along`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        #expect(try await ledger.enqueue([try lapses(name, end)], for: name) == 1)
        #expect(try await ledger.enqueue([try lapses(name, end)], for: name) == 0)
        #expect(try await ledger.enqueue([try lapses(name, later)], for: name) == 1)
        #expect(try await ledger.noticeCounts() == [.queued: 1, .superseded: 1])
        // The old one was never sent, so that it does not count as told should the date be right after all.
        let told = try #require(try await ledger.record(of: name)?.told)
        #expect(told == [ToldOccasion(.lapses(within: .days(7)), windowEnd: later)])
        #expect(try await ledger.enqueue([try lapses(name, end)], for: name) == 1)
        #expect(try await ledger.record(of: name)?.told == [ToldOccasion(.lapses(within: .days(7)), windowEnd: end)])
    }

    @Test func `one that was sent stays told, for its own end`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.enqueue([try lapses(name, end)], for: name)
        try await send(
            try #require(try await ledger.notices().first), .accepted(.init(code: 250, text: "ok"), at: Sample.at(2)),
            in: ledger)
        try await ledger.enqueue([try lapses(name, later)], for: name)
        #expect(try await ledger.record(of: name)?.told.count == 2)
        #expect(try await ledger.snapshot()[name]?.told.map(\.windowEnd).contains(end) == true)
        #expect(try await ledger.enqueue([try lapses(name, end)], for: name) == 0)
    }

    @Test func `what is withdrawn for one person is told again to that person alone`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let both = [try lapses(name, end), try lapses(name, end, to: "sales@contoso.com")]
        try await ledger.enqueue(both, for: name)
        let items = try await ledger.notices()
        try await send(items[1], .accepted(.init(code: 250, text: "ok"), at: Sample.at(2)), in: ledger)
        try await ledger.withdraw(items[0].id)
        #expect(try await ledger.noticeCounts() == [.accepted: 1, .superseded: 1])
        #expect(try await ledger.record(of: name)?.told.isEmpty == true)
        #expect(
            try await ledger.enqueue(
                [try lapses(name, end), try lapses(name, end, to: "sales@contoso.com")], for: name) == 1)
        #expect(try await ledger.notices().first?.notice.recipient == items[0].notice.recipient)
        #expect(try await ledger.record(of: name)?.told.count == 1)
    }

    @Test func `who is no recipient any more does not have it told for ever`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.enqueue([try lapses(name, end, to: "gone@contoso.com")], for: name)
        try await ledger.withdraw(try #require(try await ledger.notices().first?.id))
        try await ledger.enqueue([try lapses(name, end)], for: name)
        #expect(try await ledger.record(of: name)?.told.count == 1)
    }

    @Test(arguments: [ProbeReport.Result.ok, .failed, .unknown])
    func `a proof takes back the word of trouble that waits`(result: ProbeReport.Result) async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let occasions: [Occasion] = [.unchecked(since: Sample.start, repetition: 0), refused, .rotated(rotation: "r")]
        for occasion in occasions {
            try await ledger.enqueue(
                [try Sample.notice(of: name, version: "v1", occasion: occasion, to: "\(occasion.event)@contoso.com")],
                for: name)
        }
        let kinds: Set<NoticeKind> =
            result == .ok ? [.lapsed, .refused, .unchecked] : result == .failed ? [.unchecked] : []
        let problem: ProbeClass? = result == .ok ? nil : result == .failed ? .noRole : .network
        try await ledger.finishProbe(
            of: name, version: "v1", report: Sample.report(problem), standing: Standing(), overtaking: kinds,
            event: nil,
            at: Sample.at(5))
        let left = Set(try await ledger.notices().filter(\.state.isPending).compactMap(\.notice.occasion))
        #expect(
            left
                == (result == .ok
                    ? [.rotated(rotation: "r")]
                    : result == .failed ? [refused, .rotated(rotation: "r")] : Set(occasions)))
        #expect(try await ledger.record(of: name)?.noticed == left)
    }

    @Test func `one that is being sent meanwhile is told if the server takes it, and else is not tried again`()
        async throws
    {
        for isTaken in [true, false] {
            let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
            try await ledger.enqueue([try Sample.notice(of: name, version: "v1", occasion: refused)], for: name)
            let item = try #require(try await ledger.notices().first)
            #expect(try await ledger.beginSending(item.id, at: Sample.at(1)))
            try await ledger.withdraw(item.id)
            let reply = ServerReply(code: isTaken ? 250 : 451, text: "said")
            try await ledger.finishSending(
                item.id, isTaken ? .accepted(reply, at: Sample.at(2)) : .retry(reply, at: Sample.at(9)))
            #expect(try await ledger.notices().first?.state == (isTaken ? .accepted : .superseded))
            #expect(try await ledger.record(of: name)?.noticed.isEmpty == !isTaken)
        }
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1", occasion: refused)], for: name)
        let item = try #require(try await ledger.notices().first)
        #expect(try await ledger.beginSending(item.id, at: Sample.at(1)))
        try await ledger.withdraw(item.id)
        #expect(try await ledger.recoverSending() == 1)
        #expect(try await ledger.notices().first?.state == .superseded)
    }

    @Test func `people were told of trouble whose notice a server took, and not of what was over before`() async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let people = ["one", "two", "three"].map { "\($0)@contoso.com" }
        try await ledger.enqueue(
            try people.map { try Sample.notice(of: name, version: "v1", occasion: refused, to: $0) }, for: name)
        let items = try await ledger.notices()
        try await send(items[2], .accepted(.init(code: 250, text: "ok"), at: Sample.at(2)), in: ledger)
        try await send(items[1], .dead(.init(code: 550, text: "no")), in: ledger)
        #expect(try await ledger.peopleTold(of: [.refused], of: name) == [try Sample.address(people[0])])
        #expect(try await ledger.peopleTold(of: [.lapsed, .unchecked], of: name).isEmpty)
        try await ledger.enqueue(
            [try Sample.notice(of: name, version: "v1", occasion: .worksAgain(since: Sample.start), to: people[0])],
            for: name)
        #expect(try await ledger.peopleTold(of: [.refused], of: name).isEmpty)
    }

    @Test func `a version that comes back is told of anew`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.enqueue([try lapses(name, end)], for: name)
        try await ledger.store("v2", for: name)
        #expect(try await ledger.noticeCounts() == [.superseded: 1])
        #expect(try await ledger.enqueue([try lapses(name, end)], for: name) == 1)
    }
}

extension Occasion {
    fileprivate var event: String { key.split(separator: "/").first.map(String.init) ?? key }
}
