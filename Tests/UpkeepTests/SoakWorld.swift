import Credentials
import Notices
import Ports
import SecureMemory
import Simulation
import Synchronization
import TestSupport
import Upkeep

/// Holds back whoever comes by while it is shut: what was under way when the daemon was killed.
actor Gate {
    private var isShut = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private(set) var passed = 0

    func shut() { isShut = true }

    func open() {
        isShut = false
        for one in waiting { one.resume() }
        waiting = []
    }

    func pass() async {
        guard isShut else { return }
        passed += 1
        await withCheckedContinuation { waiting.append($0) }
    }
}

/// Microsoft as it is in truth, for a few dozen connections.
final class SoakMicrosoft: CredentialProber {
    struct Attempt {
        var extent: ProbeReport.Extent
        var at: Instant
        var finding: ProbeClass?
        var wasCut: Bool
        var secret: Int
    }

    struct State {
        /// When the stored secret really ends, by connection, and which one it is.
        var ends: [CredentialName: Instant] = [:]
        var secrets: [CredentialName: Int] = [:]
        /// What is wrong with a connection beside its secret, and until when.
        var faults: [CredentialName: (class: ProbeClass, until: Instant)] = [:]
        var isReachable = true
        var attempts: [CredentialName: [Attempt]] = [:]
        var count = 0
        var isCut = false
        /// Whether the process that asks is one that was killed already.
        var isDead = false
    }

    let state = Mutex(State())
    let clock: WorldClock
    let seed: UInt64
    let gate: Gate

    init(clock: WorldClock, seed: UInt64, gate: Gate) {
        (self.clock, self.seed, self.gate) = (clock, seed, gate)
    }

    func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant,
        secretAge: TimeSpan
    ) async -> ProbeReport {
        let truth = clock.truth
        let finding = state.withLock { state in
            let finding = self.finding(credential, state, at: truth)
            guard !state.isDead else { return finding }
            state.count += 1
            state.attempts[credential.name, default: []].append(
                Attempt(
                    extent: plan.extent, at: truth, finding: finding, wasCut: state.isCut,
                    secret: state.secrets[credential.name] ?? 0))
            return finding
        }
        await gate.pass()
        let steps = ProbeReport.StepName.allCases.filter {
            plan.extent == .whole || [.endpoint, .token, .identity].contains($0)
        }
        return ProbeReport(
            extent: plan.extent,
            finding: finding.map {
                .init(
                    class: $0, step: .token, message: "it did not end well",
                    retryAfter: $0 == .throttled ? .minutes(7) : nil)
            },
            steps: steps.map {
                .init(name: $0, result: finding == nil ? .ok : .skipped, durationMilliseconds: 1)
            }, at: now,
            durationMilliseconds: 1, clockSkew: finding?.result == .unknown ? nil : truth - now)
    }

    /// One attempt in twenty cannot tell, whatever is true; which one follows from seed, name and time alone.
    private func finding(_ credential: Credential, _ state: State, at truth: Instant) -> ProbeClass? {
        guard state.isReachable else { return .network }
        let name = credential.name.description.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
        var random = SeededGenerator(seed: seed ^ name ^ UInt64(bitPattern: truth.secondsSinceEpoch))
        if Int.random(in: 0..<20, using: &random) == 0 {
            return [ProbeClass.throttled, .timeout, .serviceFault, .unrecognised].randomElement(
                using: &random)
        }
        if let fault = state.faults[credential.name], truth < fault.until { return fault.class }
        if let end = state.ends[credential.name], truth >= end {
            return credential.identity.isPassword ? .passwordExpired : .secretExpired
        }
        return nil
    }
}

/// A mail server that may be down, and keeps what it has accepted.
final class SoakMailServer: Mailer {
    struct Letter {
        var key: String
        var at: Instant
        var clockError: TimeSpan
        var wasCut: Bool
    }

    struct State {
        var isUp = true
        var letters: [Letter] = []
        var attempts: [TimeSpan] = []
        var isCut = false
        /// Whether the process that sends is one that was killed already.
        var isDead = false
    }

    let state = Mutex(State())
    let clock: WorldClock
    let gate: Gate

    init(clock: WorldClock, gate: Gate) {
        (self.clock, self.gate) = (clock, gate)
    }

    func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
        let isUp = state.withLock { state in
            guard !state.isDead else { return false }
            state.attempts.append(clock.uptime())
            if state.isUp {
                state.letters.append(
                    Letter(
                        key: String(decoding: message, as: UTF8.self), at: clock.truth, clockError: clock.error,
                        wasCut: state.isCut))
            }
            return state.isUp
        }
        await gate.pass()
        return isUp ? .accepted(code: 250, text: "ok") : .postponed(code: 451, text: "try later")
    }

    func signIn(with secret: MailSecret) async -> MailSignIn {
        state.withLock { $0.isUp && !$0.isDead } ? .accepted : .unknown(code: 451, text: "try later")
    }

    var setting: String { "simulated" }

    func prove(to recipient: String, secret: MailSecret?) async -> WayProof {
        state.withLock { $0.isUp && !$0.isDead }
            ? .works("it takes mail for \(recipient)") : .fails(.postponed(code: 451, text: "try later"))
    }
}

/// Writes the whole key of a notice, by which its copies are counted.
struct SoakWriter: NoticeWriter {
    func write(_ request: NoticeRequest) -> NoticeDraft { draft(request.key) }
    func envelope(of request: NoticeRequest) -> NoticeEnvelope {
        NoticeEnvelope(messageID: "<\(request.key)@test>", urgency: urgency(of: request))
    }
    func subject(of request: NoticeRequest) -> String { request.key }
    func urgency(of request: NoticeRequest) -> Urgency { NoticeComposer(host: "").urgency(of: request) }
    func write(together requests: [NoticeRequest]) -> NoticeDraft {
        draft(requests.map(\.key).joined(separator: "\n"))
    }
    func write(_ request: OperatorNoticeRequest) -> NoticeDraft { draft(request.key) }
    func steps(of task: PersonalTask, for credential: Credential) -> [String] { ["\(task) \(credential.name)"] }

    private func draft(_ key: String) -> NoticeDraft {
        NoticeDraft(messageID: "<\(key)@test>", subject: key, message: Array(key.utf8))
    }
}
