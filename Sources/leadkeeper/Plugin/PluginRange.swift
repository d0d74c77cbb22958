internal import Configuration
internal import Credentials

/// A range of the Monitoring Plugins' guidelines: `10`, `10:`, `~:10`, `10:20` and `@10:20`.
///
/// https://www.monitoring-plugins.org/doc/guidelines.html, "Threshold and Ranges". Its ends are seconds, or lengths of
/// time such as `30d`.
struct PluginRange: Equatable {
    /// The least that is in it; `nil` for any.
    var start: Double?
    /// The greatest that is in it; `nil` for any.
    var end: Double?
    /// Whether what is in it alerts, rather than what is not.
    var alertsInside = false

    /// A range from its text; `nil` where it is none.
    init?(_ text: String) {
        var rest = text[...]
        if rest.first == "@" {
            alertsInside = true
            rest = rest.dropFirst()
        }
        let ends = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard !rest.isEmpty, rest != ":", (1...2).contains(ends.count) else { return nil }
        let (first, last) = ends.count == 1 ? ("", ends[0]) : (String(ends[0]), ends[1])
        switch first {
        case "": start = 0
        case "~": start = nil
        default:
            guard let number = Self.seconds(first) else { return nil }
            start = number
        }
        if !last.isEmpty {
            guard let number = Self.seconds(String(last)) else { return nil }
            end = number
        } else if ends.count == 1 {
            return nil
        }
        if let start, let end, start > end { return nil }
    }

    /// A range that alerts of what is less.
    init(atLeast start: Double) {
        self.start = start
    }

    /// Whether a value calls for an alert.
    func alerts(_ value: Double) -> Bool {
        let isInside = (start.map { value >= $0 } ?? true) && (end.map { value <= $0 } ?? true)
        return isInside == alertsInside
    }

    /// As performance data has it, in seconds.
    var text: String {
        let end = end.map(Self.number) ?? ""
        let begin = start.map { $0 == 0 && !end.isEmpty ? "" : "\(Self.number($0)):" } ?? "~:"
        return (alertsInside ? "@" : "") + begin + end
    }

    /// A number without a fraction where it has none.
    static func number(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
    }

    /// Seconds from a decimal number, or from a length of time such as `1d12h`, with a sign or without.
    private static func seconds(_ text: String) -> Double? {
        let digits = text.drop { $0 == "-" || $0 == "+" }
        guard text.count - digits.count <= 1, let first = digits.first, first.isASCII, first.isNumber || first == "."
        else {
            return nil
        }
        let isPlain = digits.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let size = isPlain ? Double(digits) : TimeSpan(spelling: String(digits)).map({ Double($0.seconds) })
        else {
            return nil
        }
        return text.first == "-" ? -size : size
    }
}
