internal import Basics

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

    /// How much it matters.
    public enum Severity: Hashable, Sendable {
        /// Nothing is used as long as it stands there.
        case fault
        /// What an earlier version took: `check` and a reload refuse it, and a start, which would else leave everything
        /// unwatched, goes on.
        case outgrown
        /// The nearest right value is used, or the value is but does not do what it says; people are told.
        case warning
        /// Good to know for whoever looks; nobody is told by mail.
        case note
    }

    /// How much it matters.
    public var severity = Severity.fault
    /// The file, by the path under which it was read.
    public var file: String
    /// The line in it, counted from 1; `nil` where the fault is that something is missing.
    public var line: Int?
    /// The group, without its brackets; `nil` where the fault lies outside all groups, as with a file that cannot be
    /// read.
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
        suggestion: String? = nil, hint: String? = nil, severity: Severity = .fault
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.group = group
        self.key = key
        self.found = found
        self.accepted = accepted
        self.suggestion = suggestion
        self.hint = hint
    }

    /// One line: `FILE:LINE: [Group] Key: “x” is not valid, expected: …; did you mean “Y”?`.
    ///
    /// Whatever comes from files is bounded and made printable, since a name may be as long as a file and hold
    /// anything.
    public var description: String {
        var text = Excerpt.of(file, limit: Self.longestPath)
        if let line { text += ":\(line)" }
        text += ":"
        if let group { text += " [\(Excerpt.of(group, limit: Self.longestName))]" }
        if let key { text += " \(Excerpt.of(key, limit: Self.longestName))" }
        if group != nil || key != nil { text += ":" }
        return "\(text) \(cause)"
    }

    /// The same without its place: `“x” is not valid, expected: …; did you mean “Y”?`.
    public var cause: String {
        var text = "\(found), expected: \(Excerpt.of(accepted))"
        if let suggestion { text += "; did you mean “\(Excerpt.of(suggestion))”?" }
        if let hint { text += (suggestion == nil ? "; " : " ") + Excerpt.of(hint) }
        return text
    }

    /// What is shown of a path, of a group's or key's name, in characters.
    static let (longestPath, longestName) = (1_000, 80)
}

extension Fault.Found: CustomStringConvertible {
    /// That the value is not valid, that it is missing, or what was found.
    public var description: String {
        switch self {
        case .value(let value): "“\(Excerpt.of(value, limit: 200))” is not valid"
        case .nothing: "missing"
        case .description(let words): "found \(Excerpt.of(words))"
        }
    }
}

/// What is shown of a text that comes from a file: bounded, and on one line.
enum Excerpt {
    /// The first scalars of the text, with `…` behind them where there are more.
    static func of(_ text: String, limit: Int = 400) -> String { text.displaySafe(limit: limit + 1) }
}
