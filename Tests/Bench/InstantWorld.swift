import Credentials
import Ports
import SecureMemory
import Synchronization

/// A keyring that has every secret at once.
struct InstantKeyring: Keyring {
    static let fingerprint: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7]
    private let secret = SharedSecret(SecretBytes(copying: Array("a secret".utf8)))

    func read(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer { .value(secret) }
    func check(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer { .intact }
    func store(
        _ name: CredentialName, version: String, label: String, secret: SharedSecret
    ) async -> KeyringStoreAnswer { .stored(fingerprint: Array(version.utf8.suffix(8))) }
    func makeKey(
        _ name: CredentialName, version: String, label: String, commonName: String, notBefore: Instant,
        notAfter: Instant
    ) async -> KeyringKeyAnswer { .refused }
    func assertion(
        of statement: KeyStatement, _ name: CredentialName, version: String, fingerprint: [UInt8],
        certificate: [UInt8]
    ) async -> KeyringAnswer { .value(secret) }
    func provider() async -> KeyringProvider? { nil }
    func remove(_ name: CredentialName, version: String) async -> Bool { true }
}

/// A Microsoft that takes every lead at once.
final class InstantProber: CredentialProber {
    private let probes = Mutex(0)

    /// How many probes there were.
    var count: Int { probes.withLock { $0 } }

    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: TimeSpan
    ) async -> ProbeReport {
        probes.withLock { $0 += 1 }
        return ProbeReport(
            extent: plan.extent, finding: nil,
            steps: ProbeReport.StepName.allCases.map { .init(name: $0, result: .ok, durationMilliseconds: 50) },
            at: now, durationMilliseconds: 300)
    }
}
