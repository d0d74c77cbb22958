/// What is remembered of the trial of a secret between attempts: it was stored beside one that works, and takes its
/// place only once Microsoft accepts it.
public struct Trial: Hashable, Sendable, Codable {
    /// How the last attempt ended; `nil` before the first.
    public var report: ProbeReport?
    /// When it was last tried.
    public var lastAttemptAt: Instant?
    /// How many attempts in a row could not tell.
    public var failures: Int
    /// How many attempts were turned down in a way that counts towards locking the account.
    public var refusals: Int
    /// Nothing is tried before this moment: `Retry-After`.
    public var notBefore: Instant?

    /// A trial that has not begun.
    public init() {
        failures = 0
        refusals = 0
    }

    /// The trial after one more attempt that did not settle it.
    public func after(_ report: ProbeReport, at now: Instant) -> Trial {
        var trial = self
        trial.report = report
        trial.lastAttemptAt = now
        trial.notBefore = report.finding?.retryAfter.map { now + $0 }
        trial.failures += 1
        if report.verdict == .doubted { trial.refusals += 1 }
        return trial
    }

    /// The trial once the configuration of the credential has changed: tried again at once.
    public func afterNewConfiguration() -> Trial {
        var trial = self
        trial.lastAttemptAt = nil
        trial.failures = 0
        trial.refusals = 0
        trial.notBefore = nil
        return trial
    }

    /// When it is tried next by itself; `nil` where a password has had its attempts, so that only a person has it tried
    /// again.
    ///
    /// - Parameters:
    ///   - remaining: until the window of the secret in use ends; `nil` where there is no known end.
    ///   - rest: until when the account's passwords rest; `nil` where they do not.
    ///   - isUrgent: whether the one in use is of no use any more: then the patience of the ladder would help nobody.
    public func nextAttempt(remaining: TimeSpan?, rest: Instant?, isUrgent: Bool = false, now: Instant) -> Instant? {
        guard refusals < attemptsWithDoubtfulPassword else { return nil }
        var earliest = max(rest ?? now, now)
        if let notBefore, notBefore <= now + Standing.longestRest { earliest = max(earliest, notBefore) }
        guard let last = lastAttemptAt?.believed(at: now), failures > 0 else { return earliest }
        return max(earliest, last + RetryLadder.delay(afterFailures: isUrgent ? 1 : failures, remaining: remaining))
    }
}

/// What is known of the secret in use while another is on trial beside it.
public enum Rival: Hashable, Sendable {
    /// None is in use.
    case none
    /// Microsoft refuses it, for itself and not for its set-up; or the keyring has lost it.
    case refused
    /// It may work: how it ended when it was tried last, and whether that was just now.
    case stands(ProbeReport?, isFresh: Bool)

    /// An answer about the secret in use that is not older than this counts as of now.
    public static let freshness = TimeSpan.minutes(5)

    /// What the ledger knows of the secret in use.
    ///
    /// Of a client secret one refusal alone is no proof, as it may come from a replica, unless it was just now; a
    /// password is not tried twice for that.
    public init(current: SecretVersion?, standing: Standing, identity: Identity, now: Instant) {
        guard current != nil else {
            self = .none
            return
        }
        let isFresh = standing.lastAttemptAt?.believed(at: now).map { now - $0 <= Self.freshness } ?? false
        let isBelieved = identity.isPassword || isFresh || standing.refusals >= Standing.refusalsThatCount
        if standing.refusals > 0, standing.refusedAs?.refusesSecret == true, isBelieved {
            self = .refused
        } else {
            self = .stands(standing.lastProbe, isFresh: isFresh)
        }
    }
}

/// What follows from an attempt with a secret on trial.
public enum TrialVerdict: Hashable, Sendable {
    /// It takes the place of the one in use.
    case promote(Reason)
    /// The one in use is to be tried now, since only the two answers together tell.
    case compare
    /// It could not be told; it is tried again.
    case wait
    /// Microsoft refuses it; the one in use stays.
    case drop

    /// Why a secret is put to use.
    public enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        /// Microsoft accepts it.
        case accepted
        /// It gets as far as the one in use does.
        case asFar = "as-far"
        /// There was none in use.
        case noneInUse = "none-in-use"
        /// Microsoft refuses the one in use.
        case otherRefused = "other-refused"
        /// It is the one in use already.
        case same
        /// A person wants it untried.
        case unproven
        /// It is the URL of a channel, a monitor or an endpoint, which only its next use tries.
        case notTried = "not-tried"
        /// A person wants the one before it back.
        case undone
    }

    /// Judges the answer about the secret on trial beside what is known of the one in use.
    ///
    /// It reads no clock, file or random number; the same question has the same answer.
    /// - Parameter isPassword: whether both are passwords of one account, of which only one can be right and the older
    ///   is not tried.
    public init(on report: ProbeReport, beside rival: Rival, isPassword: Bool) {
        switch rival {
        case .none: self = .promote(.noneInUse)
        case .refused: self = report.result == .ok ? .promote(.accepted) : .promote(.otherRefused)
        case .stands(let other, let isFresh):
            self = Self.compared(report, with: other, isKnown: isFresh || isPassword, isPassword: isPassword)
        }
    }

    /// Judges the answer about a certificate on trial: it waits until somebody has uploaded it, however long that takes.
    ///
    /// Nobody knows when that is, so no refusal speaks against it; and what Entra does not know yet takes nobody's
    /// place, even of what is refused. What the mail server says once Entra has given a token is about the application.
    public init(onCertificate report: ProbeReport) {
        self = report.hasSignedIn ? .promote(.accepted) : .wait
    }

    private static func compared(
        _ report: ProbeReport, with other: ProbeReport?, isKnown: Bool, isPassword: Bool
    ) -> TrialVerdict {
        guard let finding = report.finding else { return .promote(.accepted) }
        // Of two passwords of one account the one that signs in is the one in force, whatever else fails.
        if isPassword, report.hasSignedIn { return .promote(.accepted) }
        if finding.class.refusesSecret { return isKnown ? .drop : .compare }
        // Nothing was said of the secret itself: it was not asked about, or not answered.
        let isTurnedDownForSetUp = finding.step == report.signInStep && report.result == .failed
        guard report.hasSignedIn || isTurnedDownForSetUp, finding.class != .userLocked else { return .wait }
        guard isKnown else { return .compare }
        if let other, other.result == .failed || other.hasSignedIn, other.reach >= 1, other.reach <= report.reach {
            return .promote(.asFar)
        }
        return report.result == .failed && other?.hasSignedIn == true ? .drop : .wait
    }
}

extension ProbeReport {
    /// How many steps it got past.
    public var reach: Int {
        let order = StepName.allCases
        if let step = finding.map(\.step) { return step.flatMap { order.firstIndex(of: $0) } ?? 0 }
        return extent == .whole ? order.count : order.firstIndex(of: .create) ?? 0
    }

    /// Whether the secret itself was accepted, whatever came afterwards.
    public var hasSignedIn: Bool { result == .ok || reach > (StepName.allCases.firstIndex(of: signInStep) ?? 0) }
}
