internal import Wording

/// A notice before it is text or HTML: one structure that both forms are made from, so that they cannot differ.
///
/// A mail about several things has a heading for each, with the blocks of its entry below it.
struct NoticeDocument: Sendable {
    typealias Line = MarkedLine
    typealias Run = MarkedLine.Run

    /// One part of a notice.
    enum Block: Hashable, Sendable {
        case heading([Line])
        /// A heading under a heading.
        case subheading([Line])
        case paragraph([Line])
        case steps([[Line]])
        case points([[Line]])
        case facts([Fact])
        case footer([Line])
    }

    /// One row of the table of facts.
    struct Fact: Hashable, Sendable {
        var label: [Line]
        var value: [Line]
    }

    /// What the HTML form declares as its language.
    var languageTag: String
    /// The subject, which is the title of the HTML form too.
    var subject: String
    /// What it asks of the reader.
    var level: NoticeLevel
    /// The word for that, as it is shown: in capitals.
    var levelWord: String
    /// What it is about, in a few words: the one heading of the first rank.
    var headline: [Line]
    /// What happens and when, set larger; then by when to begin, and who acts.
    var opening: [[Line]]
    /// The rest, in order.
    var blocks: [Block]
}
