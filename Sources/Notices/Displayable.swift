extension String {
    /// The text fit to be shown in a mail: one line of at most `limit` scalars without anything that can steer a display.
    ///
    /// White space of any kind becomes single spaces. Control and format characters (bidirectional marks, zero-width joiners,
    /// tags), private, unassigned and invisible ones are left out. What is longer ends in `…`; an empty text becomes `–`.
    func displayable(limit: Int = 128) -> String {
        var kept = String.UnicodeScalarView()
        var isSpacePending = false
        for scalar in unicodeScalars where kept.count <= limit {
            if scalar.properties.isWhitespace {
                isSpacePending = !kept.isEmpty
            } else if scalar.isVisible {
                if isSpacePending { kept.append(" ") }
                isSpacePending = false
                kept.append(scalar)
            }
        }
        if kept.count > limit {
            kept = String.UnicodeScalarView(kept.prefix(limit - 1))
            kept.append("…")
        }
        return kept.isEmpty ? "–" : String(kept)
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

extension Unicode.Scalar {
    fileprivate var isVisible: Bool {
        guard !properties.isDefaultIgnorableCodePoint, !properties.isNoncharacterCodePoint else { return false }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }
}
