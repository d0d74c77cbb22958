/// A notice before it is text or HTML: one structure that both forms are made from, so that they cannot differ.
struct NoticeDocument: Sendable {
    /// A stretch of words in one style.
    struct Run: Hashable, Sendable {
        /// How it is to be read.
        enum Style: Hashable, Sendable {
            /// As part of a sentence.
            case plain
            /// As the label of something in a portal.
            case label
            /// As something to type.
            case code
        }

        var text: String
        var style: Style
    }

    /// A line of prose, or a command that stands alone.
    enum Line: Hashable, Sendable {
        case sentence([Run])
        case command(String)
    }

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
