extension ValueParser where Value: CaseIterable & RawRepresentable, Value.RawValue == String, Value.AllCases: Sendable {
    /// One of the words that the type has.
    static var choice: ValueParser { choice(among: Array(Value.allCases)) }

    /// One of the words of these values.
    static func choice(among values: [Value]) -> ValueParser {
        let words = values.map(\.rawValue)
        return ValueParser(accepted: words.joined(separator: ", ")) { text in
            if words.contains(text), let value = Value(rawValue: text) { return .success(value) }
            // A locale, such as fr_FR.UTF-8, begins with its language.
            let beginning = String(text.lowercased().prefix(while: \.isLetter))
            return .failure(
                Refusal(suggestion: Nearest.to(text, among: words) ?? words.first { $0 == beginning }))
        }
    }
}

/// The two words of a switch.
private enum Answer: String, CaseIterable {
    case yes, no
}

extension ValueParser<Bool> {
    /// `yes` or `no`.
    static var yesOrNo: ValueParser<Bool> {
        let answer = ValueParser<Answer>.choice
        return ValueParser(accepted: answer.accepted) { text in
            answer.parse(ValueText(whole: text, elements: [text])).map { $0 == .yes }
        }
    }
}
