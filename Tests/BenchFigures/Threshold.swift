/// What a figure has to keep to.
public struct Threshold: Hashable, Sendable {
    /// On which side of the bound a figure is right.
    public enum Side: String, Hashable, Sendable {
        /// The bound itself or less.
        case atMost = "<="
        /// The bound itself or more.
        case atLeast = ">="
    }

    /// The figure's name, such as `one-host.due.curl`.
    public let name: String
    /// The right side of `bound`.
    public let side: Side
    /// In the unit that `meaning` tells.
    public let bound: Double
    /// What the figure is, for people.
    public let meaning: String

    /// Whether a figure keeps to it; one that is no number never does.
    public func isKept(by value: Double) -> Bool {
        switch side {
        case .atMost: value <= bound
        case .atLeast: value >= bound
        }
    }
}

/// The thresholds of all figures, as they stand in a file of the repository.
///
/// A line is a name, `<=` or `>=`, a number, and what the figure is; `#` begins a line for people. A name stands once.
public struct Thresholds: Sendable {
    /// Why the file cannot be used.
    public struct Failure: Error, Hashable, CustomStringConvertible {
        /// The number of the line, from 1.
        public let line: Int
        /// What is wrong with it.
        public let cause: String

        /// "line 3: …".
        public var description: String { "line \(line): \(cause)" }
    }

    /// In the order of the file.
    public let all: [Threshold]

    /// Reads the text of such a file.
    public init(_ text: String) throws(Failure) {
        var all: [Threshold] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
            guard let name = words.first, !name.hasPrefix("#") else { continue }
            let fail = { cause in Failure(line: index + 1, cause: cause) }
            guard words.count == 4 else { throw fail("not a name, a sign, a number and what the figure is") }
            guard let side = Threshold.Side(rawValue: String(words[1])) else {
                throw fail("\"\(words[1])\" is neither <= nor >=")
            }
            guard let bound = Double(words[2]), bound.isFinite else { throw fail("\"\(words[2])\" is not a number") }
            guard !all.contains(where: { $0.name == name }) else { throw fail("\(name) has a threshold already") }
            let meaning = words[3].drop { $0 == " " }
            all.append(Threshold(name: String(name), side: side, bound: bound, meaning: String(meaning)))
        }
        self.all = all
    }

    /// The figure's threshold; `nil` where it has none.
    public subscript(_ name: String) -> Threshold? { all.first { $0.name == name } }
}
