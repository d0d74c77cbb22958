import Bookkeeping
import Credentials
import Testing

@Suite struct OldestNoticeTests {
    private let taken = ServerReply(code: 250, text: "2.0.0 OK", server: "mx.contoso.com")

    @Test func `the one that has waited longest counts, until a server has taken it`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        #expect(try await ledger.oldestWaitingNotice(through: [nil]) == nil)
        for (second, days): (Int64, Int64) in [(20, 7), (10, 14), (30, 3)] {
            try await ledger.enqueue(
                [
                    try Sample.notice(
                        of: name, version: "v1", occasion: .lapses(within: .days(days)), to: "ops\(days)@contoso.com",
                        createdAt: Sample.at(second))
                ], for: name)
        }
        #expect(try await ledger.oldestWaitingNotice(through: [nil]) == Sample.at(10))
        let items = try await ledger.notices(limit: 10)
        let oldest = try #require(items.first { $0.notice.createdAt == Sample.at(10) })
        #expect(try await ledger.beginSending(oldest.id, at: Sample.at(40)))
        #expect(try await ledger.oldestWaitingNotice(through: [nil]) == Sample.at(10), "it is not taken yet")
        try await ledger.finishSending(oldest.id, .accepted(taken, at: Sample.at(41)))
        #expect(try await ledger.oldestWaitingNotice(through: [nil]) == Sample.at(20))
        #expect(try await ledger.oldestWaitingNotice(through: [ChannelName("ops")]) == nil)
        #expect(try await ledger.oldestWaitingNotice(through: []) == nil)
    }
}
