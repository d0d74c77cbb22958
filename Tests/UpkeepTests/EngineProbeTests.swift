import Credentials
import Ports
import SecureMemory
import Simulation
import Synchronization
import Testing
import UpkeepState

@testable import Upkeep

/// Microsoft, which answers only when it is let.
private actor HeldProber: CredentialProber {
    private(set) var count = 0
    private var held: CheckedContinuation<Void, Never>?
    private var watcher: CheckedContinuation<Void, Never>?

    nonisolated func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: TimeSpan
    ) async -> ProbeReport {
        await hold()
        return ProbeReport(extent: plan.extent, finding: nil, steps: [], at: now, durationMilliseconds: 1)
    }

    private func hold() async {
        count += 1
        await withCheckedContinuation {
            held = $0
            watcher?.resume()
            watcher = nil
        }
    }

    /// Waits until a probe is held.
    func isAsked() async {
        guard held == nil else { return }
        await withCheckedContinuation { watcher = $0 }
    }

    /// Lets the probe that is held go on.
    func release() {
        held?.resume()
        held = nil
    }
}

@Suite struct EngineProbeTests {
    private let simulation: Simulation
    private let credential: Credential
    private let prober = HeldProber()

    init() async throws {
        credential = try Credential.sample("contoso")
        simulation = try await Simulation([credential])
        await simulation.engine.use(
            prober: prober, issuer: simulation.cloud, marketplace: simulation.cloud, testLeads: simulation.cloud,
            signIns: simulation.cloud,
            mailer: simulation.mailer, noticeWriter: KeyWriter())
        _ = try await simulation.engine.storeSecret(
            secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
    }

    /// Asks for a probe, and returns once that waits for the one under way.
    private func ask(_ extent: ProbeReport.Extent) async -> Task<ProbeReport, any Error> {
        let asked = Task { [simulation, credential] in
            try await simulation.engine.probeNow(credential.name, extent: extent)
        }
        while await simulation.engine.probes.audience(of: credential.name) == 0 { await Task.yield() }
        return asked
    }

    @Test(arguments: ProbeReport.Extent.allCases)
    func `the daemon's own whole probe answers those who ask while it runs, and Microsoft is asked once`(
        extent: ProbeReport.Extent
    ) async throws {
        _ = await simulation.engine.pass()
        await prober.isAsked()
        let asked = await ask(extent)
        await prober.release()

        #expect(try await asked.value.extent == .whole)
        #expect(await prober.count == 1)
    }

    @Test func `a sign-in that is under way does not answer those who ask for a whole probe`() async throws {
        let signIn = Task { [simulation, credential] in
            try await simulation.engine.probeNow(credential.name, extent: .signIn)
        }
        await prober.isAsked()
        let asked = await ask(.whole)
        await prober.release()
        #expect(try await signIn.value.extent == .signIn)
        await prober.isAsked()
        await prober.release()

        #expect(try await asked.value.extent == .whole)
        #expect(await prober.count == 2)
    }
}
