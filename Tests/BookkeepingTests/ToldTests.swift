import Bookkeeping
import Credentials
import Testing

@Suite struct ToldTests {
    private let taken = ServerReply(code: 250, text: "2.0.0 OK", server: "mx.contoso.com")

    /// Puts a notice into the outbox for these people and has the server accept it for them at that second.
    private func tell(
        _ ledger: Ledger, _ name: CredentialName, _ occasion: Occasion, to people: [String], at second: Int64
    ) async throws {
        let notices = try people.map {
            try Sample.notice(of: name, version: "v1", occasion: occasion, to: $0, createdAt: Sample.at(second))
        }
        try await ledger.enqueue(notices, for: name)
        for item in try await ledger.notices(limit: people.count) {
            #expect(try await ledger.beginSending(item.id, at: Sample.at(second)))
            try await ledger.finishSending(item.id, .accepted(taken, at: Sample.at(second)))
        }
    }

    @Test func `counts whom the last notice that asks for somebody was accepted for, and when for the last of them`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        #expect(try await ledger.lastTold(of: [name: "v1"]).isEmpty)
        try await tell(ledger, name, .lapses(within: .days(14)), to: ["ops@contoso.com"], at: 10)
        try await tell(
            ledger, name, .lapses(within: .days(7)), to: ["ops@contoso.com", "sales@contoso.com"], at: 20)
        #expect(try await ledger.lastTold(of: [name: "v1"]) == [name: LastTold(people: 2, at: Sample.at(20))])
        #expect(try await ledger.lastTold(of: [name: "v2"]).isEmpty, "that is another secret")
    }

    @Test func `who was told that it is over counts as not told, and a test changes nothing`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let refused = Occasion.refused(.secretWrong, since: Sample.start, repetition: 0)
        try await tell(ledger, name, refused, to: ["ops@contoso.com"], at: 10)
        try await tell(ledger, name, .test(id: "1"), to: ["ops@contoso.com"], at: 15)
        #expect(try await ledger.lastTold(of: [name: "v1"])[name]?.at == Sample.at(10))
        try await tell(ledger, name, .worksAgain(since: Sample.start), to: ["ops@contoso.com"], at: 20)
        #expect(try await ledger.lastTold(of: [name: "v1"]).isEmpty)
    }

    @Test func `events and notices are read and counted from a second on, and not from the one before`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let before = try await ledger.countEvents(of: name, after: nil)
        for second: Int64 in [100, 200] {
            try await ledger.append(Sample.event("seen", at: Sample.at(second), of: name))
            try await tell(ledger, name, .lapses(within: .days(second)), to: ["ops@contoso.com"], at: second)
        }
        #expect(try await ledger.events(of: name, since: Sample.at(200)).map(\.event.at) == [Sample.at(200)])
        #expect(try await ledger.events(of: name, since: Sample.at(201)).isEmpty)
        #expect(try await ledger.countEvents(of: name, since: Sample.at(100), after: nil) == 2)
        #expect(try await ledger.countEvents(of: name, after: nil) == before + 2)
        #expect(try await ledger.notices(of: name, since: Sample.at(200)).count == 1)
        #expect(try await ledger.countNotices(of: name, since: Sample.at(201), before: nil) == 0)
        #expect(try await ledger.countNotices(of: nil, since: Sample.at(100), before: nil) == 2)
    }

    @Test func `events and notices are read between two numbers, from either end, and what is left adds up`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        for second in Int64(1)...9 {
            try await ledger.append(Sample.event("seen", at: Sample.at(second), of: name))
            try await tell(ledger, name, .lapses(within: .days(second)), to: ["ops@contoso.com"], at: second)
        }
        let events = try await ledger.events(of: name).map(\.id)
        let notices = try await ledger.notices(of: name).map(\.id)
        #expect(events == events.sorted() && events.count == 9 + 1 && notices == notices.sorted(by: >))
        #expect(notices.count == 9)
        for (after, before) in [(nil, nil), (0, nil), (2, nil), (nil, 7), (2, 7), (2, 3), (9, nil)] as [(Int?, Int?)] {
            for limit in [1, 3, 100] {
                let (first, last) = (after.map { $0 == 0 ? 0 : events[$0] }, before.map { events[$0] })
                let inside = events.filter { $0 > first ?? 0 && $0 < last ?? .max }
                let read = try await ledger.events(after: first, before: last, limit: limit).map(\.id)
                #expect(read == Array(first == nil ? inside.suffix(limit) : inside.prefix(limit)))
                #expect(try await ledger.countEvents(of: nil, after: first, before: last) == inside.count)
            }
        }
        let between = notices.filter { $0 > notices[7] && $0 < notices[2] }
        #expect(try await ledger.notices(after: notices[7], before: notices[2]).map(\.id) == between)
        #expect(
            try await ledger.notices(of: name, after: notices[7], limit: 2).map(\.id) == [notices[5], notices[6]],
            "the oldest ones, the newest first")
        #expect(try await ledger.countNotices(of: name, after: notices[7], before: notices[2]) == between.count)
    }
}
