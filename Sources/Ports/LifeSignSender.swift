public import Credentials
public import SecureMemory

/// What a monitor is told.
public enum LifeSign: Hashable, Sendable {
    /// All is well.
    case well
    /// Something is not, for that reason, which names no secret.
    case unwell(String)
}

/// What became of a sign of life.
public struct LifeSignAnswer: Hashable, Sendable {
    /// Whether the monitor took it.
    public var isTaken: Bool
    /// The monitor's host, which is all of its URL that may be shown; `nil` where the URL is none.
    public var host: String?
    /// What it answered, or why there was no answer.
    public var text: String

    /// Joins what was seen.
    public init(isTaken: Bool, host: String?, text: String) {
        (self.isTaken, self.host, self.text) = (isTaken, host, text)
    }
}

/// Gives signs of life to a monitor.
///
/// Nothing here blocks its caller's thread, and each call ends within a time of its own.
public protocol LifeSignSender: Sendable {
    /// Gives one sign; one that the kind has no way to give counts as taken.
    func send(_ sign: LifeSign, to url: SharedSecret, as heartbeat: Heartbeat) async -> LifeSignAnswer
}
