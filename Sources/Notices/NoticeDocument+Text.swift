internal import Wording

extension NoticeDocument {
    /// The plain form, in lines of at most 72 characters, but for those that hold a longer address.
    var text: String {
        var paragraphs = [[levelWord] + Self.underlined(headline, with: "=")]
        paragraphs += opening.map { Self.wrapped($0, indent: 0) }
        for block in blocks {
            switch block {
            case .heading(let lines): paragraphs.append(Self.underlined(lines, with: "-"))
            case .subheading(let lines): paragraphs.append(Self.wrapped(lines, indent: 0))
            case .paragraph(let lines), .footer(let lines):
                paragraphs.append(Self.wrapped(lines, indent: 0))
            case .steps(let items):
                for (index, item) in items.enumerated() {
                    paragraphs.append(Self.listed(item, mark: "\(index + 1).", indent: 4))
                }
            case .points(let items):
                for item in items { paragraphs.append(Self.listed(item, mark: "*", indent: 4)) }
            case .facts(let facts):
                paragraphs.append(facts.flatMap { Self.row($0, labels: facts) })
            }
        }
        // A no-break space has kept its neighbours on one line; to whoever copies a line it is only in the way.
        let text = paragraphs.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
        return String(text.map { $0 == "\u{A0}" ? " " : $0 })
    }

    private static let width = 72

    private static func underlined(_ lines: [Line], with line: String) -> [String] {
        let heading = wrapped(lines, indent: 0)
        return heading + [String(repeating: line, count: heading.map(\.count).max() ?? 0)]
    }

    private static func listed(_ item: [Line], mark: String, indent: Int) -> [String] {
        var lines = wrapped(item, indent: indent)
        guard let first = lines.first else { return [] }
        let lead = String(repeating: " ", count: max(0, indent - 1 - mark.count)) + mark + " "
        lines[0] = lead + first.dropFirst(indent)
        return lines
    }

    /// One row of the table: the value beside its label, or under it where it holds a word too long for that.
    private static func row(_ fact: Fact, labels facts: [Fact]) -> [String] {
        let label = "  " + wrapped(fact.label, indent: 0).joined(separator: " ")
        let longest = facts.map { wrapped($0.label, indent: 0).joined(separator: " ").count }.max() ?? 0
        let column = min(longest, 28) + 4
        let longestWord = fact.value.flatMap(words).map(\.text.count).max() ?? 0
        guard label.count < column, longestWord <= width - column else {
            return [label] + wrapped(fact.value, indent: 6)
        }
        var lines = wrapped(fact.value, indent: column)
        guard let first = lines.first else { return [label] }
        lines[0] = label + first.dropFirst(label.count)
        return lines
    }

    private static func wrapped(_ lines: [Line], indent: Int) -> [String] {
        lines.flatMap { line -> [String] in
            switch line {
            case .sentence: fill(words(line), indent: indent)
            case .command: fill(words(line), indent: indent + 2)
            }
        }
    }

    /// What stands between two spaces.
    private struct Word {
        var text: String
        /// Whether the address of a link stands in it, half of which nobody can follow.
        var isWhole = false
    }

    /// The words of a line; what is to be typed stays in one piece as long as it fits into a line.
    private static func words(_ line: Line) -> [Word] {
        switch line {
        case .command(let command):
            return command.count <= width - 6 ? [Word(text: command)] : split(command)
        case .sentence(let runs):
            var words: [Word] = []
            var isWordOpen = false
            for (index, run) in runs.enumerated() {
                let shown = run.style == .plain ? run.text : "\"\(run.text)\""
                let isWhole = run.style != .plain && shown.count <= width / 2
                var pieces = isWhole ? [Word(text: shown)] : split(shown)
                if isWordOpen, !words.isEmpty, let first = pieces.first, !shown.hasPrefix(" ") {
                    words[words.count - 1].text += first.text
                    pieces.removeFirst()
                }
                words += pieces
                isWordOpen = !shown.hasSuffix(" ")
                if let address = MarkedLine.address(endingAt: index, in: runs) {
                    words.append(Word(text: "<\(address)>", isWhole: true))
                    isWordOpen = true
                }
            }
            return words
        }
    }

    private static func split(_ text: String) -> [Word] {
        text.split(separator: " ").map { Word(text: String($0)) }
    }

    private static func fill(_ words: [Word], indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in words.flatMap({ $0.isWhole ? [$0.text] : chopped($0.text, to: width - indent) }) {
            if !line.isEmpty, indent + line.count + 1 + word.count > width {
                lines.append(margin + line)
                line = ""
            }
            line += line.isEmpty ? word : " " + word
        }
        if !line.isEmpty { lines.append(margin + line) }
        return lines
    }

    /// A word that no line can hold, in pieces.
    private static func chopped(_ word: String, to width: Int) -> [String] {
        var pieces: [String] = []
        var rest = Substring(word)
        while rest.count > width {
            pieces.append(String(rest.prefix(width)))
            rest = rest.dropFirst(width)
        }
        return pieces + [String(rest)]
    }
}
