internal import Control

/// Writes metrics as Prometheus reads them.
///
/// The text format 0.0.4 and OpenMetrics 1.0 differ in what kinds of metrics there are, in a unit, in the name of a
/// counter's family, in what is escaped in a help text, and in the last line.
struct Exposition {
    private let format: MetricsFormat
    private(set) var bytes: [UInt8] = []

    /// Those families in that order, each with its samples in theirs.
    init(_ families: [MetricFamily], as format: MetricsFormat) {
        self.format = format
        // What a sample takes on average, so that the bytes are not copied while they grow.
        bytes.reserveCapacity(families.reduce(0) { $0 + 256 + $1.samples.count * 112 })
        for family in families where !family.samples.isEmpty { write(family) }
        if format == .openMetrics { write("# EOF\n") }
    }

    private mutating func write(_ family: MetricFamily) {
        switch format {
        case .text:
            write("# HELP \(family.name) ")
            write(family.help, escaping: [.backslash, .lineFeed])
            write("\n# TYPE \(family.name) \(family.kind.inText)\n")
        case .openMetrics:
            write("# TYPE \(family.bareName) \(family.kind.inOpenMetrics)\n")
            if let unit = family.unit { write("# UNIT \(family.bareName) \(unit)\n") }
            write("# HELP \(family.bareName) ")
            write(family.help, escaping: [.backslash, .lineFeed, .quote])
            write("\n")
        }
        for sample in family.samples {
            write(family.name)
            var separator = "{"
            for (name, value) in zip(family.labels, sample.labels) {
                write(separator)
                write(name)
                write("=\"")
                write(value, escaping: [.backslash, .lineFeed, .quote])
                write("\"")
                separator = ","
            }
            write(separator == "{" ? " " : "} ")
            write(Self.number(sample.value))
            write("\n")
        }
    }

    /// What has to be escaped somewhere.
    private enum Special: UInt8 {
        case backslash = 92
        case lineFeed = 10
        case quote = 34
    }

    private mutating func write(_ text: String, escaping specials: Set<Special>) {
        for byte in text.utf8 {
            guard let special = Special(rawValue: byte), specials.contains(special) else {
                bytes.append(byte)
                continue
            }
            bytes.append(Special.backslash.rawValue)
            // A line feed is an `n` behind the backslash.
            bytes.append(special == .lineFeed ? 110 : byte)
        }
    }

    private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// A number as Go's `strconv.ParseFloat` reads it; whole ones, which moments are, without a fraction.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? value.description
    }
}

extension MetricFamily.Kind {
    /// The text format knows no info: it is a gauge of ones.
    fileprivate var inText: String {
        switch self {
        case .gauge, .info: "gauge"
        case .counter: "counter"
        }
    }

    fileprivate var inOpenMetrics: String {
        switch self {
        case .gauge: "gauge"
        case .counter: "counter"
        case .info: "info"
        }
    }
}
