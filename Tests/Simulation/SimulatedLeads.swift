package import Credentials
import Ports
package import SecureMemory
package import Synchronization

/// The leads that the marketplace has written at each connection, and whoever may read when.
package final class SimulatedLeads: LeadReader {
    /// When leads arrived, or will.
    package let arrivals = Mutex<[CredentialName: [Instant]]>([:])
    /// What whoever reads is answered instead; `nil` where it may read.
    package let setback = Mutex<Setback?>(nil)
    /// Who has read, from when on and when.
    package let readings = Mutex<[(name: CredentialName, since: Instant, at: Instant)]>([])
    /// How many leads are told at once.
    package let most = Mutex(10_000)

    package init() {}

    package func arrivals(
        of credential: Credential, secret: SharedSecret, since earliest: Instant, at now: Instant
    ) async throws(Setback) -> LeadReport {
        readings.withLock { $0.append((credential.name, earliest, now)) }
        await Task.yield()
        if let setback = setback.withLock({ $0 }) { throw setback }
        let all = arrivals.withLock { $0[credential.name] ?? [] }.filter { $0 >= earliest && $0 <= now }.sorted()
        let most = most.withLock { $0 }
        return LeadReport(Array(all.prefix(most)), isWhole: all.count <= most)
    }
}
