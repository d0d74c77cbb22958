/// What to do for a credential, when next, and why.
public struct Decision: Hashable, Sendable {
    /// One thing to do.
    public enum Action: Hashable, Sendable {
        /// Prove that it works.
        case probe(ProbeReport.Extent)
        /// Tell people.
        case notify(Occasion)
    }

    /// One thing to do now, and the violation that calls for it.
    public struct Due: Hashable, Sendable {
        /// What to do.
        public var action: Action
        /// The violation, as a stable code.
        public var reason: Reason
    }

    /// The violation that a check found.
    public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        case noSecretStored = "no-secret-stored"
        case clockImplausible = "clock-implausible"
        case unverified
        case endReached = "end-reached"
        case windowEnded = "window-ended"
        case leadTimeReached = "lead-time-reached"
        case nobodyBegan = "nobody-began"
        case snoozed, held
        case refusedByMicrosoft = "refused-by-microsoft"
        case uncheckedTooLong = "unchecked-too-long"
        case troubleOver = "trouble-over"
        case leadsSilent = "leads-silent"
        case proofTooOld = "proof-too-old"
        case signInTooOld = "sign-in-too-old"
        case heldBack = "held-back"
        case nothingDue = "nothing-due"
    }

    /// What to do next, and when.
    public struct Next: Hashable, Sendable {
        /// What.
        public var action: Action
        /// When.
        public var at: Instant
    }

    /// What is due now; empty when nothing is.
    public var due: [Due]
    /// The notice, by the moment when it fell due, that waits for the credential to be tried, where that wait begins
    /// now; else `nil`.
    ///
    /// Whoever acts on the decision notes it in the standing, so that the wait has an end.
    public var beginsTrialOf: Instant?
    /// The nearest thing that lies ahead; `nil` when nothing does before something changes.
    public var next: Next?
    /// The most important violation, or `nothingDue`.
    public var reason: Reason
    /// One sentence for people.
    public var sentence: String
}

/// Decides what is to be done for a credential at `now`: an ordered list of checks, each named after the violation it
/// finds.
///
/// It reads no clock, file or random number; the same question has the same answer.
public func decide(_ credential: Credential, _ facts: Facts, now: Instant) -> Decision {
    guard let current = facts.current else {
        return Decision(
            due: [], next: nil, reason: .noSecretStored,
            sentence: "no secret is saved; save it with `leadkeeper secret set \(credential.name)`")
    }
    return Judgement(complete: credential, current, facts, now: now).decision
}

/// The same, for whoever acts on it and needs no words.
package func decideWhatIsDue(
    _ credential: Credential, _ facts: Facts, now: Instant
) -> (due: [Decision.Due], beginsTrialOf: Instant?, next: Instant?) {
    guard let current = facts.current else { return ([], nil, nil) }
    let judgement = Judgement(complete: credential, current, facts, now: now)
    return (judgement.due, judgement.beginsTrialOf, judgement.ahead.lazy.map(\.at).min())
}
