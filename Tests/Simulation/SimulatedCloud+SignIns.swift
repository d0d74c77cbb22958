package import Credentials
package import Ports
import Synchronization
import TestBasics

extension SimulatedCloud {
    /// How much of the reports of an application may be read.
    package enum Reports: CaseIterable {
        /// Nothing, as the directory has no licence for it.
        case unlicensed
        /// The last sign-in of each key.
        case last
        /// The single sign-ins too.
        case all
    }

    /// A sign-in as Entra has logged it; an object, since thousands are looked through for one.
    package final class LoggedSignIn: Sendable {
        package let signIn: KeySignIn
        /// When the reports have it.
        package let visibleAt: Instant
        package let isOurs: Bool

        init(_ signIn: KeySignIn, visibleAt: Instant, isOurs: Bool) {
            (self.signIn, self.visibleAt, self.isOurs) = (signIn, visibleAt, isOurs)
        }
    }

    /// The sign-ins to an application that Entra still has: those of a month, and the last one of each key.
    package struct SignInLog {
        private static let kept = TimeSpan.days(31)

        /// In the order in which they were made.
        package private(set) var all: [LoggedSignIn] = []
        /// With how many of them the old ones are looked for: so often that it costs each sign-in the same.
        private var mostBeforePruning = 512
        /// How many of the first ones the reports have without a gap, and the last of each key among those: a report
        /// looks through the few behind them.
        private var settled = (count: 0, last: [GUID: LoggedSignIn](), asOf: Instant?.none)

        mutating func append(_ logged: LoggedSignIn, at now: Instant) {
            if let newest = all.last, logged.signIn.at < newest.signIn.at { beginAnew() }
            all.insert(logged, at: all.lastIndex { $0.signIn.at <= logged.signIn.at }.map { $0 + 1 } ?? 0)
            guard all.count >= mostBeforePruning else { return }
            let last = Dictionary(all.map { ($0.signIn.keyID, $0.signIn.at) }, uniquingKeysWith: max)
            all.removeAll { !Self.isKept($0.signIn.at, at: now) && last[$0.signIn.keyID] != $0.signIn.at }
            mostBeforePruning = max(512, 2 * all.count)
            beginAnew()
        }

        private mutating func beginAnew() { settled = (0, [:], nil) }

        /// The last sign-in of each key that the reports have by now.
        mutating func last(at now: Instant) -> [GUID: LoggedSignIn] {
            if let asOf = settled.asOf, asOf > now { beginAnew() }
            settled.asOf = now
            while settled.count < all.count, all[settled.count].visibleAt <= now {
                Self.take(all[settled.count], into: &settled.last)
                settled.count += 1
            }
            var last = settled.last
            for logged in all[settled.count...] where logged.visibleAt <= now { Self.take(logged, into: &last) }
            return last
        }

        /// Of two at one moment the first counts.
        private static func take(_ logged: LoggedSignIn, into last: inout [GUID: LoggedSignIn]) {
            let key = logged.signIn.keyID
            if last[key].map({ $0.signIn.at < logged.signIn.at }) ?? true { last[key] = logged }
        }

        /// The single sign-ins since then that the reports have by now, and still have.
        func events(since instant: Instant, at now: Instant) -> [KeySignIn] {
            let first = all.lastIndex { $0.signIn.at < instant }.map { $0 + 1 } ?? 0
            return all[first...].filter { $0.visibleAt <= now && Self.isKept($0.signIn.at, at: now) }.map(\.signIn)
        }

        /// Whether single sign-ins of then can still be read.
        static func isKept(_ signedInAt: Instant, at now: Instant) -> Bool { now - signedInAt <= kept }
    }

    /// From where the marketplace signs in.
    package static let marketplaceAddress = "20.1.2.3"
    private static let dynamics = SignInResource(id: SignInResource.dataverse, name: "Dataverse")
    private static let graph = SignInResource(
        id: GUID(high: 0x0000_0003_0000_0000, low: 0xc000_0000_0000_0000), name: "Microsoft Graph")

    /// Logs a sign-in that went through.
    package func log(
        _ application: GUID, _ key: Key, isForLeads: Bool, by address: String? = nil, _ state: inout State
    ) {
        let now = clock.now()
        state.serial += 1
        let id = GUID(high: 0xdddd_0000_0000_4000, low: 0x8000_0000_0000_0000 | state.serial).description
        let correlation = GUID(high: 0xeeee_0000_0000_4000, low: 0x8000_0000_0000_0000 | state.serial).description
        let signIn = KeySignIn(
            keyID: key.issued.keyID, at: now, requestID: id, correlationID: correlation,
            address: address ?? "192.0.2.1", resource: isForLeads ? Self.dynamics : Self.graph)
        let delay = state.signInDelay > 0 ? Int64.random(in: 0...state.signInDelay, using: &state.random) : 0
        let logged = LoggedSignIn(signIn, visibleAt: now + .seconds(delay), isOurs: address == nil)
        state.signInLog[application, default: SignInLog()].append(logged, at: now)
        if address == nil {
            state.notes?.note(OwnSignIn(application: application, requestID: id, correlationID: correlation))
        }
    }

    /// The marketplace writes a lead with the configuration that is live, if its secret is accepted.
    ///
    /// - Returns: whether it is.
    @discardableResult
    package func marketplaceSignsIn(for credential: Credential) -> Bool {
        guard let value = state.withLock({ $0.copies[credential.name] }) else { return false }
        return somebodySignsIn(with: value, for: credential, from: Self.marketplaceAddress)
    }

    /// Somebody signs in with a secret of a connection, to write leads.
    @discardableResult
    package func somebodySignsIn(with value: String, for credential: Credential, from address: String) -> Bool {
        guard let application = credential.identity.application else { return false }
        let now = clock.now()
        return state.withLock { state in
            let keys = state.keys[application.id, default: []]
            guard let key = keys.first(where: { $0.value == value && $0.isAccepted(at: now) }) else { return false }
            log(application.id, key, isForLeads: true, by: address, &state)
            return true
        }
    }

    private func mode(of application: GUID, _ state: State) -> Reports { state.reports[application] ?? .unlicensed }
}

extension SimulatedCloud: SignInReports {
    package func signIns(
        of application: EntraApplication, since instant: Instant, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> SignInReport {
        let (value, now) = (await proof.text, clock.now())
        return try state.withLock { (state: inout State) throws(Setback) in
            let mode = mode(of: application.id, state)
            guard mode != .unlicensed else {
                throw Setback(
                    .forbidden, code: "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                    message: "the directory has no licence for reports")
            }
            let isLost = try begin("signIns", &state)
            try signIn(administrator.id, value, &state)
            if isLost { throw Self.lost }
            let last = state.signInLog[application.id]?.last(at: now) ?? [:]
            let events = mode == .all ? state.signInLog[application.id]?.events(since: instant, at: now) ?? [] : nil
            return SignInReport(
                last: last.values.map { logged in
                    let signIn = logged.signIn
                    // A summary does not say from where.
                    return KeySignIn(
                        keyID: signIn.keyID, at: signIn.at, requestID: signIn.requestID, resource: signIn.resource)
                }, events: events)
        }
    }
}
