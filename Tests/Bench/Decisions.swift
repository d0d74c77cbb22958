import BenchFigures
import Credentials
import Foundation
import TestSupport

/// Decisions about connections of which none is due.
struct Decisions {
    static let count = 10_000
    private static let now = Instant(secondsSinceEpoch: 1_795_000_000)  // 2026-11-18T11:06:40Z

    /// Decisions per second, round by round.
    static func measure(rounds: Int) throws -> Sample {
        let inventory = (0..<count).compactMap {
            Credential.canned($0, host: "contoso\($0).crm4.dynamics.com", port: 443)
        }
        let facts = Facts(current: version(0), standing: .proven(at: now - .hours(1)))
        var decisions = Sample()
        for _ in 0..<rounds {
            var due = 0
            let deciding = ContinuousClock().measure {
                for credential in inventory { due += decide(credential, facts, now: now).due.count }
            }
            guard due == 0 else { throw ChildProcess.Failure(description: "something is due where nothing should be") }
            decisions.add(Double(count) / deciding.inSeconds)
        }
        return decisions
    }

    private static func version(_ number: Int) -> SecretVersion {
        SecretVersion(
            id: GUID(high: 7, low: UInt64(number)).description, stage: .current, fingerprint: [0, 1, 2, 3, 4, 5, 6, 7],
            issuedAt: now - .days(10), storedAt: now - .days(10), expiry: .at(now + .days(300), origin: .operator))
    }
}
