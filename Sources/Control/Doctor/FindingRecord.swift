public import Doctor

/// What a check has found.
public struct FindingRecord: Codable, Hashable, Sendable {
    /// Which check.
    public var check: Check
    /// Its answer.
    public var status: CheckFinding.Status
    /// What is right where it finds nothing.
    public var title: String
    /// The part of Microsoft's articles that asks for it.
    public var section: GuideSection
    /// Where that is; `null` where no article has it.
    @Nullable public var link: String?
    /// What it was seen by.
    public var evidence: String
    /// The check that has to be mended first; `null` where none has to.
    @Nullable public var cause: Check?
    /// The right that whoever asked lacks; `null` where none is missing.
    @Nullable public var missingRight: String?
    /// How it is mended, step by step.
    public var steps: [String]

    /// A finding as JSON has it.
    public init(_ finding: CheckFinding) {
        check = finding.check
        status = finding.status
        title = finding.check.title
        section = finding.section
        link = finding.section.address
        evidence = finding.evidence
        cause = finding.cause
        missingRight = finding.missingRight
        steps = finding.steps
    }
}

extension FindingRecord: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What a check has found.",
        [
            "check": .choice("Which check.", Check.allCases),
            "status": .choice(
                "Whether it is right, is wrong, may become wrong, or could not be told.", CheckFinding.Status.allCases),
            "title": .string("What is right where it finds nothing.", example: "A lead was written"),
            "section": .choice(
                "The part of Microsoft's articles on the set-up that asks for it.", GuideSection.allCases),
            "link": .nullable(.string("Where that is; null where no article has it.")),
            "evidence": .string("What it was seen by."),
            "cause": .nullable(.choice("The check that has to be mended first.", Check.allCases)),
            "missingRight": .nullable(
                .string("The right that whoever asked lacks.", example: "Application.Read.All")),
            "steps": .array(
                .string("What to do; a step may have several lines, of which those behind `$ ` are commands.")),
        ])
}
