/// One thing that is wrong with the configuration, and what would be right.
public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What stands where something else is accepted.
    public enum Found: Hashable, Sendable {
        /// This value.
        case value(String)
        /// Nothing.
        case nothing
        /// Something that is described in place of being quoted, since it may be long, unprintable or a secret.
        case description(String)
    }

    /// The file, by the path under which it was read.
    public var file: String
    /// The line in it, counted from 1; `nil` where the fault is that something is missing.
    public var line: Int?
    /// The group, without its brackets; `nil` where the fault lies outside all groups, as with a file that cannot be read.
    public var group: String?
    /// The key; `nil` where the fault is not about one.
    public var key: String?
    /// What stands there.
    public var found: Found
    /// What is accepted there, in words.
    public var accepted: String
    /// What was probably meant, ready to be pasted; `nil` where nobody can tell.
    public var suggestion: String?
    /// One more thing that is useful to know; `nil` where there is none.
    public var hint: String?

    /// Joins what is known of the fault.
    public init(
        file: String, line: Int? = nil, group: String? = nil, key: String? = nil, found: Found, accepted: String,
        suggestion: String? = nil, hint: String? = nil
    ) {
        self.file = file
        self.line = line
        self.group = group
        self.key = key
        self.found = found
        self.accepted = accepted
        self.suggestion = suggestion
        self.hint = hint
    }

    /// One line: `FILE:LINE: [Group] Key: found “x”, accepted: …; did you mean “Y”?`.
    public var description: String {
        var text = file
        if let line { text += ":\(line)" }
        text += ":"
        if let group { text += " [\(group)]" }
        if let key { text += " \(key)" }
        if group != nil || key != nil { text += ":" }
        text += " found \(found), accepted: \(accepted)"
        if let suggestion { text += "; did you mean “\(suggestion)”?" }
        if let hint { text += suggestion == nil ? "; \(hint)" : " \(hint)" }
        return Self.onOneLine(text)
    }

    /// Shows what could break or reorder a line as question marks, since paths and values come from outside.
    private static func onOneLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: "?"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}

extension Fault.Found: CustomStringConvertible {
    /// The value in quotation marks, `nothing`, or the words.
    public var description: String {
        switch self {
        case .value(let value): "“\(value.count > 200 ? value.prefix(200) + "…" : value)”"
        case .nothing: "nothing"
        case .description(let words): words
        }
    }
}
