/// The key of an occasion: the word of its kind and its particulars, with slashes between them.
struct OccasionKey {
    /// The kind that its first word names.
    var kind: NoticeKind
    /// What follows.
    var particulars: [String]

    /// The key of that kind with those particulars, none of which has a slash.
    init(_ kind: NoticeKind, _ particulars: [String]) {
        self.kind = kind
        self.particulars = particulars
    }

    /// Takes a key apart; `nil` where its first word names no kind.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let word = parts.first, let kind = NoticeKind(word: word) else { return nil }
        self.init(kind, parts.dropFirst().map(String.init))
    }

    /// As one text.
    var text: String { ([kind.word] + particulars).joined(separator: "/") }

    /// The particular at that place as a number; `nil` where it is none.
    func number(_ index: Int) -> Int64? {
        particulars.indices.contains(index) ? Int64(particulars[index]) : nil
    }

    /// The particular at that place as a moment; `nil` where it is none.
    func instant(_ index: Int) -> Instant? { number(index).map(Instant.init(secondsSinceEpoch:)) }
}
