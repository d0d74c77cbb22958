import Credentials
import Simulation
import Testing
import Upkeep

@Suite struct EngineRefusalTests {
    /// A simulation whose connection has worked for two days, and is answered so from then on.
    private func proven(
        _ credential: Credential, then finding: @escaping @Sendable (ProbePlan) -> ProbeReport.Finding
    ) async throws -> Simulation {
        let simulation = try await Simulation([credential])
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        await simulation.run(until: Simulation.start + .days(2))
        simulation.prober.verdict.withLock { $0 = { _, plan, _ in finding(plan) } }
        return simulation
    }

    @Test func `a stranger's answer where Dynamics has answered before is no refusal, and is told as unchecked`()
        async throws
    {
        let credential = try Credential.sample("contoso")
        let simulation = try await proven(credential) { plan in
            .init(
                class: plan.classOfStranger, step: .endpoint, code: "HTTP 302", message: "a stranger",
                answeredBy: .proxy)
        }
        await simulation.run(until: Simulation.start + .days(2) + .hours(30))
        let status = try #require(await simulation.engine.status(of: credential.name))
        #expect(status.standing.lastProbe?.result == .unknown && status.standing.refusals == 0)
        #expect(!simulation.mailer.accepted.isEmpty)
        #expect(simulation.mailer.accepted.allSatisfy { $0.text.hasPrefix("unchecked") })
    }

    @Test func `a stranger at an address that never was Dynamics is a refusal`() async throws {
        let credential = try Credential.sample("contoso")
        let simulation = try await Simulation([credential])
        simulation.prober.verdict.withLock {
            $0 = { _, plan, _ in
                .init(
                    class: plan.classOfStranger, step: .endpoint, code: "HTTP 302", message: "a stranger",
                    answeredBy: .proxy)
            }
        }
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        await simulation.run(until: Simulation.start + .hours(6))
        let status = try #require(await simulation.engine.status(of: credential.name))
        #expect(status.standing.lastProbe?.finding?.class == .notDynamics && status.standing.refusals >= 2)
    }

    @Test(arguments: [ProbeClass.unrecognised, .configuration, .passwordWrong, .userLocked])
    func `a password that is turned down, known number or not, is sent three times in a month`(problem: ProbeClass)
        async throws
    {
        let credential = try Credential.sample("contoso", office365: true)
        let simulation = try await proven(credential) { _ in
            .init(
                class: problem, step: .token, code: "AADSTS3999999", message: "it was refused", answeredBy: .entra,
                verdict: .doubted)
        }
        let before = simulation.prober.attempts(of: credential.name).count
        await simulation.run(until: Simulation.start + .days(30), tick: .hours(6))
        let attempts = simulation.prober.attempts(of: credential.name).dropFirst(before).map(\.at)
        #expect(attempts.count == 3)
        for (one, next) in zip(attempts, attempts.dropFirst()) { #expect(next - one >= .minutes(30)) }
        #expect(!simulation.mailer.accepted.isEmpty, "somebody is told")
    }

    @Test func `where the password was right the second answer comes soon, and people are told`() async throws {
        let credential = try Credential.sample("contoso", office365: true)
        let simulation = try await proven(credential) { _ in
            .init(class: .mfaRequired, step: .token, code: "AADSTS50076", message: "more is wanted", answeredBy: .entra)
        }
        await simulation.run(until: Simulation.start + .days(3))
        let refused = simulation.mailer.accepted.filter { $0.text.hasPrefix("refused/mfa-required") }
        #expect(!refused.isEmpty)
        let status = try #require(await simulation.engine.status(of: credential.name))
        let since = try #require(status.standing.refusedSince)
        #expect(try #require(refused.first).at - since <= .minutes(3))
    }
}
