import Basics
import Credentials

/// What `leadkeeper check` says of a configuration, as lines for people and as a body for programs.
public struct CheckReport: Sendable {
    /// What it is about.
    public let result: LoadResult

    /// A report about what came of reading a configuration.
    public init(_ result: LoadResult) {
        self.result = result
    }

    /// Whether there is nothing to complain of.
    public var isValid: Bool { result.settings != nil }

    /// What is not right but stops nothing, and what is good to know, a line each.
    public var remarks: [String] {
        result.warnings.map { "warning: \($0)" } + result.notes.map { "note: \($0)" }
    }

    /// The lines, without their ends: one for each fault, else the files and what they put under management.
    public var lines: [String] {
        guard let settings = result.settings else {
            return result.faults.map(\.description) + ["\(result.directory): \(result.faultCount)"]
        }
        let credentials = settings.inventory.map { credential in
            let place = credential.destination.map { " at \($0.address)" } ?? ""
            return "\(credential.name): \(credential.identity.method), \(credential.identity.account)\(place)"
        }
        let count = credentials.count
        return credentials + ["\(result.directory): valid, \(count.counted("credential"))"]
    }
}

extension CheckReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case valid, directory, files, faults, warnings, notes, credentials
    }

    /// Writes `valid`, `directory`, `files`, `faults`, `warnings`, `notes` and `credentials`; the names of the
    /// credentials are absent (`null`) with faults.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(isValid, forKey: .valid)
        try container.encode(result.directory, forKey: .directory)
        try container.encode(result.files, forKey: .files)
        try container.encode(result.faults, forKey: .faults)
        try container.encode(result.warnings, forKey: .warnings)
        try container.encode(result.notes, forKey: .notes)
        try container.encode(result.settings?.inventory.map(\.name.description), forKey: .credentials)
    }
}

extension Fault: Encodable {
    private enum CodingKeys: String, CodingKey {
        case file, line, group, key, found, accepted, suggestion, hint, message
    }

    /// Writes all parts, with `null` for those that are absent, and the whole line as `message`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Excerpt.of(file, limit: Self.longestPath), forKey: .file)
        try container.encode(line, forKey: .line)
        try container.encode(group.map { Excerpt.of($0, limit: Self.longestName) }, forKey: .group)
        try container.encode(key.map { Excerpt.of($0, limit: Self.longestName) }, forKey: .key)
        try container.encode(found.text, forKey: .found)
        try container.encode(Excerpt.of(accepted), forKey: .accepted)
        try container.encode(suggestion.map { Excerpt.of($0) }, forKey: .suggestion)
        try container.encode(hint.map { Excerpt.of($0) }, forKey: .hint)
        try container.encode(description, forKey: .message)
    }
}

extension Fault.Found {
    /// The value, or the words; `nil` for nothing.
    fileprivate var text: String? {
        switch self {
        case .value(let value): Excerpt.of(value, limit: 200)
        case .nothing: nil
        case .description(let words): Excerpt.of(words)
        }
    }
}
