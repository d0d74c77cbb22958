public import Credentials

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
        public init(name: ProbeReport.StepName, result: ProbeReport.Step.Result, durationMilliseconds: Int, note: String? = nil) {
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
