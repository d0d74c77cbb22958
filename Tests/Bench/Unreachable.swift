import Credentials
import Foundation
import Ports
import SecureMemory
import Synchronization
import Upkeep

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
    func envelope(of request: NoticeRequest) -> NoticeEnvelope {
        NoticeEnvelope(messageID: request.key, urgency: .later)
    }

    func subject(of request: NoticeRequest) -> String { "" }
    func urgency(of request: NoticeRequest) -> Urgency { .later }
    func write(together: [NoticeRequest]) -> NoticeDraft { NoticeDraft(messageID: "", subject: "", message: []) }
    func write(_ request: OperatorNoticeRequest) -> NoticeDraft { NoticeDraft(messageID: "", subject: "", message: []) }
    func steps(of task: PersonalTask, for credential: Credential) -> [String] { [] }
    func write(_ entry: JournalEntry) {}
}

extension Unreachable {
    /// A world of which nothing but a clock is there, with what takes the place of some of it.
    func world(
        at clock: any Timekeeper, keyring: (any Keyring)? = nil, prober: (any CredentialProber)? = nil,
        writer: (any NoticeWriter)? = nil
    ) -> Engine.World {
        Engine.World(
            timekeeper: clock, keyring: keyring ?? self, prober: prober ?? self, issuer: self, marketplace: self,
            testLeads: self, signIns: self, mailer: self, noticeWriter: writer ?? self, journal: self,
            random: SystemRandomNumberGenerator())
    }
}

/// The clocks of this machine.
struct SystemClock: Timekeeper {
    func now() -> Instant { Instant(secondsSinceEpoch: Self.seconds(of: CLOCK_REALTIME)) }
    func uptime() -> TimeSpan { .seconds(Self.seconds(of: CLOCK_BOOTTIME)) }
    func awaitsTimeService() -> Bool { false }

    private static func seconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec)
    }
}

/// A clock that goes on when it is told to, on both hands.
final class BenchClock: Timekeeper {
    private let start: Instant
    private let seconds = Mutex<Int64>(0)

    init(now: Instant) { start = now }

    func now() -> Instant { start + .seconds(seconds.withLock { $0 }) }
    func uptime() -> TimeSpan { .hours(1) + .seconds(seconds.withLock { $0 }) }
    func awaitsTimeService() -> Bool { false }

    /// So much time passes.
    func advance(by span: TimeSpan = .seconds(1)) { seconds.withLock { $0 += span.seconds } }
}
