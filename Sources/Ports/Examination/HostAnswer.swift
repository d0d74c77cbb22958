public import Credentials

/// A host that was asked something, and where that ended.
public struct HostAnswer: Hashable, Sendable {
    /// Where it ended.
    public enum Outcome: Hashable, Sendable {
        /// It answered; its clock was so much ahead of ours, where it told the time and its clock counts.
        case answered(ahead: TimeSpan?)
        /// Its name has no address.
        case unresolved(String)
        /// The proxy does not let requests to it through.
        case stoppedByProxy(String)
        /// Its certificate, or the handshake, was not accepted.
        case distrusted(String)
        /// No connection came about, or no answer came.
        case silent(String)
    }

    /// Its name, with the port where that is not the usual one.
    public var host: String
    /// Where asking it ended.
    public var outcome: Outcome

    /// A host and where asking it ended.
    public init(_ host: String, _ outcome: Outcome) { (self.host, self.outcome) = (host, outcome) }

    /// How far asking it got, in the order in which a request gets on.
    public enum Stage: Int, Hashable, Comparable, Sendable {
        case proxy, nameResolution, connection, tls, answer

        /// Whether the left one comes before the right one.
        public static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
    }

    /// At which stage it ended.
    public var stage: Stage {
        switch outcome {
        case .stoppedByProxy: .proxy
        case .unresolved: .nameResolution
        case .silent: .connection
        case .distrusted: .tls
        case .answered: .answer
        }
    }

    /// Why it ended there; `nil` where it answered.
    public var cause: String? {
        switch outcome {
        case .unresolved(let cause), .stoppedByProxy(let cause), .distrusted(let cause), .silent(let cause): cause
        case .answered: nil
        }
    }

    /// Whether it was reached.
    public var hasAnswered: Bool { if case .answered = outcome { true } else { false } }
}
