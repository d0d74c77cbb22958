import Foundation

/// What the rounds gave for one figure.
struct Sample {
    private(set) var values: [Double] = []

    mutating func add(_ value: Double) {
        values.append(value)
    }

    /// The middle one.
    var median: Double {
        let sorted = values.sorted()
        guard let middle = sorted.dropFirst(sorted.count / 2).first else { return .nan }
        return sorted.count.isMultiple(of: 2) ? (middle + sorted[sorted.count / 2 - 1]) / 2 : middle
    }

    /// The least and the greatest.
    var spread: (least: Double, greatest: Double) { (values.min() ?? .nan, values.max() ?? .nan) }

    /// The two samples' ratios, round by round: what disturbed the machine in a round disturbed both.
    static func / (left: Sample, right: Sample) -> Sample {
        Sample(values: zip(left.values, right.values).map { $0 / $1 })
    }
}

extension Double {
    /// With about three figures.
    var short: String {
        let digits = abs(self) >= 100 ? 0 : abs(self) >= 10 ? 1 : 2
        return formatted(
            .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
    }
}

/// The lines that the benchmark prints.
enum Report {
    /// What a figure has to be.
    enum Target {
        case atLeast(Double)
        case atMost(Double)

        func isMet(by value: Double) -> Bool {
            switch self {
            case .atLeast(let bound): value >= bound
            case .atMost(let bound): value <= bound
            }
        }
    }

    static func say(_ line: String = "") {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Something that takes a while; not a part of the result.
    static func progress(_ line: String) {
        FileHandle.standardError.write(Data(("  … " + line + "\n").utf8))
    }

    /// One figure beside what is expected of it.
    static func figure(_ what: String, _ figure: String, _ sample: Sample, _ unit: String, _ target: Target) {
        let (least, greatest) = sample.spread
        let spread = sample.values.count > 1 ? " (\(least.short) to \(greatest.short))" : ""
        let (sign, bound) =
            switch target {
            case .atLeast(let bound): (">=", bound)
            case .atMost(let bound): ("<=", bound)
            }
        let verdict = target.isMet(by: sample.median) ? "ok" : "missed"
        let columns = [what.padded(24), figure.padded(46), (sample.median.short + unit + spread).padded(33)]
        say("  " + columns.joined(separator: " ") + " \(sign) \(bound.short)  \(verdict)")
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
