internal import Basics

/// Text that is broken into lines of at most 80 columns.
enum Paragraph {
    /// How wide output is.
    static let width = 80

    /// The lines of a text, broken at spaces; a word that is longer than a line stands on one of its own.
    static func lines(_ text: String, width: Int = Self.width) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.isEmpty ? [""] : lines
    }

    /// A text in lines, the first behind `label`, the others below the first.
    static func wrap(_ text: String, label: String = "") -> String {
        let indent = String(repeating: " ", count: label.count)
        return label + lines(text, width: width - label.count).joined(separator: "\n" + indent)
    }
}

extension String {
    /// The text with spaces behind it, up to that width.
    func padded(to width: Int) -> String {
        count >= width ? self : self + String(repeating: " ", count: width - count)
    }

    /// The text with what does not fit cut off, and an ellipsis in its place.
    func shortened(to width: Int) -> String {
        count <= width ? self : prefix(max(0, width - 1)) + "…"
    }

    /// The text with a question mark for whatever could move a terminal's cursor, change its title or turn the
    /// direction of writing.
    var printable: String { displaySafe() }
}
