/// A line of prose, or a command that stands alone.
public enum MarkedLine: Hashable, Sendable {
    /// Prose.
    case sentence([Run])
    /// A command.
    case command(String)

    /// A stretch of words in one style.
    public struct Run: Hashable, Sendable {
        /// How it is to be read.
        public enum Style: Hashable, Sendable {
            /// As part of a sentence.
            case plain
            /// As the label of something in a portal.
            case label
            /// As something to type.
            case code
        }

        /// The words.
        public var text: String
        /// Their style.
        public var style: Style
        /// The address that they lead to, fit to stand in HTML and between angle brackets; `nil` where they lead
        /// nowhere.
        public var link: String?

        /// Words in a style.
        public init(text: String, style: Style, link: String? = nil) {
            (self.text, self.style, self.link) = (text, style, link)
        }
    }

    /// The line as a terminal shows it: labels between quotation marks, addresses between angle brackets behind their
    /// words, commands behind `$ `.
    public var onTerminal: String {
        switch self {
        case .command(let command): return "$ \(command)"
        case .sentence(let runs):
            return runs.indices.map { index in
                let run = runs[index]
                let words = run.style == .label ? "“\(run.text)”" : run.text
                return words + (Self.address(endingAt: index, in: runs).map { " <\($0)>" } ?? "")
            }.joined()
        }
    }

    /// The address that a reader is shown behind the run at `index`: that of a link whose last run it is; `nil` within
    /// a link and outside of any.
    public static func address(endingAt index: Int, in runs: [Run]) -> String? {
        guard let link = runs[index].link else { return nil }
        return index + 1 < runs.count && runs[index + 1].link == link ? nil : link
    }
}
