import Foundation

/// The lines that the benchmark prints, and how its figures stand.
public final class Report {
    /// The figures beside what is expected of them.
    public private(set) var board: Scoreboard

    /// Judges by these.
    public init(_ thresholds: Thresholds) {
        board = Scoreboard(thresholds)
    }

    /// A line of the result.
    public func say(_ line: String = "") {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Something that takes a while; not a part of the result.
    public static func progress(_ line: String) {
        FileHandle.standardError.write(Data(("  … " + line + "\n").utf8))
    }

    /// One figure, what it is made of, and its threshold.
    ///
    /// - Parameters:
    ///   - place: at which size it was measured; empty where it has one size.
    ///   - detail: what the figure is made of, for people.
    public func figure(_ name: String, at place: String = "", _ sample: Sample, _ unit: String, _ detail: String = "") {
        let verdict = board.judge(name, at: place, sample.median)
        let (least, greatest) = sample.spread
        let spread = sample.values.count > 1 ? " (\(least.short) to \(greatest.short))" : ""
        let bound = board.thresholds[name].map { "\($0.side.rawValue) \($0.bound.short)" } ?? ""
        let columns = [
            name.padded(24), (sample.median.short + unit + spread).padded(34), bound.padded(10),
            verdict.rawValue.padded(5), [place, detail].filter { !$0.isEmpty }.joined(separator: ": "),
        ]
        say("  " + columns.joined(separator: " "))
    }

    /// Why the figures whose names begin so are missing.
    public func skip(_ beginning: String, _ reason: String) {
        board.skip(beginning, reason)
        Self.progress("skipped \(beginning): \(reason)")
    }

    /// Names what was not measured and what is past its threshold; answers whether all that was measured is right.
    public func conclude() -> Bool {
        say()
        for (reason, all) in Dictionary(grouping: board.unmeasured, by: \.reason).sorted(by: { $0.key < $1.key }) {
            say("not measured, \(reason): \(all.map(\.name).joined(separator: ", "))")
        }
        for past in board.past { say("past its threshold: \(past)") }
        if board.past.isEmpty { say("every figure keeps to its threshold") }
        return board.past.isEmpty
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
