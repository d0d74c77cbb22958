internal import Basics

/// What was probably meant by a word that is not known.
enum Suggestion {
    /// The nearest of `candidates`, if it is near enough to be meant; the first of equals.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let limit = max(1, word.count / 3)
        return
            candidates
            .map { (candidate: $0, distance: editDistance(Array(word), Array($0), swaps: true)) }
            .filter { $0.distance <= limit || ($0.candidate.hasPrefix(word) && word.count > 1) }
            .min { $0.distance < $1.distance }?
            .candidate
    }
}
