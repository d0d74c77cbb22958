import Basics
import Credentials

/// Files of which later ones override earlier ones key by key, and the faults that are found in their values.
struct Layers {
    /// Where a value stands.
    struct Place {
        var file: String
        var line: Int?
    }

    /// What became of a key.
    enum Setting<Value> {
        /// It is not given, or given with nothing behind the `=`.
        case absent
        /// Something that is not accepted is given; its fault is recorded.
        case refused
        /// It is given.
        case given(Value, Place)

        /// The value; `nil` unless it is given.
        var value: Value? {
            if case .given(let value, _) = self { return value }
            return nil
        }

        /// Where it stands; `nil` unless it is given.
        var place: Place? {
            if case .given(_, let place) = self { return place }
            return nil
        }
    }

    let files: [SourceFile]
    /// The file that a fault is reported in where something is missing.
    let mainPath: String
    /// What is wrong with the values, warnings among it.
    private(set) var faults: [Fault] = []

    /// Whether something keeps the values from being used.
    var isRefused: Bool { faults.contains { $0.severity == .fault } }

    init(_ files: [SourceFile], mainPath: String) {
        self.files = files
        self.mainPath = mainPath
    }

    /// What the last file that has the key says; faults of all files that have it are recorded.
    mutating func setting<Value>(_ key: Key<Value>) -> Setting<Value> {
        let row = key.description
        var setting = Setting<Value>.absent
        for file in files {
            guard let (text, line) = file.value(row.group, row.key) else {
                if file.hasDefect(row.group, row.key) { setting = .refused }
                continue
            }
            guard !text.isEmpty else {
                setting = .absent
                continue
            }
            switch Self.read(text, key.parser) {
            case .success(let value): setting = .given(value, Place(file: file.path, line: line))
            case .failure(let refusal):
                record(row, at: Place(file: file.path, line: line), refusal, text: text)
                setting = .refused
            }
        }
        return setting
    }

    /// The value of a key, or its default; `nil` where it is refused, or where there is neither.
    ///
    /// A required key that is absent is a fault.
    mutating func value<Value>(_ key: Key<Value>, inherited: Value? = nil) -> Value? {
        switch setting(key) {
        case .given(let value, _): return value
        case .refused: return nil
        case .absent:
            if key.description.isRequired { recordMissing(key.description) }
            return inherited ?? key.defaultValue
        }
    }

    /// The value of a key that must be given here or for all connections; `nil` where it is refused, here or there, or
    /// where it is absent, which is a fault here.
    mutating func value<Value>(_ key: Key<Value>, or shared: Setting<Value>) -> Value? {
        switch (setting(key), shared) {
        case (.given(let value, _), _), (.absent, .given(let value, _)): return value
        // What is refused there is told there, once for all connections.
        case (.refused, _), (.absent, .refused): return nil
        case (.absent, .absent):
            recordMissing(key.description)
            return nil
        }
    }

    /// Records that a key must be given.
    mutating func recordMissing(_ row: KeyDescription, hint: String? = nil) {
        let line = files.last?.line(ofGroup: row.group)
        faults.append(
            Fault(
                file: files.last?.path ?? mainPath, line: line, group: row.group, key: row.key, found: .nothing,
                accepted: row.accepted,
                hint: hint ?? row.requirement))
    }

    /// Records a fault that is found by looking at several keys.
    mutating func record(
        _ row: KeyDescription, at place: Place?, found: Fault.Found, accepted: String, suggestion: String? = nil,
        hint: String? = nil, severity: Fault.Severity = .fault
    ) {
        faults.append(
            Fault(
                file: place?.file ?? files.last?.path ?? mainPath, line: place?.line, group: row.group, key: row.key,
                found: found,
                accepted: accepted, suggestion: suggestion, hint: hint, severity: severity))
    }

    /// Records that a value is not right, what is done about it, and goes on.
    mutating func warn(_ row: KeyDescription, at place: Place?, found: String, accepted: String, hint: String) {
        record(row, at: place, found: .value(found), accepted: accepted, hint: hint, severity: .warning)
    }

    /// Warns of spans that do not go together, at the first of them that is given here; where none is, it is told
    /// elsewhere.
    mutating func warn(
        firstOf spans: [(row: KeyDescription, place: Place?, span: TimeSpan)], accepted: String, hint: String
    ) {
        guard let given = spans.first(where: { $0.place != nil }) else { return }
        warn(given.row, at: given.place, found: given.span.text, accepted: accepted, hint: hint)
    }

    /// Records that a group has no place in the file.
    mutating func record(group: String, found: String, accepted: String) {
        guard let file = files.last, let line = file.line(ofGroup: group) else { return }
        faults.append(Fault(file: file.path, line: line, group: group, found: .description(found), accepted: accepted))
    }

    private mutating func record(_ row: KeyDescription, at place: Place, _ refusal: Refusal, text: ValueText) {
        let whole = text.whole ?? ""
        let hasComment = whole.contains(" #") || whole.contains("\t#")
        faults.append(
            Fault(
                file: place.file, line: place.line, group: row.group, key: row.key,
                found: refusal.found ?? .value(whole),
                accepted: row.accepted, suggestion: refusal.suggestion,
                hint: hasComment ? "put a comment on a line of its own" : refusal.hint))
    }

    private static func read<Value>(_ text: ValueText, _ parser: ValueParser<Value>) -> Result<Value, Refusal> {
        // A key file's escapes can bring back what its lines may not hold.
        let parts = (text.whole.map { [$0] } ?? []) + (text.elements ?? [])
        guard !parts.contains(where: \.hasControlCharacter) else {
            return .failure(Refusal(found: .description("a control character")))
        }
        switch parser.parse(text) {
        case .success(let value): return .success(value)
        case .failure(var refusal):
            guard let bare = text.withoutQuotes else { return .failure(refusal) }
            if case .success = parser.parse(bare) {
                refusal.suggestion = bare.whole
            } else if case .failure(let cause) = parser.parse(bare) {
                refusal.suggestion = cause.suggestion
            }
            refusal.hint = "values stand without quotation marks"
            return .failure(refusal)
        }
    }
}

extension KeyDescription {
    /// Why it must be given, and where it may be given for all connections at once.
    fileprivate var requirement: String {
        let shared = sharedGroup.map { "; [\($0)] \(key)= of leadkeeper.conf gives it for all connections" } ?? ""
        return "this key is required: \(explanation)\(shared)"
    }
}
