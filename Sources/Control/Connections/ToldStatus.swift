public import Credentials

/// How far people know of what asks for somebody.
public struct ToldStatus: Codable, Hashable, Sendable {
    /// How many of them a mail server has accepted the last such notice for.
    public var people: Int
    /// When it accepted it for the last of them.
    public var at: Timestamp

    /// Joins the parts.
    public init(people: Int, at: Timestamp) {
        self.people = people
        self.at = at
    }
}

extension ToldStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "How far people know of what asks for somebody.",
        [
            "people": .integer(
                "How many of them a mail server has accepted the last notice about it for.", example: 2),
            "at": .time("When it accepted it for the last of them."),
        ])
}
