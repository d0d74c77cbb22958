import Bookkeeping
import Credentials
import Simulation
import Testing

@testable import Upkeep
@testable import UpkeepState

/// What becomes of it when much is to be told at once.
@Suite struct EngineManyNoticesTests {
    @Test(arguments: [511, 512, 513, 700])
    func `a pass tells of a part and waits for no more, and all are told once`(count: Int) async throws {
        let credentials = try (0..<count).map {
            try Credential.sample("c\($0)", contacts: ["contact-\($0)@contoso.example"])
        }
        let simulation = try await Simulation(credentials)
        for credential in credentials {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil,
                expiry: .at(Simulation.start + .days(60), origin: .operator), keyID: nil)
        }
        _ = await simulation.settle()
        #expect(try await simulation.ledger.notices(limit: 1_000).isEmpty)
        simulation.clock.advance(to: Simulation.start + .days(40))

        _ = await simulation.engine.pass()
        let first = try await simulation.ledger.notices(limit: 1_000).count
        #expect(first >= min(count, 512))
        await simulation.engine.quiesce()
        _ = await simulation.settle()
        let notices = try await simulation.ledger.notices(limit: 1_000)
        #expect(notices.count == count)
        #expect(Set(notices.map(\.notice.recipient)).count == count)
        let raised = try await simulation.ledger.events(limit: 10_000).count {
            $0.event.kind.rawValue == "notice-raised"
        }
        #expect(raised == count, "each is told once")
        #expect(await simulation.engine.telling.isEmpty)
        #expect(await agendaFaults(of: simulation.engine).isEmpty)
        #expect(await simulation.engine.lateLooks(within: .days(25)).isEmpty, "the next reminder is not missed")
    }

    @Test func `the pace of mails yields to deadlines, for as long as it has to and to six hundred a minute at most`() {
        var outbox = Outbox(pace: .oneByOne)
        let (now, uptime) = (Simulation.start, TimeSpan.seconds(1_000))
        func room(_ outbox: Outbox, _ uptime: TimeSpan) -> Int {
            var outbox = outbox
            return
                switch outbox.turn(
                    isAll: true, isTroubled: false, limits: EngineLimits(mails: 10_000), now: now, uptime: uptime)
            {
            case .wait: 0
            case .send(let most, _, _): most
            }
        }
        #expect(room(outbox, uptime) == 20 && !outbox.hasToReckon(at: uptime))
        for _ in 0..<20 { outbox.countDirect(at: uptime) }
        #expect(room(outbox, uptime) == 0 && outbox.hasToReckon(at: uptime))
        outbox.keep(needed: 3, at: uptime)
        #expect(room(outbox, uptime) == 0 && !outbox.hasToReckon(at: uptime), "all of it is told in time as it is")
        outbox.keep(needed: 50, at: uptime)
        #expect(room(outbox, uptime) == 30)
        outbox.keep(needed: 9_000, at: uptime)
        #expect(room(outbox, uptime) == 580)
        #expect(room(outbox, uptime + .seconds(59)) == 580)
        #expect(room(outbox, uptime + .seconds(60)) == 20, "it is reckoned anew")
    }
}
