import Bookkeeping
import Credentials
import Notices
import Ports
import Simulation
import Synchronization
import Testing
import UpkeepState

@testable import Upkeep

/// What people get about an end that is reached, by what Microsoft says of the secret then.
@Suite struct EngineEndTests {
    private static let end = Simulation.start + .days(40)

    /// A connection that is proven, with a secret that ends by its date after forty days, a minute before that.
    private func nearEnd(
        _ expiry: SecretVersion.Expiry = .at(end, origin: .operator), office365: Bool = false
    ) async throws -> (Simulation, Credential) {
        let credential = try Credential.sample("contoso", office365: office365, leadTimes: [.days(0)])
        let root = try #require(EmailAddress("root@contoso.example"))
        let simulation = try await Simulation([credential], operators: [root])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: office365 ? Self.end - .days(90) : nil, expiry: expiry,
            keyID: nil)
        await simulation.run(until: Self.end - .minutes(1), tick: .hours(6))
        #expect(simulation.mailer.accepted.isEmpty)
        return (simulation, credential)
    }

    /// The news of the letters, as the words that their subjects would have.
    private func news(_ simulation: Simulation) -> [NoticeNewsName] {
        simulation.writer.requests.withLock { $0.map { NoticeNewsName($0) } }
    }

    private func fail(_ simulation: Simulation, _ problem: ProbeClass?) {
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in problem.map { .init(class: $0, step: .token, message: "it did not end well") } }
        }
    }

    @Test(arguments: [false, true]) func `a secret that lives is asked about, and no alarm is raised`(isPolicy: Bool)
        async throws
    {
        let (simulation, credential) = try await nearEnd(
            isPolicy ? .unknown : .at(Self.end, origin: .operator), office365: isPolicy)
        let before = simulation.prober.attempts(of: credential.name).count
        await simulation.run(until: Self.end + .minutes(6), tick: .minutes(1))
        let trial = try #require(simulation.prober.attempts(of: credential.name).dropFirst(before).first)
        #expect(trial.extent == .whole && trial.at == Self.end)
        #expect(news(simulation) == [.question])
        let standing = try #require(try await simulation.ledger.record(of: credential.name)?.standing)
        #expect(standing.alarmedSince == nil)
        #expect(simulation.journal.events("credential-end-doubted").count == 1)
        #expect(simulation.journal.events("credential-lapsed").isEmpty)
        #expect(await !simulation.engine.summary().contains("lapsed"))
        // Nobody who was asked is told that it works again, and reminders go on asking.
        await simulation.run(until: Self.end + .days(2) + .minutes(10), tick: .hours(1))
        #expect(news(simulation) == [.question, .question, .question])
    }

    @Test func `one that is refused at its end is told as lapsed, once, with the refusal`() async throws {
        let (simulation, _) = try await nearEnd()
        fail(simulation, .secretExpired)
        await simulation.run(until: Self.end + .hours(20), tick: .minutes(1))
        #expect(news(simulation) == [.lapsed])
        let letter = try #require(simulation.mailer.accepted.first)
        #expect(letter.at >= Self.end + .minutes(2) && letter.at <= Self.end + .minutes(5))
    }

    @Test func `a password is not tried twice for it, and is told at its first refusal`() async throws {
        let (simulation, credential) = try await nearEnd(.unknown, office365: true)
        fail(simulation, .passwordWrong)
        let before = simulation.prober.attempts(of: credential.name).count
        await simulation.run(until: Self.end + .minutes(29), tick: .minutes(1))
        #expect(simulation.prober.attempts(of: credential.name).count == before + 1)
        #expect(news(simulation) == [.lapsed])
        #expect(simulation.mailer.accepted.first.map { $0.at <= Self.end + .minutes(1) } == true)
    }

    @Test
    func
        `without an answer it is told after five minutes that nothing was proven, and corrected once a lead gets through`()
        async throws
    {
        let (simulation, credential) = try await nearEnd()
        fail(simulation, .network)
        await simulation.run(until: Self.end + .minutes(3), tick: .minutes(1))
        #expect(news(simulation).isEmpty)
        await simulation.run(until: Self.end + .minutes(5), tick: .minutes(1))
        #expect(news(simulation) == [.unproven])
        fail(simulation, nil)
        await simulation.run(until: Self.end + .hours(4), tick: .minutes(5))
        #expect(news(simulation) == [.unproven, .correctionInDoubt])
        #expect(try await simulation.ledger.record(of: credential.name)?.standing.alarmedSince == nil)
        await simulation.run(until: Self.end + .days(1) + .hours(1), tick: .minutes(30))
        #expect(news(simulation) == [.unproven, .correctionInDoubt, .question])
    }

    @Test func `a lapse that is told without a proof and then confirmed is told once`() async throws {
        let (simulation, _) = try await nearEnd()
        fail(simulation, .network)
        await simulation.run(until: Self.end + .minutes(10), tick: .minutes(1))
        fail(simulation, .secretExpired)
        await simulation.run(until: Self.end + .hours(20), tick: .minutes(5))
        #expect(news(simulation) == [.unproven])
        await simulation.run(until: Self.end + .days(1) + .hours(1), tick: .minutes(5))
        #expect(news(simulation) == [.unproven, .lapsed])
    }

    @Test func `an alarm that the proof overtakes before it was sent is not sent, and neither is its end`() async throws
    {
        let (simulation, credential) = try await nearEnd()
        fail(simulation, .network)
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: 451, text: "later") } }
        await simulation.run(until: Self.end + .minutes(20), tick: .minutes(1))
        fail(simulation, nil)
        await simulation.run(until: Self.end + .hours(2), tick: .minutes(5))
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Self.end + .hours(6), tick: .minutes(5))
        let sent = try await simulation.ledger.notices(of: credential.name).filter { $0.state == .accepted }
        #expect(sent.map { $0.notice.topic.key } == ["lapsed/0"], "the question")
        #expect(Set(news(simulation)) == [.unproven, .question], "what has waited may be written more than once")
        #expect(simulation.mailer.accepted.filter { $0.recipient.hasPrefix("ops") }.count == 1)
    }

    @Test func `a date that is corrected has its own reminders, and those of the old one are withdrawn`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        let version = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(Self.end, origin: .operator), keyID: nil)
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: 451, text: "later") } }
        await simulation.run(until: Self.end - .days(30) + .minutes(1), tick: .hours(1))
        #expect(try await simulation.ledger.noticeCounts() == [.retrying: 1])
        var moved = version
        moved.expiry = .at(Self.end + .days(100), origin: .operator)
        try await simulation.ledger.amend(
            moved, event: Event(at: simulation.clock.now(), kind: .windowLearned, message: "m"))
        let next = try await simulation.restarted([credential], operators: [])
        next.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await next.run(until: Self.end + .days(1), tick: .hours(6))
        #expect(next.mailer.accepted.isEmpty)
        await next.run(until: Self.end + .days(100) - .minutes(1), tick: .hours(6))
        #expect(next.mailer.accepted.map(\.text) == [30, 14, 7, 3, 1].map { "lapses/\($0 * 86_400)" })
    }

    @Test func `an end that Microsoft gives outweighs one that a person gave, in either direction`() async throws {
        for days in [-20, 60] as [Int64] {
            let credential = try Credential.sample("contoso", leadTimes: [.days(0)])
            let simulation = try await Simulation([credential])
            let version = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(Self.end, origin: .operator),
                keyID: nil)
            _ = await simulation.settle()
            var learned = version
            learned.expiry = .at(Self.end + .days(days), origin: .graph)
            try await simulation.ledger.amend(
                learned, event: Event(at: Simulation.start, kind: .windowLearned, message: "m"))
            let next = try await simulation.restarted([credential], operators: [])
            await next.run(until: Self.end + .days(days) + .minutes(6), tick: .hours(6))
            let first = try #require(next.mailer.accepted.first)
            #expect(first.at >= Self.end + .days(days))
        }
    }
}

/// What a mail tells, in a word.
enum NoticeNewsName: Hashable {
    case question, unproven, lapsed, correction, correctionInDoubt, other

    init(_ request: NoticeRequest) {
        self =
            switch NoticeNews(request) {
            case .lapsedYetWorks: .question
            case .lapsedUnproven: .unproven
            case .lapsed: .lapsed
            case .falseAlarm(_, let isInDoubt): isInDoubt ? .correctionInDoubt : .correction
            case _: .other
            }
    }
}
