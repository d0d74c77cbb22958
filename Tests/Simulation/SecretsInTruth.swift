import Credentials
import Synchronization
import TestBasics

/// The secrets as they are in truth, and what Microsoft says of them: one answer in so many cannot tell.
package final class SecretsInTruth: Sendable {
    private struct State {
        var ends: [CredentialName: (version: String, end: Instant)] = [:]
        var random: SeededGenerator
    }

    private let state: Mutex<State>
    private let clock: WorldClock
    private let mishaps: Int

    init(clock: WorldClock, seed: UInt64, mishaps: Int) {
        (self.clock, self.mishaps) = (clock, mishaps)
        state = Mutex(State(random: SeededGenerator(seed: seed ^ 0x7472_7574_68)))
    }

    func store(_ version: String, of name: CredentialName, end: Instant) {
        state.withLock { $0.ends[name] = (version, end) }
    }

    func version(of name: CredentialName) -> String? { state.withLock { $0.ends[name]?.version } }
    func end(of name: CredentialName) -> Instant? { state.withLock { $0.ends[name]?.end } }

    func finding(of credential: Credential) -> ProbeReport.Finding? {
        let now = clock.truth
        return state.withLock { state in
            if mishaps > 0, Int.random(in: 0..<1_000, using: &state.random) < mishaps {
                return .init(class: .timeout, step: .token, message: "no answer")
            }
            guard let end = state.ends[credential.name]?.end, end <= now else { return nil }
            return .init(class: .secretExpired, step: .token, message: "expired")
        }
    }
}
