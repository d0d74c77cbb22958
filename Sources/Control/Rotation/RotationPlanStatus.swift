public import Credentials

/// What a rotation would do, or the one under way has still to do.
public struct RotationPlanStatus: Codable, Hashable, Sendable {
    /// One step of it.
    public struct Step: Codable, Hashable, Sendable {
        /// What it does to the world outside; `null` for what people do, or what only happens here.
        @Nullable public var effect: RotationEffect?
        /// What that is.
        public var sentence: String

        /// Joins the parts.
        public init(effect: RotationEffect?, sentence: String) {
            self.effect = effect
            self.sentence = sentence
        }
    }

    /// The connection.
    public var name: String
    /// Who replaces the secret, by the configuration.
    public var mode: RotationPolicy.Mode
    /// Whether a rotation is under way.
    public var isUnderWay: Bool
    /// What it would do, in order.
    public var steps: [Step]
    /// What stands in the way; `null` where nothing is known to.
    @Nullable public var obstacle: String?
    /// The numbered steps by which a person replaces the secret.
    public var byHand: [String]

    /// Joins the parts.
    public init(
        name: String, mode: RotationPolicy.Mode, isUnderWay: Bool, steps: [Step], obstacle: String?, byHand: [String]
    ) {
        self.name = name
        self.mode = mode
        self.isUnderWay = isUnderWay
        self.steps = steps
        self.obstacle = obstacle
        self.byHand = byHand
    }
}

extension RotationPlanStatus: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What a rotation would do, or the one under way has still to do.",
        [
            "name": .string("The connection.", example: "contoso"),
            "mode": .choice("Who replaces the secret, by the configuration.", RotationPolicy.Mode.allCases),
            "isUnderWay": .boolean("Whether one is under way."),
            "steps": .array(.reference(RotationPlanStatus.Step.self)),
            "obstacle": .nullable(.string("What stands in the way; null where nothing is known to.")),
            "byHand": .array(.string("One of the numbered steps by which a person replaces the secret.")),
        ])
}

extension RotationPlanStatus.Step: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "One step of a plan.",
        [
            "effect": .nullable(
                .choice(
                    "What it does outside of leadkeeper; null for what people do, or only happens here.",
                    RotationEffect.allCases)),
            "sentence": .string("What that is."),
        ])
}
