public import Credentials

/// What lies ahead for a connection.
public struct NextAction: Codable, Hashable, Sendable {
    /// What will be done.
    public enum Action: String, Codable, Hashable, Sendable, CaseIterable {
        /// A whole probe, with a validation lead.
        case probe
        /// A probe that signs in and goes no further.
        case signIn = "sign-in"
        /// People are told something.
        case notice
    }

    /// What will be done.
    public var action: Action
    /// When.
    public var at: Timestamp

    /// Joins the parts.
    public init(action: Action, at: Timestamp) {
        self.action = action
        self.at = at
    }
}

extension NextAction {
    /// What `decide` says lies ahead.
    public init(_ next: Decision.Next) {
        let action: Action =
            switch next.action {
            case .probe(.whole): .probe
            case .probe(.signIn): .signIn
            case .notify: .notice
            }
        self.init(action: action, at: Timestamp(next.at))
    }
}

extension NextAction: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What lies ahead.",
        ["action": .choice("What will be done.", NextAction.Action.allCases), "at": .time("When.")])
}
