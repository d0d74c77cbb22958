package import Bookkeeping
package import Credentials
package import RotationEffects
import Synchronization

/// Performs effects as the seams do, unless it is told to fail, to die, or to lose the answer.
package final class DangerousHands: RotationPerforming {
    package enum Blow: String, CaseIterable {
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
        var hands: RotationPerformer?
        var ledger: Ledger?
        var blow: (effect: RotationEffect, kind: Blow)?
        var isKilled = false
        var struck = false
        var performed: [RotationEffect: Int] = [:]
        var unintended: [RotationEffect] = []
    }

    private let state = Mutex(State())

    package func connect(_ hands: RotationPerformer, _ ledger: Ledger) {
        state.withLock {
            $0.hands = hands
            $0.ledger = ledger
        }
    }

    /// Strikes once, at the next such effect.
    package func strike(_ effect: RotationEffect, _ kind: Blow) { state.withLock { $0.blow = (effect, kind) } }

    package var isKilled: Bool { state.withLock { $0.isKilled } }
    package var hasStruck: Bool { state.withLock { $0.struck } }
    package func revive() { state.withLock { $0.isKilled = false } }
    package var performed: [RotationEffect: Int] { state.withLock { $0.performed } }
    /// The effects that were performed without an intent in the ledger.
    package var unintended: [RotationEffect] { state.withLock { $0.unintended } }

    package func perform(_ effect: RotationEffect, in context: RotationContext) async -> RotationOutcome {
        let (hands, ledger, blow) = state.withLock { state in
            let blow = state.blow?.effect == effect ? state.blow?.kind : nil
            if blow != nil {
                state.blow = nil
                state.struck = true
            }
            return (state.hands, state.ledger, blow)
        }
        guard let hands, let ledger else { return .setback(Setback(.transient, message: "there is nobody")) }
        // A process that is dead already can look nothing up, and what it does is of no account.
        if let record = try? await ledger.record(of: context.name), record.rotation?.inFlight != effect {
            state.withLock { $0.unintended.append(effect) }
        }
        switch blow {
        case .error: return .setback(Setback(.transient, code: "HTTP 503", message: "not now"))
        case .killBefore:
            await die(ledger)
            return .setback(Setback(.uncertain, message: "the daemon is gone"))
        case .killAfter:
            let outcome = await count(effect, hands, in: context)
            await die(ledger)
            return outcome
        case .answerLost:
            _ = await count(effect, hands, in: context)
            return .setback(Setback(.uncertain, message: "the answer was lost"))
        case .intentRefused, .resultRefused, nil: return await count(effect, hands, in: context)
        }
    }

    private func count(
        _ effect: RotationEffect, _ hands: RotationPerformer, in context: RotationContext
    ) async -> RotationOutcome {
        state.withLock { $0.performed[effect, default: 0] += 1 }
        return await hands.perform(effect, in: context)
    }

    /// What a killed process would still write does not reach the disk.
    private func die(_ ledger: Ledger) async {
        await ledger.close()
        state.withLock { $0.isKilled = true }
    }
}
