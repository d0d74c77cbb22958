package import Credentials
import Ports
package import SecureMemory
package import Synchronization
import Upkeep

/// Microsoft as one function, with a count of what it was asked.
package final class SimulatedProber: CredentialProber {
    package typealias Verdict = @Sendable (Credential, ProbePlan, Instant) -> ProbeReport.Finding?

    /// The verdict in force, which a test replaces.
    ///
    /// A field of a struct, not alone in the `Mutex`: there each look would wrap the function once more.
    package final class Ruling: Sendable {
        private struct Kept { var verdict: Verdict }
        private let kept: Mutex<Kept>

        package init(_ verdict: @escaping Verdict) { kept = Mutex(Kept(verdict: verdict)) }

        package var current: Verdict { kept.withLock { kept in kept.verdict } }

        package func withLock(_ change: (inout Verdict) -> Void) { kept.withLock { change(&$0.verdict) } }
    }

    package let verdict: Ruling
    /// What the servers' clocks show beyond ours; `nil` where no answer comes.
    package let skew = Mutex<TimeSpan?>(.seconds(0))
    package let running = Mutex(0)
    package let mostAtOnce = Mutex(0)
    package let probes = Mutex<[(name: CredentialName, extent: ProbeReport.Extent, at: Instant)]>([])
    package let secretAges = Mutex<[TimeSpan]>([])
    /// What is found of one secret, by its bytes; where it has an entry, `verdict` has no say.
    package let findings = Mutex<[String: ProbeReport.Finding?]>([:])
    /// The secrets that were tried, each with whose it was and when.
    package let tried = Mutex<[(name: CredentialName, secret: String, at: Instant)]>([])

    package init(_ verdict: @escaping Verdict = { _, _, _ in nil }) {
        self.verdict = Ruling(verdict)
    }

    package func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: TimeSpan
    ) async -> ProbeReport {
        probes.withLock { $0.append((credential.name, plan.extent, now)) }
        let atOnce = running.withLock { running in
            running += 1
            return running
        }
        mostAtOnce.withLock { $0 = max($0, atOnce) }
        await Task.yield()
        defer { running.withLock { $0 -= 1 } }
        secretAges.withLock { $0.append(secretAge) }
        let text = secret.text
        tried.withLock { $0.append((credential.name, text, now)) }
        let finding = findings.withLock { $0[text] } ?? verdict.current(credential, plan, now)
        let steps = ProbeReport.StepName.allCases.filter {
            plan.extent == .whole || [.endpoint, .token, .identity].contains($0)
        }
        return ProbeReport(
            extent: plan.extent, finding: finding,
            steps: steps.map { .init(name: $0, result: finding == nil ? .ok : .skipped, durationMilliseconds: 1) },
            at: now,
            durationMilliseconds: 1, clockSkew: finding?.class.result == .unknown ? nil : skew.withLock { $0 })
    }

    package func attempts(of name: CredentialName) -> [(extent: ProbeReport.Extent, at: Instant)] {
        probes.withLock { $0.filter { $0.name == name }.map { ($0.extent, $0.at) } }
    }
}
