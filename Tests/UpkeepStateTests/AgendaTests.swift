import Credentials
import TestBasics
import Testing

@testable import UpkeepState

/// The agenda as a value: what is due, and what waits for room.
@Suite struct AgendaTests {
    private static let noon = Instant(secondsSinceEpoch: 1_795_000_000)
    private let contoso = CredentialName("contoso")
    private let fabrikam = CredentialName("fabrikam")

    @Test(arguments: UInt64(1)...40) func `a queue gives its keys back in order, whatever was changed and removed`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        var queue = KeyedQueue<Int, Int>()
        var plain: [Int: Int] = [:]
        for _ in 0..<400 {
            let key = Int.random(in: 0..<60, using: &random)
            let priority = Int.random(in: 0..<5, using: &random) == 0 ? nil : Int.random(in: 0..<1_000, using: &random)
            queue[key] = priority
            plain[key] = priority
            #expect(queue[key] == plain[key])
            #expect(queue.count == plain.count)
            #expect(queue.first?.priority == plain.values.min(), "seed \(seed)")
        }
        var priorities: [Int] = []
        while let first = queue.first {
            priorities.append(first.priority)
            #expect(queue.popFirst() == first.key)
        }
        #expect(priorities == plain.values.sorted(), "seed \(seed)")
    }

    @Test func `a credential is due at its moment, and not a second before`() throws {
        let name = try #require(contoso)
        var agenda = Agenda()
        agenda.enter(Agenda.Entry(next: Self.noon), for: name)
        #expect(agenda.takeDue(at: Self.noon - .seconds(1), isBusy: { _ in false }) == [])
        #expect(agenda.next == Self.noon)
        #expect(agenda.takeDue(at: Self.noon, isBusy: { _ in false }) == [name])
        #expect(agenda.next == nil)
    }

    @Test func `whoever has waited longest goes first`() throws {
        let (one, other) = (try #require(contoso), try #require(fabrikam))
        var agenda = Agenda()
        agenda.enter(Agenda.Entry(probe: .init(rank: 7, name: one)), for: one)
        agenda.enter(Agenda.Entry(probe: .init(rank: 3, name: other)), for: other)
        #expect(agenda.takeFirst(for: .trial) == nil)
        #expect(agenda.takeFirst(for: .probe) == other)
        #expect(agenda.takeFirst(for: .probe) == one)
        #expect(agenda.takeFirst(for: .probe) == nil)
    }

    @Test func `what people could not be told is looked at in every pass until it is`() throws {
        let name = try #require(contoso)
        var agenda = Agenda()
        agenda.enter(Agenda.Entry(isOpen: true), for: name)
        for _ in 0..<3 { #expect(agenda.takeDue(at: Self.noon, isBusy: { _ in false }) == [name]) }
        agenda.enter(Agenda.Entry(), for: name)
        #expect(agenda.takeDue(at: Self.noon, isBusy: { _ in false }) == [])
    }

    @Test func `whoever waits for an application is looked at once nobody works on it`() throws {
        let name = try #require(contoso)
        let guid = GUID(high: 1, low: 2)
        let application = EntraApplication(directory: guid, id: guid)
        var agenda = Agenda()
        agenda.enter(Agenda.Entry(awaited: application), for: name)
        #expect(agenda.takeDue(at: Self.noon, isBusy: { $0 == application }) == [])
        #expect(agenda.takeDue(at: Self.noon, isBusy: { _ in false }) == [name])
        #expect(agenda.takeDue(at: Self.noon, isBusy: { _ in false }) == [])
    }

    @Test func `everything is looked at when the ground of all decisions has changed, and once an hour`() {
        var agenda = Agenda()
        let (trusted, doubted) = (Agenda.Basis(), Agenda.Basis(doubt: .jumped))
        #expect(agenda.begin(on: trusted, at: .seconds(0)) == .all)
        #expect(agenda.begin(on: trusted, at: .seconds(3_599)) == .some)
        #expect(agenda.begin(on: trusted, at: .seconds(3_600)) == .check)
        #expect(agenda.begin(on: trusted, at: .seconds(3_601)) == .some)
        #expect(agenda.begin(on: doubted, at: .seconds(3_602)) == .all)
        #expect(agenda.begin(on: doubted, at: .seconds(3_603)) == .some)
        agenda.distrust()
        #expect(agenda.begin(on: doubted, at: .seconds(3_604)) == .all)
    }

    @Test func `the agenda lacks what is to be done now and is not on it, whatever lies ahead`() throws {
        let name = try #require(contoso)
        let place = Agenda.Place(rank: 1, name: name)
        #expect(!Agenda.Entry().lacks(Agenda.Entry(next: Self.noon)))
        #expect(!Agenda.Entry(next: Self.noon).lacks(Agenda.Entry()))
        for seen in [
            Agenda.Entry(isOpen: true), Agenda.Entry(trial: place), Agenda.Entry(turn: place),
            Agenda.Entry(probe: place),
        ] {
            #expect(Agenda.Entry().lacks(seen))
            #expect(!seen.lacks(seen))
        }
    }
}
