import Credentials
import Ports
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep

/// Which secrets the keyring is asked for after the start.
@Suite struct EngineAuditTests {
    private let place: TemporaryDirectory
    private let credentials: [Credential]

    init() throws {
        place = try TemporaryDirectory()
        credentials = try ["adatum", "contoso", "fabrikam"].map { try Credential.sample($0) }
    }

    /// An engine that knows a secret of each, and has been started again since.
    private func started() async throws -> Simulation {
        let first = try await Simulation(credentials, path: "\(place.path)/ledger.sqlite")
        for credential in credentials {
            _ = try await first.engine.storeSecret(
                secret("\(credential.name)"), for: credential.name, issuedAt: nil, expiry: .never, keyID: nil)
        }
        let simulation = try await first.restarted(credentials, operators: [])
        simulation.keyring.state.withLock { $0.checked = [] }
        return simulation
    }

    private func asked(_ simulation: Simulation) -> [CredentialName] {
        simulation.keyring.state.withLock { state in
            defer { state.checked = [] }
            return state.checked
        }
    }

    @Test func `what a probe has read since an audit is wanted is not asked for again`() async throws {
        let simulation = try await started()
        await simulation.engine.scheduleAudit()
        _ = try await simulation.engine.probeNow(credentials[1].name, extent: .signIn)
        #expect(await simulation.engine.audit() == 0)
        #expect(asked(simulation) == [credentials[0].name, credentials[2].name])
    }

    @Test func `what was read before an audit is wanted is asked for`() async throws {
        let simulation = try await started()
        _ = try await simulation.engine.probeNow(credentials[1].name, extent: .signIn)
        await simulation.engine.scheduleAudit()
        #expect(await simulation.engine.audit() == 0)
        #expect(asked(simulation) == credentials.map(\.name))
    }

    @Test func `after the keyring has failed everything is asked for`() async throws {
        let simulation = try await started()
        await simulation.engine.scheduleAudit()
        _ = try await simulation.engine.probeNow(credentials[1].name, extent: .signIn)
        simulation.keyring.state.withLock { $0.outage = .obstructed(.unreachable) }
        #expect(await simulation.engine.audit() == nil)
        simulation.keyring.state.withLock { $0.outage = nil }
        _ = asked(simulation)
        #expect(await simulation.engine.audit() == 0)
        #expect(asked(simulation) == credentials.map(\.name))
    }

    @Test func `a secret that a probe found to be lost is told of by the audit all the same`() async throws {
        let simulation = try await started()
        await simulation.engine.scheduleAudit()
        simulation.keyring.state.withLock { state in
            for item in state.items.keys where item.hasPrefix("contoso/") { state.items[item] = nil }
        }
        _ = try await simulation.engine.probeNow(credentials[1].name, extent: .signIn)
        #expect(await simulation.engine.audit() == 1)
        #expect(simulation.journal.events("secret-lost").map(\.credential) == [credentials[1].name])
    }
}
