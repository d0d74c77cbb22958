internal import Credentials

/// Kinds of notices as the right side of SQL's `IN`; their words are ours, and have no quotes.
func sqlList(_ kinds: some Collection<NoticeKind>) -> String {
    "(\(kinds.map { "'\($0.word)'" }.sorted().joined(separator: ", ")))"
}

/// Holds for notices that tell something, which a test does not.
let isTelling = "kind IN \(sqlList(NoticeKind.allCases.filter(\.isTelling)))"

/// Holds for notices that tell of a fault of the daemon.
let tellsOfFault = "kind = '\(NoticeKind.impaired.word)'"

private let mailFaults = DaemonFault.allCases.filter { $0.part == .mail }.map { "'\($0.rawValue)'" }

/// Holds for notices which tell that no mail leaves.
let tellsThatNoMailLeaves = "\(tellsOfFault) AND fault IN (\(mailFaults.joined(separator: ", ")))"
