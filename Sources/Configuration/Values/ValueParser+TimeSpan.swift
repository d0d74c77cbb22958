internal import Basics
public import Credentials

extension ValueParser where Value == TimeSpan {
    /// A length of time within limits.
    ///
    /// - Parameter least: the least that has an effect, where less is read as well, for the sake of what an earlier
    ///   version took.
    static func span(_ limits: ClosedRange<TimeSpan>, least: TimeSpan? = nil, example: String) -> ValueParser {
        let accepted = "\((least ?? limits.lowerBound).text) to \(limits.upperBound.text), such as \(example)"
        return ValueParser(accepted: accepted) { text in
            switch TimeSpan.parse(text) {
            case .success(let span) where limits.contains(span): return .success(span)
            case .success(let span):
                return .failure(Refusal(hint: span < limits.lowerBound ? "it is too short" : "it is too long"))
            case .failure(var refusal):
                // What was meant may be beyond the limits too.
                if let meant = refusal.suggestion, !((try? TimeSpan.parse(meant).get()).map(limits.contains) ?? false) {
                    refusal.suggestion = nil
                }
                return .failure(refusal)
            }
        }
    }
}

extension ValueParser where Value == [TimeSpan] {
    /// Lengths of time, each within limits; they come out longest first, each once.
    static func spans(_ limits: ClosedRange<TimeSpan>, example: String) -> ValueParser {
        let element = ValueParser<TimeSpan>.span(limits, example: example)
        return element.list("a list of \(limits.lowerBound.text) to \(limits.upperBound.text), such as \(example)") {
            spans in
            Set(spans).sorted(by: >)
        }
    }
}

extension ValueParser where Value == Lifetime {
    /// A length of time within limits, or `never`.
    static func lifetime(_ limits: ClosedRange<TimeSpan>, example: String) -> ValueParser {
        let span = ValueParser<TimeSpan>.span(limits, example: example)
        return ValueParser(accepted: "\(span.accepted), or never") { text in
            if text == "never" { return .success(.never) }
            if Nearest.to(text, among: ["never"]) != nil { return .failure(Refusal(suggestion: "never")) }
            return span.parse(ValueText(whole: text, elements: nil)).map(Lifetime.span)
        }
    }
}

extension TimeSpan {
    /// A length of time as files and people write it, such as `30d` or `1d12h`; `nil` where it is none.
    public init?(spelling text: String) {
        guard let span = try? Self.parse(text).get() else { return nil }
        self = span
    }

    /// The units in which files give lengths of time, longest first.
    private static let units: [(letter: Character, seconds: Int64)] = [
        ("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
    ]

    /// Reads `30d`, `1d12h`, `90m`: numbers with their units, longest unit first, each at most once.
    static func parse(_ text: String) -> Result<TimeSpan, Refusal> {
        var rest = text[...]
        var total: Int64 = 0
        var units = Self.units[...]
        guard !text.isEmpty else { return .failure(Refusal()) }
        while !rest.isEmpty {
            let digits = rest.prefix(while: \.isASCIIDigit)
            guard let count = Int64(digits) else {
                return .failure(digits.isEmpty ? refusal(of: text) : Refusal(hint: "the number is too large"))
            }
            rest = rest.dropFirst(digits.count)
            guard let letter = rest.popFirst(), let index = units.firstIndex(where: { $0.letter == letter }) else {
                return .failure(refusal(of: text))
            }
            let (product, isProductTooLarge) = count.multipliedReportingOverflow(by: units[index].seconds)
            let (sum, isSumTooLarge) = total.addingReportingOverflow(product)
            guard !isProductTooLarge, !isSumTooLarge else { return .failure(Refusal(hint: "the number is too large")) }
            total = sum
            units = units[(index + 1)...]
        }
        return .success(TimeSpan(seconds: total))
    }

    /// A length of time as files write it, such as `1d12h`; `nil` for anything else.
    public init?(written text: String) {
        guard case .success(let span) = Self.parse(text) else { return nil }
        self = span
    }

    /// The span as files write it, such as `1d12h`; days are the longest unit.
    var text: String {
        guard seconds > 0 else { return "0d" }
        var rest = seconds
        var text = ""
        for unit in Self.units where unit.letter != "w" && rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(unit.letter)"
            rest %= unit.seconds
        }
        return text
    }

    private static func refusal(of text: String) -> Refusal {
        let units = "the units are w, d, h, m and s, longest first"
        if text.allSatisfy(\.isASCIIDigit) {
            return Refusal(hint: "a number needs its unit, such as \(text.prefix(9))d; \(units)")
        }
        // Written with blanks or capitals, or with the word for the unit.
        var plain = text.lowercased().filter { $0 != " " }
        for (word, letter) in [
            ("weeks", "w"), ("days", "d"), ("hours", "h"), ("minutes", "m"), ("min", "m"), ("seconds", "s"),
            ("sec", "s"),
        ] {
            for form in [word, String(word.dropLast())] where plain.hasSuffix(form) && form.count > 2 {
                plain = String(plain.dropLast(form.count)) + letter
            }
        }
        if plain != text, case .success = parse(plain) { return Refusal(suggestion: plain) }
        return Refusal(hint: units)
    }
}
