/// Reads the text of one value.
struct ValueParser<Value: Sendable>: Sendable {
    /// What is accepted, in words that follow "accepted:".
    let accepted: String
    /// Reads the text, which is not empty.
    let parse: @Sendable (ValueText) -> Result<Value, Refusal>

    /// A parser of values that are one string.
    init(accepted: String, _ parse: @escaping @Sendable (String) -> Result<Value, Refusal>) {
        self.accepted = accepted
        self.parse = { text in
            guard let whole = text.whole else { return .failure(.unknownEscape) }
            return parse(whole)
        }
    }

    private init(accepted: String, parse: @escaping @Sendable (ValueText) -> Result<Value, Refusal>) {
        self.accepted = accepted
        self.parse = parse
    }

    /// A parser of lists, which `;` separates and perhaps ends; the first element that is refused refuses the list.
    func list<List: Sendable>(_ accepted: String, _ join: @escaping @Sendable ([Value]) -> List) -> ValueParser<List> {
        ValueParser<List>(accepted: accepted) { text in
            guard let elements = text.elements else { return .failure(.unknownEscape) }
            var values: [Value] = []
            for element in elements {
                guard !element.isEmpty else {
                    return .failure(Refusal(found: .description("an element with nothing in it")))
                }
                switch parse(ValueText(whole: element, elements: [element])) {
                case .success(let value): values.append(value)
                case .failure(var refusal):
                    refusal.found = refusal.found ?? .value(element)
                    return .failure(refusal)
                }
            }
            return .success(join(values))
        }
    }
}

/// A value as it stands in a file, both as one string and as a list.
struct ValueText {
    /// The value as one string; `nil` where it has an escape that key files do not know.
    var whole: String?
    /// The value as a list; `nil` as with `whole`.
    var elements: [String]?

    /// Whether nothing stands behind the `=`, which means the default.
    var isEmpty: Bool { whole?.isEmpty ?? false }

    /// The value without the quotation marks around it or around its elements; `nil` where it has none.
    var withoutQuotes: ValueText? {
        guard let whole, let elements else { return nil }
        if let inner = Self.unquoted(whole) {
            let list = inner.split(separator: ";").map { Self.unquoted(String($0)) ?? String($0) }
            return ValueText(whole: list.joined(separator: ";"), elements: list)
        }
        let list = elements.map { Self.unquoted($0) ?? $0 }
        return list == elements ? nil : ValueText(whole: list.joined(separator: ";"), elements: list)
    }

    private static let quotes: [(Character, Character)] = [
        ("\"", "\""), ("'", "'"), ("`", "`"), ("“", "”"), ("”", "”"), ("„", "“"), ("„", "”"), ("‘", "’"), ("’", "’"),
        ("«", "»"),
        ("»", "«"), ("‹", "›"),
    ]

    private static func unquoted(_ text: String) -> String? {
        guard text.count >= 2, quotes.contains(where: { $0.0 == text.first && $0.1 == text.last }) else { return nil }
        let inner = text.dropFirst().dropLast()
        // Where more of them stand between, each element has its own.
        return inner.isEmpty || inner.contains { $0 == text.first || $0 == text.last } ? nil : String(inner)
    }
}

/// Why a value is not accepted.
struct Refusal: Error, Hashable {
    /// What to say of the value in place of quoting it; `nil` to quote it.
    var found: Fault.Found?
    /// What was probably meant.
    var suggestion: String?
    /// One more thing that is useful to know.
    var hint: String?

    static let unknownEscape = Refusal(
        found: .description("an escape that key files do not have"), hint: #"a backslash is written \\"#)
}
