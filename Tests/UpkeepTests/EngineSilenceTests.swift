import Bookkeeping
import Credentials
import Ports
import SecureMemory
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep

/// Whether the marketplace's leads still arrive: read daily, and told once where they do not.
@Suite struct EngineSilenceTests {
    private static let start = Simulation.start
    private static let ahead = start + .days(200)

    /// A lead each day at this hour, from half a year before the start until that long after it.
    private static func daily(until end: TimeSpan, from begin: TimeSpan = .days(-180)) -> [Instant] {
        (begin.seconds / 86_400..<end.seconds / 86_400).map { start + .days($0) + .minutes(30) }
    }

    /// A connection with a secret, leads until then, and a doctor who finds what is given.
    private static func simulation(
        _ credential: Credential? = nil, until end: TimeSpan = .days(10), examiner: (any ConnectionExaminer)? = nil,
        path: String = ":memory:"
    ) async throws -> (Simulation, Credential, SimulatedLeads) {
        let credential = try credential ?? Credential.sample("contoso")
        let leads = SimulatedLeads()
        leads.arrivals.withLock { $0[credential.name] = daily(until: end) }
        let simulation = try await Simulation([credential], path: path, leads: leads, examiner: examiner)
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(ahead, origin: .operator), keyID: nil)
        return (simulation, credential, leads)
    }

    private static func told(_ simulation: Simulation) -> [String] {
        simulation.mailer.accepted.map(\.text).filter { $0.hasPrefix("silent/") }
    }

    @Test func `leads that go on arriving are read once a day, each time from where they are known`() async throws {
        let (simulation, _, leads) = try await Self.simulation(until: .days(30))
        await simulation.run(until: Self.start + .days(20))
        let readings = leads.readings.withLock { $0 }
        #expect((20...22).contains(readings.count))
        #expect(readings.first?.since == Self.start - LeadHours.keptFor)
        #expect(readings.dropFirst().allSatisfy { $0.at - $0.since <= .hours(26) })
        #expect(Self.told(simulation).isEmpty)
    }

    @Test func `a stop is told once, within twice the longest pause, and its end in the history`() async throws {
        let (simulation, credential, leads) = try await Self.simulation(until: .days(10))
        let last = Self.start + .days(9) + .minutes(30)
        await simulation.run(until: Self.start + .days(30))
        #expect(Self.told(simulation) == ["silent/\(last.secondsSinceEpoch)"])
        let at = try #require(simulation.mailer.accepted.first { $0.text.hasPrefix("silent/") }?.at)
        #expect(at - last > .days(1) && at - last <= .days(2) + .minutes(5))
        var status = try #require(await simulation.engine.status(of: credential.name))
        #expect(status.leads?.silence?.since == last && status.leads?.lastAt == last)
        #expect(status.conditions.contains { $0.kind == .needsAttention && $0.reason == "LeadsSilent" })
        #expect(status.leads?.longestPause == .days(1))

        // A lead comes; after that it stops again, which is another silence.
        leads.arrivals.withLock { $0[credential.name]?.append(Self.start + .days(30) + .hours(2)) }
        await simulation.run(until: Self.start + .days(31))
        status = try #require(await simulation.engine.status(of: credential.name))
        #expect(status.leads?.silence == nil)
        #expect(status.conditions.contains { $0.kind == .needsAttention && $0.status == .false })
        #expect(simulation.journal.events("leads-resumed").count == 1)
        let kinds = try await simulation.ledger.events(of: credential.name, limit: 1_000).map(\.event.kind.rawValue)
        #expect(kinds.count { $0 == "leads-missed" } == 1 && kinds.count { $0 == "leads-resumed" } == 1)
        await simulation.run(until: Self.start + .days(60))
        #expect(Self.told(simulation).count == 2)
        #expect(simulation.journal.events("leads-silent").count == 2)
    }

    @Test func `where the role may not read leads nobody is told anything, and it is asked once a day`() async throws {
        let (simulation, credential, leads) = try await Self.simulation(until: .days(1))
        leads.setback.withLock { $0 = Setback(.forbidden, code: "0x80040220", message: "prvReadLead is missing") }
        await simulation.run(until: Self.start + .days(15))
        #expect((15...17).contains(leads.readings.withLock { $0.count }))
        #expect(simulation.mailer.accepted.isEmpty)
        let status = try #require(await simulation.engine.status(of: credential.name))
        #expect(status.leads?.obstacle?.message == "prvReadLead is missing" && status.leads?.silence == nil)
        #expect(status.standing.lastProbe?.result == .ok && status.standing.failures == 0, "it counts against nobody")
        #expect(simulation.journal.events("leads-not-read").count == 1, "said once, not daily")
        // Once it may, all of it is known at once: it stopped two weeks ago.
        leads.setback.withLock { $0 = nil }
        await simulation.run(until: Self.start + .days(17))
        #expect(Self.told(simulation).count == 1)
    }

    @Test func `too few leads, too short a time, and Silence=no tell nobody anything`() async throws {
        let few = try Credential.sample("few")
        let young = try Credential.sample("young")
        var off = try Credential.sample("off")
        off.probing.watchesSilence = false
        let leads = SimulatedLeads()
        leads.arrivals.withLock {
            $0[few.name] = (0..<19).map { Self.start - .days(10 * $0) }
            $0[young.name] = Self.daily(until: .days(1), from: .days(-50))
            $0[off.name] = Self.daily(until: .days(1))
        }
        let simulation = try await Simulation([few, young, off], leads: leads)
        for credential in [few, young, off] {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(Self.ahead, origin: .operator),
                keyID: nil)
        }
        await simulation.run(until: Self.start + .days(60))
        #expect(simulation.mailer.accepted.isEmpty)
        #expect(leads.readings.withLock { $0.contains { $0.name == few.name } && !$0.contains { $0.name == off.name } })
    }

    @Test func `what could not be read is no silence, and thousands are read a part at a time`() async throws {
        let (simulation, credential, leads) = try await Self.simulation(until: .days(20))
        leads.most.withLock { $0 = 50 }
        await simulation.run(until: Self.start + .hours(1), tick: .minutes(5))
        #expect((4...6).contains(leads.readings.withLock { $0.count }), "180 leads, fifty at a time")
        #expect(await simulation.engine.status(of: credential.name)?.leads?.longestPause == .days(1))
        leads.setback.withLock { $0 = Setback(.transient, message: "the environment is busy", retryAfter: .hours(3)) }
        await simulation.run(until: Self.start + .days(15))
        #expect(Self.told(simulation).isEmpty)
        leads.setback.withLock { $0 = nil }
        await simulation.run(until: Self.start + .days(18))
        #expect(Self.told(simulation).isEmpty)
    }

    @Test func `a silence while the secret is refused is not told beside that, and not at once when it works again`()
        async throws
    {
        let (simulation, _, _) = try await Self.simulation(until: .days(10))
        // The second refusal, which counts, comes before the pause is unusual.
        await simulation.run(until: Self.start + .days(9) + .hours(2))
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in ProbeReport.Finding(class: .secretWrong, step: .token, message: "refused") }
        }
        await simulation.run(until: Self.start + .days(20))
        #expect(simulation.mailer.accepted.contains { $0.text.hasPrefix("refused/") })
        #expect(Self.told(simulation).isEmpty)
        simulation.prober.verdict.withLock { $0 = { _, _, _ in nil } }
        let mended = Self.start + .days(20)
        await simulation.run(until: mended + .days(1))
        #expect(simulation.mailer.accepted.contains { $0.text.hasPrefix("works-again/") })
        #expect(Self.told(simulation).isEmpty, "leads have a usual pause to come again")
        await simulation.run(until: mended + .days(3))
        #expect(Self.told(simulation).count == 1)
    }

    @Test func `a kill at any moment, a restart and another secret lose nothing and tell nothing twice`() async throws {
        let (simulation, credential, _) = try await Self.simulation(until: .days(10))
        await simulation.run(until: Self.start + .days(11))
        var next = simulation
        var told: [String] = []
        for day in 12..<20 {
            next = try await next.restarted([credential])
            await next.run(until: Self.start + .days(Int64(day)))
            told = Self.told(next)
        }
        #expect(told.count == 1)
        _ = try await next.engine.storeSecret(
            secret("another"), for: credential.name, issuedAt: nil, expiry: .at(Self.ahead, origin: .operator),
            keyID: nil)
        await next.run(until: Self.start + .days(40))
        #expect(Self.told(next).count == 1)
        #expect(await next.engine.status(of: credential.name)?.leads?.silence != nil)
    }

    @Test func `the notice has what the doctor finds amiss, faults before warnings`() async throws {
        let (simulation, credential, _) = try await Self.simulation(until: .days(10), examiner: Doctor())
        await simulation.run(until: Self.start + .days(13))
        #expect(Self.told(simulation).count == 1)
        let request = try #require(
            simulation.writer.requests.withLock { requests in
                requests.last { if case .silent = $0.occasion { true } else { false } }
            })
        let causes = try #require(request.leads?.silence?.causes)
        #expect(causes.contains { $0.check == "ip-firewall" || $0.check == "lead-writer-solution" })
        #expect(causes.map(\.isFault) == causes.map(\.isFault).sorted { $0 && !$1 }, "faults come first")
        #expect(await simulation.engine.status(of: credential.name)?.examination != nil)
    }

    @Test func `a notice that waits while leads come again is not sent`() async throws {
        let (simulation, credential, leads) = try await Self.simulation(until: .days(10))
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: 451, text: "try later") } }
        await simulation.run(until: Self.start + .days(12))
        leads.arrivals.withLock { $0[credential.name]?.append(Self.start + .days(12)) }
        await simulation.run(until: Self.start + .days(12) + .hours(12))
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Self.start + .days(13))
        #expect(Self.told(simulation).isEmpty)
    }

    /// Sees an environment in which the solution is missing.
    private struct Doctor: ConnectionExaminer {
        func hosts(of credential: Credential, at instant: Instant) async -> [HostAnswer] { [] }

        func place(of credential: Credential, secret: SharedSecret?, at instant: Instant) async -> PlaceFacts {
            PlaceFacts(notAsked: "not in this test")
        }

        func environment(
            of credential: Credential, secret: SharedSecret?, isAddressProven: Bool, at instant: Instant,
            secretAge: TimeSpan
        ) async -> EnvironmentFacts {
            var facts = EnvironmentFacts(notAsked: "not in this test")
            facts.challenge = .known(.passed)
            facts.signIn = .known(.passed)
            facts.identity = .known(.passed)
            facts.solutions = .known([])
            facts.roles = .known([])
            return facts
        }

        func directory(
            of credential: Credential, as application: EntraApplication, proof: SignInProof
        ) async -> DirectoryFacts { DirectoryFacts(notAsked: "not in this test") }
    }
}
