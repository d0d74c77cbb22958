internal import Basics

extension String {
    /// The text fit to be shown in a mail: one line of at most `limit` scalars without anything that can steer a
    /// display.
    ///
    /// White space of any kind becomes single spaces, and unsafe and invisible characters are left out. What is longer
    /// ends in `…`; an empty text becomes `–`.
    func displayable(limit: Int = 128) -> String {
        let shown = displaySafe(.removed, squeezesSpace: true, limit: limit)
        return shown.isEmpty ? "–" : shown
    }

    /// The text with the five characters that mean something to XML replaced by references.
    var escapedForHTML: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
