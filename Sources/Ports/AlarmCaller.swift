public import Credentials

/// That no way out reaches anybody, or that one does again.
public struct Alarm: Hashable, Sendable {
    /// A way out that is down.
    public struct Way: Hashable, Sendable {
        /// What people know it as: `mail`, or `channel NAME`.
        public var name: String
        /// Why it is down, free of secrets.
        public var reason: String

        /// That way, for that reason.
        public init(_ name: String, reason: String) { (self.name, self.reason) = (name, reason) }
    }

    /// Since when all of them are down, or were.
    public var since: Instant
    /// All ways out; empty where one works again.
    public var ways: [Way]
    /// When that was so.
    public var at: Instant

    /// Joins the parts.
    public init(since: Instant, ways: [Way], at now: Instant) { (self.since, self.ways, at) = (since, ways, now) }

    /// Whether it is over.
    public var isOver: Bool { ways.isEmpty }
}

extension Alarm {
    /// What is told, in a sentence.
    public var sentence: String {
        guard !isOver else { return "somebody can be notified again: a way out works" }
        let reasons = ways.map { "\($0.name): \($0.reason)" }.joined(separator: "; ")
        return "nobody can be notified: every way out is down; \(reasons)"
    }
}

/// Calls whoever the sysadmin has put there for when nothing else reaches anybody.
public protocol AlarmCaller: Sendable {
    /// Makes one attempt.
    func call(_ alarm: Alarm) async -> Delivery
}
