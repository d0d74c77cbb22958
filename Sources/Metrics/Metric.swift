internal import Control
internal import Credentials

/// A metric that leadkeeper exposes: its name and its labels are promised, and where its samples come from.
///
/// A new one is a row in `Metric+Daemon` or `Metric+Connections`, and its line in `Documentation/Monitoring.md`. Every
/// label has few values, all of them known beforehand but for the names of connections and channels: no address, no
/// message, no host.
public struct Metric: Sendable {
    /// The name of its samples.
    public let name: String
    /// What it means, in a sentence without a full stop.
    public let help: String
    /// The names of its labels, in their order.
    public let labels: [String]
    let samples: @Sendable (Source) -> [MetricFamily.Sample]

    /// What samples come from.
    struct Source {
        var list: ConnectionList
        var process: ProcessFacts?
    }

    /// All metrics, in the order in which they are exposed.
    public static let all = ofDaemon + ofConnections + ofProbes + ofRotations

    /// A metric of the daemon itself.
    init(
        _ name: String, _ help: String, labels: String...,
        samples: @escaping @Sendable (Source) -> [MetricFamily.Sample]
    ) {
        self.name = "leadkeeper_" + name
        self.help = help
        self.labels = labels
        self.samples = samples
    }

    /// A metric that each connection has, whose name is its first label; what follows it is the closure's.
    init(
        ofEach name: String, _ help: String, labels: String...,
        samples: @escaping @Sendable (ConnectionStatus) -> [MetricFamily.Sample]
    ) {
        self.name = "leadkeeper_" + name
        self.help = help
        self.labels = ["connection"] + labels
        self.samples = { source in
            source.list.connections.flatMap { connection in
                samples(connection).map { MetricFamily.Sample([connection.name] + $0.labels, $0.value) }
            }
        }
    }

    /// What kind of metric it is, which its name says.
    public var kind: MetricFamily.Kind {
        if name.hasSuffix("_info") { return .info }
        return name.hasSuffix("_total") ? .counter : .gauge
    }

    /// The metric with its samples from that.
    func family(from source: Source) -> MetricFamily {
        MetricFamily(name, kind, help, labels: labels, samples: samples(source))
    }
}

extension MetricFamily.Sample {
    /// A one that says something by its labels.
    static func one(_ labels: String...) -> [Self] { [Self(labels, 1)] }

    /// A number; none for `nil`.
    static func number(_ value: Double?, _ labels: String...) -> [Self] { value.map { [Self(labels, $0)] } ?? [] }

    /// Whether something is so: 1 or 0; none for `nil`.
    static func flag(_ value: Bool?, _ labels: String...) -> [Self] { value.map { [Self(labels, $0 ? 1 : 0)] } ?? [] }

    /// Whether something is so: 1 or 0; none where it is not known.
    static func flag(_ status: Condition.Status, _ labels: String...) -> [Self] {
        switch status {
        case .true: [Self(labels, 1)]
        case .false: [Self(labels, 0)]
        case .unknown: []
        }
    }

    /// A moment, in seconds since 1970; none for `nil`.
    static func moment(_ moment: Timestamp?, _ labels: String...) -> [Self] {
        moment.map { [Self(labels, Double($0.instant.secondsSinceEpoch))] } ?? []
    }
}
