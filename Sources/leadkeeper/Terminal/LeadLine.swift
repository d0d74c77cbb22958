internal import Control
internal import Credentials

/// When the last lead came from the marketplace, in a sentence for the terminal.
struct LeadLine {
    let times: LocalTimes

    /// The sentence; `nil` where nobody can know.
    func text(_ leads: LeadStatus?) -> String? {
        guard let leads, leads.reason != .off || leads.lastAt != nil else { return nil }
        let last = leads.lastAt.map { times.timeAndDistance($0.instant) }
        let pace = leads.usualLongestGapSeconds.map { "the longest usual pause is \(TimeSpan(seconds: $0).inWords)" }
        switch leads.reason {
        case nil:
            let begin = leads.silent ? "unusually long ago: \(last ?? "never")" : last ?? "none yet"
            return [begin, pace].compactMap(\.self).joined(separator: "; ")
        case .off: return last.map { "\($0); a silence is not told, as Silence=no" }
        case .notRead: return last.map { "\($0); the others are still being read" }
        case .tooFew: return "\(last ?? "none yet"); too few so far to know a usual pace"
        case .notReadable:
            let code = leads.obstacleCode.map { " (\($0))" } ?? ""
            return "cannot be told: \(leads.obstacle ?? "they cannot be read")\(code)"
        }
    }
}
