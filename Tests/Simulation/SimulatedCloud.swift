package import Credentials
package import Ports
package import SecureMemory
package import Synchronization
package import TestBasics

/// Microsoft with its spite: Entra, Graph, Partner Center and the marketplace that has a copy, all as they are in
/// truth.
package final class SimulatedCloud: Sendable {
    /// A client secret on an application.
    package struct Key {
        package var issued: IssuedKey
        package var value: String
        /// When every replica lists it, and when every replica accepts it; in between it depends on whom one asks.
        package var listedFrom: Instant
        package var acceptedFrom: Instant
        package var isDead = false
        package var isForeign = false
        package var removedAt: Instant?

        package init(
            issued: IssuedKey, value: String, listedFrom: Instant, acceptedFrom: Instant, isDead: Bool = false,
            isForeign: Bool = false
        ) {
            (self.issued, self.value) = (issued, value)
            (self.listedFrom, self.acceptedFrom) = (listedFrom, acceptedFrom)
            (self.isDead, self.isForeign) = (isDead, isForeign)
        }
    }

    /// How a request goes wrong.
    package enum Mishap: CaseIterable {
        /// It was not done, and the server says so.
        case refusedForNow
        /// The connection was cut after the effect.
        case answerLost
    }

    /// An offer in Partner Center.
    package struct Offer {
        package var draft: LeadConfiguration
        package var draftKey: String
        package var previewKey: String
        package var liveKey: String
        package var pendingEdits: [String] = []
        package var submissions: [Credentials.Offer.Submission] = []
    }

    /// A request that Partner Center works on.
    package struct Job {
        package var offer: String
        package var endsAt: Instant
        package var target: Credentials.Offer.Submission.Target
        package var key: String
    }

    package struct State {
        package var random: SeededGenerator
        package var keys: [GUID: [Key]] = [:]
        /// What lies on service principals alone.
        package var principalKeys: [GUID: [IssuedKey]] = [:]
        package var passwords: [String: String] = [:]
        /// What Graph says of users' passwords; of whom it has nothing, nothing is said.
        package var passwordFacts: [String: PasswordFacts] = [:]
        /// What the directory's audit log has, each entry from when it may be read on.
        package var audits: [(target: AuditTarget, change: DirectoryChange, loggedAt: Instant)] = []
        package var auditsAreReadable = true
        package var offers: [String: Offer] = [:]
        /// What Partner Center works on, by its id, and the ids of what it has done.
        package var openJobs: [String: Job] = [:]
        package var doneJobs: Set<String> = []
        /// The secret with which the marketplace writes leads, by credential.
        package var copies: [CredentialName: String] = [:]
        package var testLeads: [CredentialName: Instant] = [:]
        /// The connections whose role may not read leads.
        package var blind: Set<CredentialName> = []
        /// What Entra has logged, by application, and how late it may be in the reports, in seconds.
        package var signInLog: [GUID: SignInLog] = [:]
        package var signInDelay: Int64 = 0
        /// How much of the reports may be read, of each application; of others nothing.
        package var reports: [GUID: Reports] = [:]
        /// Where leadkeeper notes its own sign-ins.
        package var notes: SignInNotes?
        package var allowance = SecretAllowance()
        /// The applications that may read what is on themselves; the administrator may read all.
        package var selfReaders: Set<GUID> = []
        /// How often of a thousand a request goes wrong.
        package var mishaps = 0
        /// How long a new secret takes to be known everywhere, at most.
        package var propagation: Int64 = 20
        /// How many of the next keys will never work, whichever application they are for.
        package var deadMints = 0
        /// The applications whose next key will never work.
        package var doomedApplications: Set<GUID> = []
        package var roomForKeys = 40
        package var publishing = TimeSpan.hours(2)
        package var isReachable = true
        /// What a request gets in place of an answer, by its name; each is asked for once.
        package var script: [String: [Setback]] = [:]
        /// What was done, in order.
        package var calls: [String] = []
        package var minted = 0
        package var removed: [Key] = []
        package var serial: UInt64 = 0
        /// How many keys there may be whose value nobody has; checked when one is minted.
        package var mostUnknown = 0
        package var proverAttempts: [(name: CredentialName, value: String, at: Instant)] = []
    }

    package let clock: any Timekeeper
    package let state: Mutex<State>

    package init(clock: any Timekeeper, seed: UInt64 = 1) {
        self.clock = clock
        state = Mutex(State(random: SeededGenerator(seed: seed)))
    }

    // MARK: What people do in the portals

    /// Puts a client secret on an application, as a person does in the portal.
    @discardableResult
    package func add(
        _ value: String, to application: GUID, endsAt: Instant, isForeign: Bool = false, name: String? = "by hand"
    )
        -> GUID
    {
        let now = clock.now()
        return state.withLock { state in
            state.serial += 1
            let keyID = GUID(
                high: 0xaaaa_0000_0000_4000 | (isForeign ? 0xf : 0), low: 0x8000_0000_0000_0000 | state.serial)
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
    package func delete(_ value: String, from application: GUID) {
        let now = clock.now()
        state.withLock { state in
            guard let index = state.keys[application]?.firstIndex(where: { $0.value == value && $0.removedAt == nil })
            else {
                return
            }
            state.keys[application]?[index].removedAt = now
        }
    }

    /// Gives a client secret another name, as a person does in the portal.
    package func rename(_ value: String, on application: GUID, to name: String) {
        state.withLock { state in
            guard let index = state.keys[application]?.firstIndex(where: { $0.value == value }) else { return }
            state.keys[application]?[index].issued.displayName = name
        }
    }

    /// Somebody's change stands in the audit log, from then on.
    package func log(_ actor: String, changed target: AuditTarget, _ ids: Set<GUID>, after delay: TimeSpan) {
        let now = clock.now()
        state.withLock { state in
            let change = DirectoryChange(at: now, activity: "Update application", actor: actor, ids: ids)
            state.audits.append((target, change, now + delay))
        }
    }

    /// Whether Entra accepts a secret of that application now, wherever one asks.
    package func accepts(_ value: String, of application: GUID) -> Bool {
        let now = clock.now()
        return state.withLock { state in
            state.keys[application, default: []].contains {
                $0.value == value && $0.isAccepted(at: now) && $0.acceptedFrom <= now
            }
        }
    }

    /// A person pastes the secret into Partner Center and publishes: the marketplace tries it, and uses it from now on.
    package func paste(_ value: String, for credential: Credential) {
        let now = clock.now()
        state.withLock { state in
            state.copies[credential.name] = value
            state.testLeads[credential.name] = now
        }
    }

    /// Whether the marketplace's copy is accepted now, so that leads arrive.
    package func hasWorkingCopy(_ credential: Credential) -> Bool {
        guard let copy = state.withLock({ $0.copies[credential.name] }) else { return false }
        switch credential.identity {
        case .azureAD(_, let application): return accepts(copy, of: application)
        case .office365(let user, _, _): return state.withLock { $0.passwords[user] == copy }
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: return false
        }
    }

    /// The keys on an application as they are in truth.
    package func keys(of application: GUID) -> [Key] {
        state.withLock { $0.keys[application, default: []].filter { $0.removedAt == nil } }
    }

    // MARK: Mishaps

    /// Notes a request, and tells how it goes wrong; `nil` where it does not.
    package func begin(_ call: String, _ state: inout State) throws(Setback) -> Bool {
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
            let rest =
                Bool.random(using: &state.random)
                ? TimeSpan.seconds(Int64.random(in: 1...300, using: &state.random)) : nil
            throw Setback(.transient, code: rest == nil ? "HTTP 503" : "HTTP 429", message: "not now", retryAfter: rest)
        case .answerLost: return true
        }
    }

    package static let lost = Setback(.uncertain, message: "the connection was cut")

    /// Signs an application in; a replica that has not heard of the secret turns it down.
    package func signIn(
        _ application: GUID, _ value: String, _ state: inout State, isForLeads: Bool = false
    ) throws(Setback) {
        let now = clock.now()
        let known = state.keys[application, default: []].first { $0.value == value }
        guard let key = known, key.isAccepted(at: now) else {
            let isLapsed = known?.issued.endsAt.map { $0 <= now } ?? false
            throw Setback(
                .unauthorised, code: isLapsed ? "AADSTS7000222" : "AADSTS7000215",
                message: "the client secret is not accepted")
        }
        if now < key.acceptedFrom, Int.random(in: 0..<3, using: &state.random) > 0 {
            throw Setback(.unauthorised, code: "AADSTS7000215", message: "the client secret is not accepted")
        }
        log(application, key, isForLeads: isForLeads, &state)
    }
}

extension SimulatedCloud.Key {
    package func isAccepted(at now: Instant) -> Bool {
        !isDead && removedAt == nil && issued.endsAt.map { now < $0 } ?? true
    }
}

extension SharedSecret {
    /// The value, for a simulation that has to compare it.
    package var text: String { bytes.withBytes { String(decoding: $0, as: UTF8.self) } }
}
