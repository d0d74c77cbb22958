internal import Basics
internal import GLib

/// Text that is broken into lines of at most 80 columns.
enum Paragraph {
    /// How wide output is.
    static let width = 80

    /// The lines of a text, broken at spaces; a word that is longer than a line stands on one of its own.
    ///
    /// - Parameter breaksWords: whether such a word is broken too.
    static func lines(_ text: String, width: Int = Self.width, breaksWords: Bool = false) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ").flatMap({ breaksWords ? String($0).broken(to: width) : [String($0)] }) {
            if let last = lines.last, last.columns + 1 + word.columns <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(word)
            }
        }
        return lines.isEmpty ? [""] : lines
    }

    /// A text in lines, the first behind `label`, the others below the first.
    static func wrap(_ text: String, label: String = "") -> String {
        let indent = String(repeating: " ", count: label.columns)
        return label + lines(text, width: width - label.columns).joined(separator: "\n" + indent)
    }
}

extension String {
    /// How many columns of a terminal it takes.
    var columns: Int { utf8.allSatisfy { $0 < 0x80 } ? utf8.count : DisplayWidth.of(self) }

    /// The text in pieces of at most that many columns.
    func broken(to width: Int) -> [String] {
        guard columns > width, width > 1 else { return [self] }
        var pieces = [""]
        var filled = 0
        for character in self {
            let columns = String(character).columns
            if filled + columns > width {
                pieces.append("")
                filled = 0
            }
            pieces[pieces.count - 1].append(character)
            filled += columns
        }
        return pieces
    }

    /// The text with spaces behind it, up to that width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - columns))
    }

    /// The text with what does not fit cut off, and an ellipsis in its place.
    func shortened(to width: Int) -> String {
        columns <= width ? self : (broken(to: max(2, width - 1)).first ?? "") + "…"
    }

    /// The text with a question mark for whatever could move a terminal's cursor, change its title or turn the
    /// direction of writing.
    var printable: String { displaySafe() }
}
