public import Credentials

/// When a secret lapses, and who says so.
public struct WindowStatus: Codable, Hashable, Sendable {
    /// What the window looks like now.
    public var state: Window.State
    /// When it ends; `null` where that is not known or never.
    @Nullable public var expiresAt: Timestamp?
    /// How long is left, negative once it has ended; `null` where there is no known end.
    @Nullable public var remainingSeconds: Int64?
    /// When people are first reminded of the end; `null` where there is no known end.
    @Nullable public var noticeAt: Timestamp?
    /// Who says so, or that it never ends; `null` where neither is known.
    @Nullable public var origin: Window.Origin?
    /// The earlier end that whoever stored the secret gave, which reminders count on until then, where Microsoft says
    /// another; `null` where there is none.
    @Nullable public var givenAt: Timestamp?
    /// In what Microsoft disagrees with what was said here; `null` where it does not, or says nothing.
    @Nullable public var disagreement: String?
    /// What may stop a secret that never ends; `null` where there is nothing to say.
    @Nullable public var risk: String?

    /// Joins the parts.
    public init(
        state: Window.State, expiresAt: Timestamp? = nil, remainingSeconds: Int64? = nil, origin: Window.Origin? = nil,
        givenAt: Timestamp? = nil, disagreement: String? = nil, risk: String? = nil, noticeAt: Timestamp? = nil
    ) {
        self.noticeAt = noticeAt
        self.state = state
        self.expiresAt = expiresAt
        self.remainingSeconds = remainingSeconds
        self.origin = origin
        self.givenAt = givenAt
        self.disagreement = disagreement
        self.risk = risk
    }
}

extension WindowStatus {
    /// A window seen from `now`.
    public init(_ window: Window, longestLeadTime: TimeSpan, now: Instant) {
        self.init(
            state: window.state(at: now, longestLeadTime: longestLeadTime),
            remainingSeconds: window.remaining(at: now)?.seconds)
        expiresAt = window.endInstant.map(Timestamp.init)
        noticeAt = window.reminded(at: now).map { Timestamp($0 - longestLeadTime) }
        origin = window.origin
        givenAt = window.given.map(Timestamp.init)
    }
}

extension WindowStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "When the secret lapses, and who says so.",
        [
            "state": .choice(
                "What the window looks like now: notice is inside the longest lead time.", Window.State.allCases),
            "expiresAt": .nullable(.time("When it ends; null where that is not known or never.")),
            "remainingSeconds": .nullable(
                .integer("How long is left; negative once it has ended.", example: 2_505_600)),
            "noticeAt": .nullable(
                .time("When people are first reminded of the end; null where there is no known end.")),
            "origin": .nullable(.choice("Who says so, or that it never ends.", Window.Origin.allCases)),
            "givenAt": .nullable(
                .time("The earlier end that whoever stored it gave; reminders count on it until then.")),
            "disagreement": .nullable(
                .string("In what Microsoft disagrees with what was said here, in a sentence.")),
            "risk": .nullable(.string("What may stop a secret that never ends, in a sentence.")),
        ])
}
