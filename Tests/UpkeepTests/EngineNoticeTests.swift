import Credentials
import Ports
import Simulation
import Synchronization
import Testing
import Upkeep

@Suite struct EngineNoticeTests {
    @Test func `each lead time is told once to each contact, then the lapse, daily and weekly`() async throws {
        let credential = try Credential.sample("contoso", contacts: ["a@contoso.example", "b@contoso.example"])
        let simulation = try await Simulation([credential])
        let end = Simulation.start + .days(60)
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
        await simulation.run(until: end + .days(22))

        let days: [Int64] = [30, 14, 7, 3, 1]
        let expected = days.map { "lapses/\($0 * 86_400)" } + (0...9).map { "lapsed/\($0)" }
        for contact in credential.contacts {
            let letters = simulation.mailer.accepted.filter { $0.recipient == contact.description }
            #expect(letters.map(\.text) == expected)
        }
        let first = try #require(simulation.mailer.accepted.first)
        #expect(first.at >= end - .days(30) && first.at <= end - .days(30) + .minutes(1))
    }

    @Test func `after downtime only the most urgent notice goes out`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        let end = Simulation.start + .days(60)
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
        await simulation.run(until: Simulation.start + .days(1))
        simulation.clock.advance(to: end - .days(5))
        _ = await simulation.settle()

        #expect(simulation.mailer.accepted.map(\.text) == ["lapses/\(7 * 86_400)"])
    }

    @Test func `a mail server that is down for days loses no notice and gets each once`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        let end = Simulation.start + .days(31)
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
        simulation.mailer.answer.withLock { $0 = { _ in .postponed(code: 451, text: "try later") } }
        await simulation.run(until: Simulation.start + .days(6))
        #expect(simulation.mailer.accepted.isEmpty)
        simulation.mailer.answer.withLock { $0 = { _ in .accepted(code: 250, text: "ok") } }
        await simulation.run(until: Simulation.start + .days(7))

        #expect(simulation.mailer.accepted.map(\.text) == ["lapses/\(30 * 86_400)"])
    }

    @Test func `a contact whose address is refused for good is replaced by the operators`() async throws {
        let credential = try Credential.sample("contoso", contacts: ["gone@contoso.example"])
        let simulation = try await Simulation(
            [credential], operators: [try #require(EmailAddress("root@contoso.example"))])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil,
            expiry: .at(Simulation.start + .days(2), origin: .operator),
            keyID: nil)
        simulation.mailer.answer.withLock {
            $0 = { $0.hasPrefix("gone") ? .refused(code: 550, text: "no such user") : .accepted(code: 250, text: "ok") }
        }
        _ = await simulation.settle()

        #expect(simulation.mailer.accepted.map(\.recipient) == ["root@contoso.example"])
        #expect(simulation.journal.events("notice-refused").count == 1)
    }

    @Test func `a refusal is told at its second answer, repeated, and followed by works again`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        await simulation.run(until: Simulation.start + .days(1))
        #expect(simulation.mailer.accepted.isEmpty)
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .secretWrong, step: .token, code: "AADSTS7000215", message: "refused") }
        }
        await simulation.run(until: Simulation.start + .days(4))
        let refused = simulation.mailer.accepted.filter { $0.text.hasPrefix("refused/secret-wrong/") }
        #expect(refused.count == 3)
        #expect(simulation.mailer.accepted.count == 3)
        simulation.prober.verdict.withLock { $0 = { _, _, _ in nil } }
        await simulation.run(until: Simulation.start + .days(6))

        #expect(simulation.mailer.accepted.count == 4)
        #expect(simulation.mailer.accepted.last?.text.hasPrefix("works-again/") == true)
    }

    @Test func `trouble on the way is never told as a refusal, but as unchecked after twelve hours`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        await simulation.run(until: Simulation.start + .hours(1))
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .network, step: .endpoint, message: "no route") }
        }
        await simulation.run(until: Simulation.start + .days(2))

        #expect(!simulation.mailer.accepted.isEmpty)
        #expect(simulation.mailer.accepted.allSatisfy { $0.text.hasPrefix("unchecked/") })
        let first = try #require(simulation.mailer.accepted.first)
        #expect(first.at - Simulation.start >= .hours(12) && first.at - Simulation.start <= .hours(20))
    }

    @Test func `mail waits while the clock is implausible, probes do not`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil,
            expiry: .at(Simulation.start + .days(60), origin: .operator),
            keyID: nil)
        simulation.prober.verdict.withLock {
            $0 = { _, _, _ in .init(class: .network, step: .endpoint, message: "no route") }
        }
        await simulation.run(until: Simulation.start + .hours(1))
        let before = simulation.prober.attempts(of: credential.name).count
        simulation.clock.step(by: .days(50))
        _ = await simulation.engine.pass()
        await simulation.engine.quiesce()

        #expect(simulation.journal.events("clock-stepped").count == 1)
        #expect(simulation.journal.events("clock-implausible").count == 1)
        #expect(simulation.prober.attempts(of: credential.name).count > before)
    }
}
