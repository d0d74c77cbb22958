/// What a probe found out, step by step.
///
/// It never holds a secret, nor any text of Microsoft's beyond a code.
public struct ProbeReport: Hashable, Sendable, Codable {
    /// How far a probe goes.
    public enum Extent: String, Hashable, Sendable, Codable, CaseIterable {
        /// All six steps, with a validation lead.
        case whole
        /// `endpoint`, `token` and `identity` only.
        case signIn = "sign-in"
    }

    /// The answer of a probe as a whole.
    public enum Result: String, Hashable, Sendable, Codable {
        /// It works.
        case ok
        /// The credential or its set-up is at fault.
        case failed
        /// It could not be told.
        case unknown
    }

    /// The steps, in their order.
    public enum StepName: String, Hashable, Sendable, Codable, CaseIterable {
        /// The environment's challenge, asked for without any credential.
        case endpoint
        /// An access token from Entra.
        case token
        /// `WhoAmI` in the environment.
        case identity
        /// The validation lead written.
        case create
        /// And read back.
        case read
        /// And removed.
        case remove
    }

    /// One step's answer.
    public struct Step: Hashable, Sendable, Codable {
        /// How a step ended.
        public enum Result: String, Hashable, Sendable, Codable, CaseIterable {
            /// It did what it should.
            case ok
            /// The credential or its set-up is at fault.
            case failed
            /// It could not be told.
            case unknown
            /// It was not tried, or the role does not permit it and need not.
            case skipped
        }

        /// Which step.
        public var name: StepName
        /// How it ended.
        public var result: Result
        /// How long it took.
        public var durationMilliseconds: Int
        /// A sentence where there is something to say, such as that the role may not remove leads; else `nil`.
        public var note: String?

        /// One step's answer.
        public init(name: StepName, result: Result, durationMilliseconds: Int, note: String? = nil) {
            self.name = name
            self.result = result
            self.durationMilliseconds = durationMilliseconds
            self.note = note
        }
    }

    /// Why a probe did not end well: class, step, and what the server called it.
    public struct Finding: Hashable, Sendable, Codable {
        /// What is wrong.
        public var `class`: ProbeClass
        /// Where it showed; `nil` where it was before the first step, as with a keyring that is locked.
        public var step: StepName?
        /// The code in the server's words, such as `AADSTS7000222`, `0x80040220` or `HTTP 503`; `nil` where there is
        /// none.
        public var code: String?
        /// One sentence of fact for the sysadmin, free of secrets.
        public var message: String
        /// Not before this long from now, by the server's `Retry-After`, already within 1 s and 24 h; `nil` where it
        /// said nothing.
        public var retryAfter: TimeSpan?
        /// Who said it; `nil` where nobody answered, and in what a release before this field wrote.
        public var answeredBy: Answerer?
        /// What a sign-in that was turned down says of the secret, where more is known than the class tells.
        public var verdict: SecretVerdict?

        /// Why a probe did not end well.
        public init(
            class: ProbeClass, step: StepName?, code: String? = nil, message: String, retryAfter: TimeSpan? = nil,
            answeredBy: Answerer? = nil, verdict: SecretVerdict? = nil
        ) {
            self.class = `class`
            self.step = step
            self.code = code
            self.message = message
            self.retryAfter = retryAfter
            self.answeredBy = answeredBy
            self.verdict = verdict
        }

        /// Who said it, as far as that, or the form of the code, tells.
        public var answerer: Answerer? { answeredBy ?? Answerer(code: code) }
    }

    /// How far it was meant to go.
    public var extent: Extent
    /// The answer.
    public var result: Result
    /// Why, unless it is `ok`.
    public var finding: Finding?
    /// The steps that the probe has, in order, those not reached as `skipped`.
    public var steps: [Step]
    /// When it began.
    public var at: Instant
    /// How long all of it took.
    public var durationMilliseconds: Int
    /// The wall clock of Microsoft's servers as seen in an answer's `Date`, less ours at that time; `nil` where none
    /// was seen.
    public var clockSkew: TimeSpan?
    /// The same of the login host, whose clock counts most; `nil` where none was seen.
    public var loginClockSkew: TimeSpan?
    /// Where the validation lead is now; `absent` for a probe that only signs in.
    public var lead: ProbePlan.LeadOutcome
    /// How long the environment took to write the lead; `nil` where none was written.
    public var writeMilliseconds: Int?
    /// Not before this long from now, as a server asked beside what was found; `nil` where none did.
    public var rest: TimeSpan?

    /// What a probe found out.
    public init(
        extent: Extent, finding: Finding?, steps: [Step], at: Instant, durationMilliseconds: Int,
        clockSkew: TimeSpan? = nil,
        loginClockSkew: TimeSpan? = nil,
        lead: ProbePlan.LeadOutcome = .absent, writeMilliseconds: Int? = nil, rest: TimeSpan? = nil
    ) {
        self.extent = extent
        self.finding = finding
        self.result = finding?.class.result ?? .ok
        self.steps = steps
        self.at = at
        self.durationMilliseconds = durationMilliseconds
        self.clockSkew = clockSkew
        self.loginClockSkew = loginClockSkew
        self.lead = lead
        self.writeMilliseconds = writeMilliseconds
        self.rest = rest
    }
}

extension ProbeReport {
    /// What it says of the secret: whether a sign-in went through, or was turned down and may have been for the
    /// secret's sake.
    ///
    /// `nil` where it got no answer about it.
    public var verdict: SecretVerdict? {
        if let stated = finding?.verdict { return stated }
        if result == .ok || hasEnded(signInStep) { return .accepted }
        return finding?.class.verdict
    }

    /// Whether nothing was wrong as far as anybody looked, and whether leads arrive was not tried, as nobody has asked
    /// for that.
    public var isWithheld: Bool { finding?.class == .notPosted }

    /// The step that shows whether the secret is accepted: where there is no token to ask for, the first that bears it.
    var signInStep: StepName {
        let names = steps.map(\.name)
        return names.contains(.token) ? .token : names.first { $0 == .identity || $0 == .create } ?? .token
    }

    /// Whether what answers at the environment's address has shown itself to be Dynamics 365.
    public var hasMetDynamics: Bool { result == .ok || hasEnded(.endpoint) }

    private func hasEnded(_ step: StepName) -> Bool {
        steps.contains { $0.name == step && $0.result == .ok }
    }
}

extension ProbeReport {
    /// The report of one that is no probe of an environment but a sign-in alone; `nil` where it went through.
    package init(ofSignIn finding: Finding?, at began: Instant, durationMilliseconds: Int) {
        let result: Step.Result =
            switch finding?.class.result {
            case nil, .ok: .ok
            case .failed: .failed
            case .unknown: .unknown
            }
        self.init(
            extent: .signIn, finding: finding,
            steps: [Step(name: .token, result: result, durationMilliseconds: durationMilliseconds)], at: began,
            durationMilliseconds: durationMilliseconds)
    }
}
