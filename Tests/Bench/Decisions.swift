import Bookkeeping
import Credentials
import Foundation
import Ports
import SecureMemory
import TestSupport
import Upkeep

/// Decisions about connections of which none is due.
struct Decisions {
    static let count = 10_000
    private static let now = Instant(secondsSinceEpoch: 1_795_000_000)  // 2026-11-18T11:06:40Z

    /// Decisions per second, round by round.
    static func measure(rounds: Int) throws -> Sample {
        let inventory = (0..<count).compactMap {
            Credential.canned($0, host: "contoso\($0).crm4.dynamics.com", port: 443)
        }
        let facts = Facts(current: version(0), standing: standing)
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

    private static var standing: Standing {
        let report = ProbeReport(
            extent: .whole, finding: nil,
            steps: ProbeReport.StepName.allCases.map { .init(name: $0, result: .ok, durationMilliseconds: 50) },
            at: now - .hours(1), durationMilliseconds: 300)
        return Standing().after(report, at: now - .hours(1))
    }
}

/// The parts of the world that probes in an instant world do not touch.
struct Unreachable: Keyring, CredentialProber, Mailer, NoticeWriter, Journal {
    func read(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        .obstructed(.unreachable)
    }
    func check(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer {
        .obstructed(.unreachable)
    }
    func store(
        _ name: CredentialName, version: String, label: String, secret: SharedSecret
    ) async -> KeyringStoreAnswer { .obstructed(.unreachable) }
    func makeKey(
        _ name: CredentialName, version: String, label: String, commonName: String, notBefore: Instant,
        notAfter: Instant
    ) async -> KeyringKeyAnswer { .obstructed(.unreachable) }
    func assertion(
        of statement: KeyStatement, _ name: CredentialName, version: String, fingerprint: [UInt8],
        certificate: [UInt8]
    ) async -> KeyringAnswer { .obstructed(.unreachable) }
    func provider() async -> KeyringProvider? { nil }
    func remove(_ name: CredentialName, version: String) async -> Bool { false }
    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: TimeSpan
    ) async -> ProbeReport {
        ProbeReport(extent: plan.extent, finding: nil, steps: [], at: now, durationMilliseconds: 0)
    }
    func signIn(with secret: MailSecret) async -> MailSignIn { .unknown(code: nil, text: "") }
    var setting: String { "" }
    func prove(to recipient: String, secret: MailSecret?) async -> WayProof { .untold("") }

    func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
        .postponed(code: nil, text: "")
    }
    func write(_ request: NoticeRequest) -> NoticeDraft { NoticeDraft(messageID: "", subject: "", message: []) }
    func urgency(of request: NoticeRequest) -> Urgency { .later }
    func write(together: [NoticeRequest]) -> NoticeDraft { NoticeDraft(messageID: "", subject: "", message: []) }
    func write(_ request: OperatorNoticeRequest) -> NoticeDraft { NoticeDraft(messageID: "", subject: "", message: []) }
    func steps(of task: PersonalTask, for credential: Credential) -> [String] { [] }
    func write(_ entry: JournalEntry) {}
}

extension Duration {
    /// As a number.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
