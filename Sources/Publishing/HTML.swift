internal import Basics

/// A page that is being written: what is put in as text is never taken for anything else.
struct HTML {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(1 << 16) }

    /// Puts in what is HTML.
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Puts in what is text, for an element or between the quotation marks of an attribute.
    ///
    /// White space is squeezed; a no-break space stays one, since French has it before a colon.
    mutating func text(_ text: String) {
        for (index, part) in text.prefix(500).split(separator: "\u{A0}", omittingEmptySubsequences: false).enumerated()
        {
            if index > 0 { raw("\u{A0}") }
            bytes.append(contentsOf: String(part).displaySafe(.removed, squeezesSpace: true).escapedForHTML.utf8)
        }
    }

    /// Text as a string of CSS: whatever could end it is written by its number.
    static func quotedForStyle(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            let isPlain = scalar.value > 0xA0 || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            return isPlain ? String(scalar) : "\\\(String(scalar.value, radix: 16)) "
        }
        return "\"\(scalars.joined())\""
    }

    /// Puts in an element that holds text alone, on a line of its own.
    mutating func element(_ name: String, _ text: String) {
        raw("<\(name)>")
        self.text(text)
        raw("</\(name)>\n")
    }
}
