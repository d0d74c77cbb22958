internal import Wording

/// A notice before it is text or HTML: one structure that both forms are made from, so that they cannot differ.
struct NoticeDocument: Sendable {
    typealias Line = MarkedLine
    typealias Run = MarkedLine.Run

    /// One part of a notice.
    enum Block: Hashable, Sendable {
        case heading([Line])
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
    /// What matters, in one sentence; stands first and is set larger.
    var essence: [Line]
    /// The rest, in order.
    var blocks: [Block]
}
