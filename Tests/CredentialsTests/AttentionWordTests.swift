import Testing

@testable import Credentials

@Suite struct AttentionWordTests {
    private let now = Sample.start

    private func attention(_ facts: Facts, at now: Instant) throws -> [Attention?] {
        conditions(of: try Sample.credential(), facts, now: now).filter { $0.kind == .needsAttention }.map(\.attention)
    }

    @Test func `what asks for somebody has its word, and what does not has none`() throws {
        #expect(try attention(Facts(current: nil, standing: Standing()), at: now) == [.noSecret])
        var version = Sample.version(.at(now + .days(60), origin: .operator))
        let works = Sample.facts(version, after: [(nil, now)])
        #expect(try attention(works, at: now) == [nil])
        #expect(try attention(works, at: now + .days(30) - .seconds(1)) == [nil])
        #expect(try attention(works, at: now + .days(30)) == [.renewalDue])
        #expect(try attention(works, at: now + .days(60)) == [.lapsed])
        version.expiry = .unknown
        #expect(try attention(Sample.facts(version, after: [(nil, now)]), at: now) == [.endUnknown])
        let refused = Sample.facts(version, after: [(.secretWrong, now), (.secretWrong, now + .hours(1))])
        #expect(try attention(refused, at: now + .hours(2)) == [.refused])
        #expect(try attention(Sample.facts(version, after: [(.secretWrong, now)]), at: now) == [.endUnknown])
    }

    @Test func `no other condition says what asks for somebody`() throws {
        let all = conditions(of: try Sample.credential(), Facts(current: nil, standing: Standing()), now: now)
        #expect(all.count { $0.attention != nil } == 1)
    }
}
