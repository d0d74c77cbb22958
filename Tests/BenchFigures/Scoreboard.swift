/// Figures beside their thresholds, as they come in.
public struct Scoreboard: Sendable {
    /// How a figure stands.
    public enum Verdict: String, Hashable, Sendable {
        /// It keeps to its threshold.
        case kept = "pass"
        /// It does not.
        case past = "PAST"
        /// It has none.
        case unbound = "-"
    }

    /// A figure that is past its threshold.
    public struct Past: Hashable, Sendable, CustomStringConvertible {
        /// What it is.
        public let threshold: Threshold
        /// At which size it was measured; empty where it has one size.
        public let place: String
        /// The figure.
        public let value: Double

        /// "one-host.due.curl (1000 connections): 5.1, wanted <= 4.00".
        public var description: String {
            let place = place.isEmpty ? "" : " (\(place))"
            return "\(threshold.name)\(place): \(value.short), "
                + "wanted \(threshold.side.rawValue) \(threshold.bound.short)"
        }
    }

    /// What is expected.
    public let thresholds: Thresholds
    /// What is past its threshold, in the order in which it was found.
    public private(set) var past: [Past] = []
    /// Why figures were not measured, by the beginning of their names.
    public private(set) var skipped: [(beginning: String, reason: String)] = []
    private var measured: Set<String> = []

    /// Nothing is measured yet.
    public init(_ thresholds: Thresholds) {
        self.thresholds = thresholds
    }

    /// Takes in one figure.
    ///
    /// - Parameter place: at which size it was measured; empty where it has one size.
    public mutating func judge(_ name: String, at place: String = "", _ value: Double) -> Verdict {
        measured.insert(name)
        guard let threshold = thresholds[name] else { return .unbound }
        if threshold.isKept(by: value) { return .kept }
        past.append(Past(threshold: threshold, place: place, value: value))
        return .past
    }

    /// Says why the figures whose names begin so could not be measured.
    public mutating func skip(_ beginning: String, _ reason: String) {
        skipped.append((beginning, reason))
    }

    /// The thresholds to which there was no figure, each with the reason; in the order of the file.
    public var unmeasured: [(name: String, reason: String)] {
        thresholds.all.filter { !measured.contains($0.name) }.map { threshold in
            (threshold.name, skipped.first { threshold.name.hasPrefix($0.beginning) }?.reason ?? "not asked for")
        }
    }
}
