/// What came of reading the configuration again.
public struct ReloadStatus: Codable, Hashable, Sendable {
    /// Whether it is in use.
    public enum Result: String, Codable, Hashable, Sendable, CaseIterable {
        /// It is.
        case reloaded
        /// It is not; the configuration before it is.
        case refused
    }

    /// How many faults or warnings are answered at most; `leadkeeper check` lists all.
    public static let longestList = 1_000

    /// Whether it is in use.
    public var result: Result
    /// What came of it, as a cause: lower case, without a full stop.
    public var message: String
    /// What may help.
    @Nullable public var hint: String?
    /// How many connections are watched now, reserved names left out.
    public var connections: Int
    /// What is wrong with it, a line each.
    public var faults: [String]
    /// What is not right and stops nothing, a line each.
    public var warnings: [String]

    /// Joins the parts.
    public init(
        result: Result, message: String, hint: String? = nil, connections: Int, faults: [String] = [],
        warnings: [String] = []
    ) {
        self.result = result
        self.message = message
        self.hint = hint
        self.connections = connections
        self.faults = Array(faults.prefix(Self.longestList))
        self.warnings = Array(warnings.prefix(Self.longestList))
    }
}

extension ReloadStatus: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What came of reading the configuration again.",
        [
            "result": .choice("refused: the configuration before it stays in use.", ReloadStatus.Result.allCases),
            "message": .string("What came of it, in one sentence.", example: "the configuration has 2 faults"),
            "hint": .nullable(.string("What may help.")),
            "connections": .integer("How many connections are watched now.", example: 5),
            "faults": .array(
                .string("What is wrong, with file, line, group and key, and what is accepted; 1,000 at most.")),
            "warnings": .array(.string("What is not right and stops nothing; 1,000 at most.")),
        ])
}
