internal import Basics

/// A page that is being written: what is put in as text is never taken for anything else.
struct HTML {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(1 << 16) }

    /// Puts in what is HTML.
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Puts in what is text, for an element or between the quotation marks of an attribute.
    mutating func text(_ text: String) {
        bytes.append(contentsOf: text.displaySafe(.removed, squeezesSpace: true, limit: 500).escapedForHTML.utf8)
    }

    /// Puts in an element that holds text alone, on a line of its own.
    mutating func element(_ name: String, _ text: String) {
        raw("<\(name)>")
        self.text(text)
        raw("</\(name)>\n")
    }
}
