import Foundation
import TestSupport

/// What the command line asks for.
struct Options {
    /// What can be measured by itself.
    enum Part: String, CaseIterable {
        /// Probes as they run, beside curl and msal; memory; system calls.
        case probes
        /// The engine by itself: decisions, growth, passes in which nothing is due, many notices at once.
        case engine
        /// Years on a virtual clock, and what the ledger holds after them.
        case years
        /// What it costs to look.
        case looks
        /// Start, and wake-ups while nothing is to do.
        case idle
        /// Nothing: as many connections as the first size says are there until standard input ends, for a profiler.
        case stand
    }

    static let help = """
        usage: leadkeeper-bench ROUNDS DIRECTORY [--sizes N,N…] [--parts PART,PART…] [--thresholds FILE]
        parts: \(Part.allCases.map(\.rawValue).joined(separator: ", "))
        """

    var rounds = 0
    /// Where nginx and Python's packages may lie.
    var scratch = ""
    var sizes = [250, 1_000, 4_000]
    var parts = Part.allCases.filter { $0 != .stand }
    var thresholds = Repository.root.appending(path: "Tests/Bench/thresholds").path

    init(_ arguments: ArraySlice<String>) throws {
        let wrong = ChildProcess.Failure(description: Self.help)
        guard arguments.count >= 2, arguments.count.isMultiple(of: 2) else { throw wrong }
        guard let first = arguments.first, let rounds = Int(first), (1...99).contains(rounds) else { throw wrong }
        self.rounds = rounds
        scratch = arguments[arguments.startIndex + 1]
        for index in stride(from: arguments.startIndex + 2, to: arguments.endIndex, by: 2) {
            let words = arguments[index + 1].split(separator: ",").map(String.init)
            switch arguments[index] {
            case "--sizes":
                sizes = words.compactMap(Int.init).filter { (1...10_000).contains($0) }
                guard sizes.count == words.count else { throw wrong }
            case "--parts":
                parts = words.compactMap(Part.init)
                guard parts.count == words.count else { throw wrong }
            case "--thresholds": thresholds = arguments[index + 1]
            default: throw wrong
            }
        }
    }
}
