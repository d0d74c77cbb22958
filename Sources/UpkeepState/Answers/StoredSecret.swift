public import Credentials

/// What became of a secret that a person stored, or had put back.
public struct StoredSecret: Hashable, Sendable {
    /// What became of it.
    public enum Outcome: Hashable, Sendable {
        /// It is the one in use, for that reason.
        case inUse(TrialVerdict.Reason)
        /// It is on trial: Microsoft's answer is not known yet, and it is tried again then; `nil` where only a person
        /// has that done.
        case onTrial(nextAttempt: Instant?)
        /// Microsoft refused it, and it is not used.
        case refused
        /// It was on trial, and the trial was ended on request; the one in use stays.
        case withdrawn
    }

    /// Its version.
    public var version: SecretVersion
    /// What became of it.
    public var outcome: Outcome
    /// What Microsoft, or the mail server, said of it; `nil` where nobody was asked or answered yet.
    public var report: ProbeReport?

    /// What became of that version.
    package init(version: SecretVersion, outcome: Outcome, report: ProbeReport?) {
        self.version = version
        self.outcome = outcome
        self.report = report
    }
}
