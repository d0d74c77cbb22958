import Basics

/// Finds what was probably meant by a misspelt word.
enum Nearest {
    /// The candidate that is the word but for case, hyphens and the like, else the nearest one within two changes;
    /// `nil` where all are farther away, or where two changes would be most of the word.
    static func to(_ word: String, among candidates: [String]) -> String? {
        let bare = bare(word)
        guard !bare.isEmpty, word.utf8.count <= 64 else { return nil }
        if let same = candidates.first(where: { Self.bare($0) == bare }) { return same }
        let near = candidates.map { (candidate: $0, distance: editDistance(bare, Self.bare($0))) }
        return near.filter { $0.distance <= 2 && $0.distance * 2 < max(bare.count, $0.candidate.utf8.count) }
            .min { $0.distance < $1.distance }?.candidate
    }

    /// The letters and digits alone, in lower case.
    private static func bare(_ word: String) -> [UInt8] {
        word.lowercased().utf8.filter { !" -_.\t".utf8.contains($0) }
    }
}
