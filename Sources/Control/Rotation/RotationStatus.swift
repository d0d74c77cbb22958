public import Credentials

/// Where the replacement of a connection's secret stands.
public struct RotationStatus: Codable, Hashable, Sendable {
    /// Why a rotation does not get on.
    public struct Attention: Codable, Hashable, Sendable {
        /// Why.
        public var reason: Rotation.Attention.Reason
        /// Since when.
        public var since: Timestamp
        /// The server's code for it, where there is one.
        @Nullable public var code: String?
        /// Who said it; `null` where nobody answered.
        @Nullable public var answeredBy: Answerer?
        /// One sentence of fact.
        public var message: String

        /// The reason as JSON has it.
        public init(_ attention: Rotation.Attention) {
            reason = attention.reason
            since = Timestamp(attention.since)
            code = attention.code
            answeredBy = attention.answeredBy
            message = attention.message
        }
    }

    /// How a rotation ended.
    public struct Last: Codable, Hashable, Sendable {
        /// Its id.
        public var id: String
        /// How it ended.
        public var end: Rotation.End
        /// When.
        public var at: Timestamp
    }

    /// Who replaces the secret, by the configuration.
    public var mode: RotationPolicy.Mode
    /// When leadkeeper replaces it by itself, for the end of its window; `null` where it does not, or no end is known.
    @Nullable public var beginsAt: Timestamp?
    /// The rotation's id, a UUIDv7; `null` while none is under way, like all that follows but `last`.
    @Nullable public var id: String?
    /// The step that it has reached.
    @Nullable public var step: Rotation.Step?
    /// Whether it waits for a person: to hand over, or to clear what is in the way.
    public var needsAttention: Bool
    /// Why it does not get on; `null` while it does.
    @Nullable public var attention: Attention?
    /// What it waits for; `null` while it works.
    @Nullable public var waitingFor: RotationWait?
    /// Since when it is at that step.
    @Nullable public var since: Timestamp?
    /// By when a person should have handed over; `null` unless it waits for that.
    @Nullable public var deadline: Timestamp?
    /// The version that takes the old one's place; `null` before there is one.
    @Nullable public var newVersion: String?
    /// How the last one ended; `null` where there was none.
    @Nullable public var last: Last?

    /// What is known of the rotation under way and of the last one.
    ///
    /// - Parameters:
    ///   - wait: what the one under way waits for, as the engine decides it; `nil` while it works.
    ///   - deadline: by when a person should have handed over; `nil` where nobody is asked to.
    ///   - beginsAt: when one begins by itself; `nil` where none does.
    public init(
        mode: RotationPolicy.Mode = .remind, of rotation: Rotation? = nil, waitingFor wait: RotationWait? = nil,
        deadline: Instant? = nil, last: Rotation? = nil, beginsAt: Instant? = nil
    ) {
        self.mode = mode
        self.beginsAt = beginsAt.map(Timestamp.init)
        id = rotation?.id
        step = rotation?.step
        needsAttention = rotation.map { $0.attention != nil || $0.awaitsHandOff || wait == .oldInUse } ?? false
        attention = rotation?.attention.map(Attention.init)
        waitingFor = rotation == nil ? nil : wait
        since = rotation.map { Timestamp($0.stepAt) }
        self.deadline = rotation == nil ? nil : deadline.map(Timestamp.init)
        newVersion = rotation?.new?.version
        self.last = last.flatMap { last in
            guard let end = last.end, let endedAt = last.endedAt else { return nil }
            return Last(id: last.id, end: end, at: Timestamp(endedAt))
        }
    }
}

extension RotationStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Where the secret's replacement stands.",
        [
            "mode": .choice("Who replaces the secret, by the configuration.", RotationPolicy.Mode.allCases),
            "beginsAt": .nullable(
                .time("When leadkeeper replaces it by itself, for the end of its window; null where it does not.")),
            "id": .nullable(
                .string("Its id, a UUIDv7; null while none is under way, like all that follows but `last`.")),
            "step": .nullable(.choice("The step that it has reached.", Rotation.Step.allCases)),
            "needsAttention": .boolean("Whether it waits for a person: to hand over, or to clear what is in the way."),
            "attention": .nullable(.reference(RotationStatus.Attention.self)),
            "waitingFor": .nullable(.choice("What it waits for; null while it works.", RotationWait.allCases)),
            "since": .nullable(.time("Since when it is at that step.")),
            "deadline": .nullable(.time("By when a person should have handed over; null unless it waits for that.")),
            "newVersion": .nullable(.string("The version that takes the old one's place; null before there is one.")),
            "last": .nullable(.reference(RotationStatus.Last.self)),
        ])
}

extension RotationStatus.Attention: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Why a rotation does not get on.",
        [
            "reason": .choice("Why, as a stable word.", Rotation.Attention.Reason.allCases),
            "since": .time("Since when."),
            "code": .nullable(.string("The server's code for it.", example: "Authorization_RequestDenied")),
            "answeredBy": .nullable(.choice("Who said it; null where nobody answered.", Answerer.allCases)),
            "message": .string("One sentence of fact."),
        ])
}

extension RotationStatus.Last: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "How the last rotation ended.",
        ["id": .string("Its id."), "end": .choice("How it ended.", Rotation.End.allCases), "at": .time("When.")])
}
