public import Control

/// The metrics of all connections and of leadkeeper itself, from what the control API answers.
///
/// Pure. Moments are seconds since 1970, never what is left until then: that is for a rule to reckon, and stays right
/// where nobody writes anew. What is not known has no sample.
public struct ServiceMetrics: Sendable {
    /// The families, in the order of `Metric.all`; those without a sample are left out.
    public let families: [MetricFamily]

    /// The metrics of that.
    ///
    /// - Parameter process: what the process uses; `nil` leaves that out.
    public init(_ list: ConnectionList, process: ProcessFacts? = nil) {
        let source = Metric.Source(list: list, process: process)
        families = Metric.all.map { $0.family(from: source) }.filter { !$0.samples.isEmpty }
    }

    /// The text of it.
    public func exposition(as format: MetricsFormat) -> String {
        String(decoding: encoded(as: format), as: UTF8.self)
    }

    /// The bytes of it.
    public func encoded(as format: MetricsFormat) -> [UInt8] { Exposition(families, as: format).bytes }
}
