import Credentials
import SecureMemory
import Synchronization
import TestSupport
import Upkeep

/// Microsoft with its spite: Entra, Graph, Partner Center and the marketplace that has a copy, all as they are in truth.
final class SimulatedCloud: Sendable {
    /// A client secret on an application.
    struct Key {
        var issued: IssuedKey
        var value: String
        /// When every replica lists it, and when every replica accepts it; in between it depends on whom one asks.
        var listedFrom: Instant
        var acceptedFrom: Instant
        var isDead = false
        var isForeign = false
        var removedAt: Instant?
    }

    /// How a request goes wrong.
    enum Mishap: CaseIterable {
        /// It was not done, and the server says so.
        case refusedForNow
        /// The connection was cut after the effect.
        case answerLost
    }

    /// An offer in Partner Center.
    struct Offer {
        var draft: LeadDestination
        var draftKey: String
        var previewKey: String
        var liveKey: String
        var pendingEdits: [String] = []
        var submissions: [Credentials.Offer.Submission] = []
        var jobs: [String: Job] = [:]
    }

    /// A request that Partner Center works on.
    struct Job {
        var endsAt: Instant
        var target: Credentials.Offer.Submission.Target
        var key: String
        var isApplied = false
    }

    struct State {
        var random: SeededGenerator
        var keys: [GUID: [Key]] = [:]
        /// What lies on service principals alone.
        var principalKeys: [GUID: [IssuedKey]] = [:]
        var passwords: [String: String] = [:]
        var offers: [String: Offer] = [:]
        /// The secret with which the marketplace writes leads, by credential.
        var copies: [CredentialName: String] = [:]
        var testLeads: [CredentialName: Instant] = [:]
        var allowance = SecretAllowance()
        /// How often of a thousand a request goes wrong.
        var mishaps = 0
        /// How long a new secret takes to be known everywhere, at most.
        var propagation: Int64 = 20
        /// How many of the next keys will never work.
        var deadMints = 0
        var roomForKeys = 40
        var publishing = Span.hours(2)
        var isReachable = true
        /// What a request gets in place of an answer, by its name; each is asked for once.
        var script: [String: [Setback]] = [:]
        /// What was done, in order.
        var calls: [String] = []
        var minted = 0
        var removed: [Key] = []
        var serial: UInt64 = 0
        /// How many keys there may be whose value nobody has; checked when one is minted.
        var mostUnknown = 0
        var proverAttempts: [(name: CredentialName, value: String, at: Instant)] = []
    }

    let clock: any Timekeeper
    let state: Mutex<State>

    init(clock: any Timekeeper, seed: UInt64 = 1) {
        self.clock = clock
        state = Mutex(State(random: SeededGenerator(seed: seed)))
    }

    // MARK: What people do in the portals

    /// Puts a client secret on an application, as a person does in the portal.
    @discardableResult
    func add(_ value: String, to application: GUID, endsAt: Instant, isForeign: Bool = false, name: String? = "by hand") -> GUID {
        let now = clock.now()
        return state.withLock { state in
            state.serial += 1
            let keyID = GUID(high: 0xaaaa_0000_0000_4000 | (isForeign ? 0xf : 0), low: 0x8000_0000_0000_0000 | state.serial)
            state.keys[application, default: []].append(
                Key(
                    issued: IssuedKey(
                        keyID: keyID, displayName: name, hint: String(value.prefix(3)), startsAt: now, endsAt: endsAt),
                    value: value,
                    listedFrom: now, acceptedFrom: now, isForeign: isForeign))
            return keyID
        }
    }

    /// Removes a client secret, as a person does in the portal.
    func delete(_ value: String, from application: GUID) {
        let now = clock.now()
        state.withLock { state in
            guard let index = state.keys[application]?.firstIndex(where: { $0.value == value && $0.removedAt == nil }) else {
                return
            }
            state.keys[application]?[index].removedAt = now
        }
    }

    /// Whether Entra accepts a secret of that application now, wherever one asks.
    func accepts(_ value: String, of application: GUID) -> Bool {
        let now = clock.now()
        return state.withLock { state in
            state.keys[application, default: []].contains {
                $0.value == value && $0.isAccepted(at: now) && $0.acceptedFrom <= now
            }
        }
    }

    /// A person pastes the secret into Partner Center and publishes: the marketplace tries it, and uses it from now on.
    func paste(_ value: String, for credential: Credential) {
        let now = clock.now()
        state.withLock { state in
            state.copies[credential.name] = value
            state.testLeads[credential.name] = now
        }
    }

    /// Whether the marketplace's copy is accepted now, so that leads arrive.
    func hasWorkingCopy(_ credential: Credential) -> Bool {
        guard let copy = state.withLock({ $0.copies[credential.name] }) else { return false }
        switch credential.identity {
        case .azureAD(_, let application): return accepts(copy, of: application)
        case .office365(let user, _, _): return state.withLock { $0.passwords[user] == copy }
        case .mailbox: return false
        }
    }

    /// The keys on an application as they are in truth.
    func keys(of application: GUID) -> [Key] {
        state.withLock { $0.keys[application, default: []].filter { $0.removedAt == nil } }
    }

    // MARK: Mishaps

    /// Notes a request, and tells how it goes wrong; `nil` where it does not.
    func begin(_ call: String, _ state: inout State) throws(Setback) -> Bool {
        state.calls.append(call)
        if !state.isReachable { throw Setback(.transient, code: "HTTP 503", message: "it is not reachable") }
        if var script = state.script[call], !script.isEmpty {
            let setback = script.removeFirst()
            state.script[call] = script
            throw setback
        }
        guard Int.random(in: 0..<1_000, using: &state.random) < state.mishaps else { return false }
        switch Mishap.allCases.randomElement(using: &state.random) ?? .refusedForNow {
        case .refusedForNow:
            let rest = Bool.random(using: &state.random) ? Span.seconds(Int64.random(in: 1...300, using: &state.random)) : nil
            throw Setback(.transient, code: rest == nil ? "HTTP 503" : "HTTP 429", message: "not now", retryAfter: rest)
        case .answerLost: return true
        }
    }

    static let lost = Setback(.uncertain, message: "the connection was cut")

    /// Signs an application in; a replica that has not heard of the secret turns it down.
    func signIn(_ application: GUID, _ value: String, _ state: inout State) throws(Setback) {
        let now = clock.now()
        let known = state.keys[application, default: []].first { $0.value == value }
        guard let key = known, key.isAccepted(at: now) else {
            let isLapsed = known?.issued.endsAt.map { $0 <= now } ?? false
            throw Setback(
                .unauthorised, code: isLapsed ? "AADSTS7000222" : "AADSTS7000215", message: "the client secret is not accepted")
        }
        if now < key.acceptedFrom, Int.random(in: 0..<3, using: &state.random) > 0 {
            throw Setback(.unauthorised, code: "AADSTS7000215", message: "the client secret is not accepted")
        }
    }
}

extension SimulatedCloud.Key {
    func isAccepted(at now: Instant) -> Bool {
        !isDead && removedAt == nil && issued.endsAt.map { now < $0 } ?? true
    }
}

extension SharedSecret {
    /// The value, for a simulation that has to compare it.
    var text: String { bytes.withBytes { String(decoding: $0, as: UTF8.self) } }
}
