/// One metric with all of its samples, as an exposition has it.
public struct MetricFamily: Hashable, Sendable {
    /// What kind of metric it is.
    public enum Kind: Hashable, Sendable {
        /// A value that may go up and down.
        case gauge
        /// A value that only goes up for as long as the process lives; its name ends in `_total`.
        case counter
        /// A one whose labels say something that does not change; its name ends in `_info`.
        case info
    }

    /// One value, told from the others by its labels.
    public struct Sample: Hashable, Sendable {
        /// The labels' values, in the order of the family's labels.
        public var labels: [String]
        /// The value.
        public var value: Double

        /// A value with those labels.
        public init(_ labels: [String], _ value: Double) {
            self.labels = labels
            self.value = value
        }
    }

    /// The name of its samples.
    public var name: String
    /// What kind of metric it is.
    public var kind: Kind
    /// What it means, in a sentence without a full stop.
    public var help: String
    /// The names of the labels that each of its samples has, in their order.
    public var labels: [String]
    /// Its samples, no two with the same labels; without any, it is left out.
    public var samples: [Sample]

    /// A metric with those samples.
    public init(_ name: String, _ kind: Kind, _ help: String, labels: [String] = [], samples: [Sample]) {
        (self.name, self.kind, self.help) = (name, kind, help)
        (self.labels, self.samples) = (labels, samples)
    }

    /// What OpenMetrics calls the family: the name without what its kind adds to it.
    var bareName: String {
        switch kind {
        case .gauge: name
        case .counter: String(name.dropLast("_total".count))
        case .info: String(name.dropLast("_info".count))
        }
    }

    /// The unit of its values, which its name has to say; `nil` where they have none.
    var unit: String? {
        guard kind != .info else { return nil }
        return ["seconds", "bytes"].first { bareName.hasSuffix("_\($0)") }
    }
}
