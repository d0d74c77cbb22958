public import Credentials

/// When a secret lapses, and who says so.
public struct WindowStatus: Codable, Hashable, Sendable {
    /// What the window looks like now.
    public var state: Window.State
    /// When it ends; `null` where that is not known or never.
    @Nullable public var expiresAt: Timestamp?
    /// How long is left, negative once it has ended; `null` where there is no known end.
    @Nullable public var remainingSeconds: Int64?
    /// Who says so; `null` where there is no known end.
    @Nullable public var origin: Window.Origin?

    /// Joins the parts.
    public init(
        state: Window.State, expiresAt: Timestamp? = nil, remainingSeconds: Int64? = nil, origin: Window.Origin? = nil
    ) {
        self.state = state
        self.expiresAt = expiresAt
        self.remainingSeconds = remainingSeconds
        self.origin = origin
    }
}

extension WindowStatus {
    /// A window seen from `now`.
    public init(_ window: Window, longestLeadTime: TimeSpan, now: Instant) {
        self.init(
            state: window.state(at: now, longestLeadTime: longestLeadTime),
            remainingSeconds: window.remaining(at: now)?.seconds)
        if case .at(let end, let origin) = window.end {
            expiresAt = Timestamp(end)
            self.origin = origin
        }
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
            "origin": .nullable(.choice("Who says so.", Window.Origin.allCases)),
        ])
}
