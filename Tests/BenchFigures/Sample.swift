import Foundation

/// What the rounds gave for one figure.
public struct Sample: Sendable {
    /// Round by round.
    public private(set) var values: [Double]

    /// Of no round, or of these.
    public init(_ values: [Double] = []) { self.values = values }

    /// Adds what a round gave.
    public mutating func add(_ value: Double) {
        values.append(value)
    }

    /// The middle one; not a number where there is none.
    public var median: Double {
        let sorted = values.sorted()
        guard let middle = sorted.dropFirst(sorted.count / 2).first else { return .nan }
        return sorted.count.isMultiple(of: 2) ? (middle + sorted[sorted.count / 2 - 1]) / 2 : middle
    }

    /// The least and the greatest.
    public var spread: (least: Double, greatest: Double) { (values.min() ?? .nan, values.max() ?? .nan) }

    /// The two samples' ratios, round by round: what disturbed the machine in a round disturbed both.
    public static func / (left: Sample, right: Sample) -> Sample {
        Sample(zip(left.values, right.values).map { $0 / $1 })
    }

    /// Each round's figure, made another one.
    public func map(_ body: (Double) -> Double) -> Sample { Sample(values.map(body)) }
}

extension Double {
    /// With about three figures.
    public var short: String {
        guard isFinite else { return "?" }
        let digits = abs(self) >= 100 ? 0 : abs(self) >= 10 ? 1 : 2
        return formatted(
            .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
    }

    /// With what power of the size something grows that was `self` at `size` and is `other` at `otherSize`.
    public func exponent(at size: Int, to other: Double, at otherSize: Int) -> Double {
        log(other / self) / log(Double(otherSize) / Double(size))
    }
}

extension Duration {
    /// As a number.
    public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
