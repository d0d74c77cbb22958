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

        /// Words in a style.
        public init(text: String, style: Style) {
            (self.text, self.style) = (text, style)
        }
    }

    /// The line as a terminal shows it: labels between quotation marks, commands behind `$ `.
    public var onTerminal: String {
        switch self {
        case .command(let command): "$ \(command)"
        case .sentence(let runs): runs.map { $0.style == .label ? "“\($0.text)”" : $0.text }.joined()
        }
    }
}
