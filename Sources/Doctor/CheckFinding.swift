/// What a check has found.
public struct CheckFinding: Hashable, Sendable {
    /// Its answer; the words of the JSON.
    public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        /// It is right.
        case ok
        /// Leads arrive, or did so far; something may stop them, or the next replacement of the secret.
        case warning
        /// It is wrong, and leads do not arrive, or Microsoft's article asks for more, or leadkeeper cannot do its work.
        case fault
        /// It could not be told.
        case unknown = "cannot-tell"
    }

    /// Which check.
    public var check: Check
    /// The part of Microsoft's articles that asks for it.
    public var section: GuideSection
    /// Its answer.
    public var status: Status
    /// What it was seen by, in a sentence of its own.
    public var evidence: String
    /// The check whose fault keeps this one from being told; `nil` where none does.
    public var cause: Check?
    /// The right that whoever asked lacks, such as `Application.Read.All`; `nil` where none is missing.
    public var missingRight: String?
    /// How it is mended, step by step; empty where nothing is wrong.
    ///
    /// A step may have several lines; those that begin with a dollar sign and a space are commands.
    public var steps: [String]

    /// What it has found.
    ///
    /// - Parameter section: `nil` for that of the article on Dynamics 365.
    public init(
        _ check: Check, _ status: Status, _ evidence: String, section: GuideSection? = nil, cause: Check? = nil,
        missingRight: String? = nil, steps: [String] = []
    ) {
        self.check = check
        self.section = section ?? check.section
        self.status = status
        self.evidence = evidence
        self.cause = cause
        self.missingRight = missingRight
        self.steps = steps
    }
}
