import Bookkeeping
import Credentials
import Testing

/// What people answer to notices, in the ledger.
@Suite struct AnswerTests {
    private let until = Sample.at(5_000)

    private func event(_ kind: EventKind) -> Event { Event(at: Sample.at(1), kind: kind, message: "it was said") }

    private func snooze(_ recipient: String? = nil, reason: String = "later") throws -> Snooze {
        Snooze(
            recipient: try recipient.map { try Sample.address($0) }, since: Sample.start, until: until,
            person: "user 0", reason: reason)
    }

    @Test func `a snooze is kept, the second for the same person in the place of the first`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let all = [try snooze(), try snooze("ops@contoso.com"), try snooze(reason: "much later")]
        for snooze in all {
            try await ledger.save(snooze, of: name, version: "v1", event: event(.noticesSnoozed))
        }
        #expect(try await ledger.record(of: name)?.answers.snoozes == [all[1], all[2]])
        #expect(try await ledger.snapshot()[name]?.answers.snoozes == [all[1], all[2]])
        try await ledger.end(Answers(snoozes: [all[2]]), of: name, events: [event(.snoozeEnded)])
        #expect(try await ledger.record(of: name)?.answers == Answers(snoozes: [all[1]]))
    }

    @Test func `what waits for a snoozed person counts as not told, and is sent once it ends`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let notices = [
            try Sample.notice(of: name, version: "v1"), try Sample.notice(of: name, version: "v1", to: "b@contoso.com"),
        ]
        try await ledger.enqueue(notices, for: name)
        let one = try snooze("b@contoso.com")
        try await ledger.save(one, of: name, version: "v1", event: event(.noticesSnoozed))
        #expect(try await ledger.noticeCounts() == [.queued: 1, .superseded: 1])
        #expect(try await ledger.record(of: name)?.told.isEmpty == true)
        // The other one is told, whose notice is there.
        #expect(try await ledger.enqueue([notices[0]], for: name) == 0)
        #expect(try await ledger.record(of: name)?.told.count == 1)
        try await ledger.end(Answers(snoozes: [one]), of: name, notices: notices, events: [event(.snoozeEnded)])
        #expect(try await ledger.noticeCounts() == [.queued: 2])
    }

    @Test func `who is on it is kept for the version in use alone`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let anna = Acknowledgement(by: "Anna", since: Sample.start, until: until, person: "user 0")
        try await ledger.save(anna, of: name, version: "v1", event: event(.noticesAcknowledged))
        #expect(try await ledger.record(of: name)?.answers.acknowledgement == anna)
        try await ledger.save(anna, of: name, version: "v0", event: event(.noticesAcknowledged))
        #expect(try await ledger.record(of: name)?.answers.isEmpty == true)
    }

    @Test func `a hold is kept, takes out what waits, and is gone when it is over`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
        let hold = Hold(since: Sample.start, until: until, person: "user 0")
        try await ledger.save(hold, holding: [], events: [event(.noticesHeld)], at: Sample.at(1))
        #expect(try await ledger.noticeCounts() == [.queued: 1])
        try await ledger.save(hold, holding: [name], events: [event(.noticesHeld)], at: Sample.at(1))
        #expect(try await ledger.hold() == hold)
        #expect(try await ledger.noticeCounts() == [.superseded: 1])
        #expect(try await ledger.record(of: name)?.told.isEmpty == true)
        try await ledger.save(nil, holding: [], events: [event(.noticesReleased)], at: Sample.at(2))
        #expect(try await ledger.hold() == nil)
    }
}
