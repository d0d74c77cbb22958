package import Bookkeeping
package import Credentials
package import RotationEffects
import Synchronization

/// Performs effects as the seams do, unless it is told to fail, to die, or to lose the answer.
package final class FaultyRotationPerformer: RotationPerforming {
    package enum Fault: String, CaseIterable {
        /// The effect fails without having been done.
        case error
        /// The daemon is killed when the effect is about to begin.
        case killBefore
        /// The daemon is killed when the effect has been done, before that is written down.
        case killAfter
        /// The effect is done, and nobody hears of it.
        case answerLost
        /// The ledger refuses to write down that the effect begins.
        case intentRefused
        /// The ledger refuses to write down what the effect brought.
        case resultRefused
    }

    private struct State {
        var performer: RotationPerformer?
        var ledger: Ledger?
        var fault: (effect: RotationEffect, kind: Fault)?
        var isKilled = false
        var hasFailed = false
        var performed: [RotationEffect: Int] = [:]
        var unintended: [RotationEffect] = []
    }

    private let state = Mutex(State())

    package func connect(_ performer: RotationPerformer, _ ledger: Ledger) {
        state.withLock {
            $0.performer = performer
            $0.ledger = ledger
        }
    }

    /// Fails once so, at the next such effect.
    package func failOnce(_ effect: RotationEffect, _ kind: Fault) { state.withLock { $0.fault = (effect, kind) } }

    package var isKilled: Bool { state.withLock { $0.isKilled } }
    package var hasFailed: Bool { state.withLock { $0.hasFailed } }
    package func revive() { state.withLock { $0.isKilled = false } }
    package var performed: [RotationEffect: Int] { state.withLock { $0.performed } }
    /// The effects that were performed without an intent in the ledger.
    package var unintended: [RotationEffect] { state.withLock { $0.unintended } }

    package func perform(_ effect: RotationEffect, in context: RotationContext) async -> RotationOutcome {
        let (performer, ledger, fault) = state.withLock { state in
            let fault = state.fault?.effect == effect ? state.fault?.kind : nil
            if fault != nil {
                state.fault = nil
                state.hasFailed = true
            }
            return (state.performer, state.ledger, fault)
        }
        guard let performer, let ledger else { return .setback(Setback(.transient, message: "there is nobody")) }
        // A process that is dead already can look nothing up, and what it does is of no account. The rotation alone is
        // read: the whole record cost more than the effect.
        if let known = try? await ledger.rotation(context.rotation.id), known.rotation.inFlight != effect {
            state.withLock { $0.unintended.append(effect) }
        }
        switch fault {
        case .error: return .setback(Setback(.transient, code: "HTTP 503", message: "not now"))
        case .killBefore:
            await die(ledger)
            return .setback(Setback(.uncertain, message: "the daemon is gone"))
        case .killAfter:
            let outcome = await count(effect, performer, in: context)
            await die(ledger)
            return outcome
        case .answerLost:
            _ = await count(effect, performer, in: context)
            return .setback(Setback(.uncertain, message: "the answer was lost"))
        case .intentRefused, .resultRefused, nil: return await count(effect, performer, in: context)
        }
    }

    private func count(
        _ effect: RotationEffect, _ performer: RotationPerformer, in context: RotationContext
    ) async -> RotationOutcome {
        state.withLock { $0.performed[effect, default: 0] += 1 }
        return await performer.perform(effect, in: context)
    }

    /// What a killed process would still write does not reach the disk.
    private func die(_ ledger: Ledger) async {
        await ledger.close()
        state.withLock { $0.isKilled = true }
    }
}
