/// What was probably meant by a word that is not known.
enum Suggestion {
    /// The nearest of `candidates`, if it is near enough to be meant; the first of equals.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let limit = max(1, word.count / 3)
        return
            candidates
            .map { (candidate: $0, distance: distance(word, $0)) }
            .filter { $0.distance <= limit || ($0.candidate.hasPrefix(word) && word.count > 1) }
            .min { $0.distance < $1.distance }?
            .candidate
    }

    /// How many characters have to be added, removed, replaced or swapped with their neighbour (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var beforeLast = [Int]()
        var last = Array(0...right.count)
        for i in left.indices {
            var current = [i + 1]
            for j in right.indices {
                let isSame = left[i] == right[j]
                var best = min(last[j + 1] + 1, current[j] + 1, last[j] + (isSame ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
