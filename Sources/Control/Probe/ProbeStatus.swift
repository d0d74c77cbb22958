public import Credentials
internal import Wording

/// What the last probe of a connection found.
public struct ProbeStatus: Codable, Hashable, Sendable {
    /// Its answer.
    public enum Result: String, Codable, Hashable, Sendable, CaseIterable {
        /// It works.
        case ok
        /// The credential or its set-up is at fault.
        case failed
        /// It could not be told.
        case unknown
        /// None has been made yet of the secret in use.
        case never
    }

    /// One step of it.
    public struct Step: Codable, Hashable, Sendable {
        /// Which step.
        public var name: ProbeReport.StepName
        /// How it ended.
        public var result: ProbeReport.Step.Result
        /// How long it took.
        public var durationMilliseconds: Int
        /// A sentence where there is something to say; else `null`.
        @Nullable public var note: String?

        /// Joins the parts.
        public init(
            name: ProbeReport.StepName, result: ProbeReport.Step.Result, durationMilliseconds: Int, note: String? = nil
        ) {
            self.name = name
            self.result = result
            self.durationMilliseconds = durationMilliseconds
            self.note = note
        }
    }

    /// Its answer.
    public var result: Result
    /// How far it went; `null` before the first.
    @Nullable public var extent: ProbeReport.Extent?
    /// What is wrong; `null` where nothing is.
    @Nullable public var `class`: ProbeClass?
    /// The step that it showed in; `null` where it was before the first.
    @Nullable public var step: ProbeReport.StepName?
    /// The server's code for it, where it gave one.
    @Nullable public var code: String?
    /// Who said it; `null` where nobody answered.
    @Nullable public var answeredBy: Answerer?
    /// One sentence of fact.
    @Nullable public var message: String?
    /// One sentence on what to do.
    @Nullable public var advice: String?
    /// When it began; `null` before the first.
    @Nullable public var at: Timestamp?
    /// How long all of it took; `null` before the first.
    @Nullable public var durationMilliseconds: Int?
    /// Its steps in order; those not reached are `skipped`.
    public var steps: [Step]

    /// What a probe found; `nil` stands for none yet.
    public init(_ report: ProbeReport?) {
        result =
            switch report?.result {
            case .ok: .ok
            case .failed: .failed
            case .unknown: .unknown
            case nil: .never
            }
        extent = report?.extent
        `class` = report?.finding?.class
        step = report?.finding?.step
        code = report?.finding?.code
        message = report?.finding?.message
        answeredBy = report?.finding?.answerer
        advice = report?.finding?.advice
        at = report.map { Timestamp($0.at) }
        durationMilliseconds = report?.durationMilliseconds
        steps =
            report?.steps.map {
                Step(name: $0.name, result: $0.result, durationMilliseconds: $0.durationMilliseconds, note: $0.note)
            } ?? []
    }
}

extension ProbeStatus: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What the last probe found.",
        [
            "result": .choice(
                "failed: the credential or its set-up is at fault; unknown: it could not be told; "
                    + "never: not yet tried.",
                ProbeStatus.Result.allCases),
            "extent": .nullable(.choice("How far it went.", ProbeReport.Extent.allCases)),
            "class": .nullable(.choice("What is wrong; null where nothing is.", ProbeClass.allCases)),
            "step": .nullable(.choice("The step that it showed in.", ProbeReport.StepName.allCases)),
            "code": .nullable(.string("The server's code for it.", example: "AADSTS7000222")),
            "answeredBy": .nullable(.choice("Who said it; null where nobody answered.", Answerer.allCases)),
            "message": .nullable(.string("One sentence of fact.", example: "the client secret has expired")),
            "advice": .nullable(.string("One sentence on what to do.", example: ProbeClass.secretExpired.advice)),
            "at": .nullable(.time("When it began; null before the first.")),
            "durationMilliseconds": .nullable(.integer("How long all of it took.", example: 412)),
            "steps": .array(.reference(ProbeStatus.Step.self)),
        ])
}

extension ProbeStatus.Step: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "One step of a probe.",
        [
            "name": .choice("Which step.", ProbeReport.StepName.allCases),
            "result": .choice(
                "How it ended; skipped: not reached, or not permitted and not needed.", ProbeReport.Step.Result.allCases
            ),
            "durationMilliseconds": .integer("How long it took.", example: 90),
            "note": .nullable(.string("A sentence where there is something to say.")),
        ])
}
