import Bookkeeping
import Credentials
import Simulation
import Synchronization
import Testing
import UpkeepState

@testable import Upkeep

/// One connection with a secret in use, and Microsoft, which answers by the secret that it is shown.
struct TrialFixture {
    let simulation: Simulation
    let credential: Credential

    var engine: Engine { simulation.engine }
    var name: CredentialName { credential.name }

    /// A connection whose secret `old` is in use and was proven, unless `old` is `nil`.
    init(
        office365: Bool = false, rotation: RotationPolicy.Mode = .remind, old: String? = "old",
        expiry: SecretVersion.Expiry = .never, others: [Credential] = []
    ) async throws {
        var credential = try Credential.sample("contoso", office365: office365)
        credential.rotation.mode = rotation
        self.credential = credential
        simulation = try await Simulation(
            [credential] + others, operators: [try #require(EmailAddress("root@contoso.example"))])
        guard let old else { return }
        _ = try await simulation.engine.setSecret(secret(old), for: credential.name, SecretSaying(expiry: expiry))
        _ = await simulation.settle()
    }

    /// What Microsoft finds of a secret from now on; `nil` for nothing.
    func finds(_ problem: ProbeClass?, at step: ProbeReport.StepName? = .token, of text: String) {
        simulation.prober.findings.withLock {
            $0[text] = .some(problem.map { .init(class: $0, step: step, code: "AADSTS1", message: "so it is") })
        }
    }

    /// Stores a secret as a person does.
    func set(
        _ text: String, _ saying: SecretSaying = SecretSaying(expiry: .never), waits: Bool = true
    ) async throws -> StoredSecret {
        try await engine.setSecret(secret(text), for: name, saying, waits: waits)
    }

    /// What is in use, as the keyring has it.
    func inUse() async throws -> String { try await engine.revealSecret(of: name, to: "a test").text }

    func record() async throws -> CredentialRecord { try #require(try await simulation.ledger.record(of: name)) }

    /// When a secret was tried, in seconds from the beginning.
    func attempts(with text: String) -> [Int64] {
        simulation.prober.tried.withLock { tried in
            tried.filter { $0.secret == text }.map { ($0.at - Simulation.start).seconds }
        }
    }

    /// How many seconds have passed.
    var elapsed: Int64 { (simulation.clock.now() - Simulation.start).seconds }

    /// Lets time pass.
    func pass(_ span: TimeSpan) async {
        await simulation.run(until: simulation.clock.now() + span)
    }

    /// What was mailed of secrets that were refused.
    var told: [String] {
        simulation.mailer.accepted.map(\.text).filter { $0.hasPrefix("secret-refused/") }
    }
}
