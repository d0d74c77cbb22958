import Credentials
import SQLite
import Simulation
import Upkeep

@testable import Bookkeeping

/// The ledger refuses one change of a rotation, until that has been seen.
final class LedgerRefusal {
    private(set) var hasRefused = false
    private var isOver = false

    fileprivate init(of effect: RotationEffect, isIntent: Bool, at site: RotationSite) async throws {
        let isInFlight = "LIKE '%\"inFlight\":\"\(effect.rawValue)\"%'"
        let condition = isIntent ? "NEW.state \(isInFlight)" : "OLD.state \(isInFlight) AND NOT NEW.state \(isInFlight)"
        try await site.ledger.write("refuse") { database in
            try database.exec(
                """
                CREATE TEMP TRIGGER refusal BEFORE UPDATE ON main.rotations WHEN \(condition) BEGIN
                    SELECT RAISE(ABORT, 'it is refused');
                END
                """)
        }
    }

    /// The ledger takes everything again, once it has refused something.
    fileprivate func end(at site: RotationSite) async throws {
        guard !isOver, !site.journal.events("ledger-conflict").isEmpty else { return }
        isOver = true
        hasRefused = true
        try await site.ledger.write("heal") { database in try database.exec("DROP TRIGGER refusal") }
    }
}

extension RotationSite {
    /// Fails once so, at the next such effect.
    ///
    /// - Returns: the refusal, where it is the ledger that fails.
    @discardableResult
    func failOnce(_ effect: RotationEffect, _ fault: FaultyRotationPerformer.Fault) async throws -> LedgerRefusal? {
        switch fault {
        case .error, .killBefore, .killAfter, .answerLost:
            performer.failOnce(effect, fault)
            return nil
        case .intentRefused, .resultRefused:
            let refusal = try await LedgerRefusal(of: effect, isIntent: fault == .intentRefused, at: self)
            afterEachPass = { [unowned self] in try await refusal.end(at: self) }
            return refusal
        }
    }
}
