/// The words of one language; English where a sentence is not translated, or its translation is of an older sentence.
///
/// Sentences are found by key. A key may have variants, such as `subject.lapses.client-secret` and
/// `subject.lapses.password`: the English catalogue decides which there are, and whoever asks says what may decide, the
/// most telling first.
public struct Catalog: Sendable {
    /// The tag of BCP 47.
    public let languageTag: String
    private let translation: MessageFile
    private let english: MessageFile

    /// The language of the source, which needs no translation.
    private static let sourceTag = "en"

    init(languageTag: String, _ translation: MessageFile, english: MessageFile) {
        (self.languageTag, self.translation, self.english) = (languageTag, translation, english)
    }

    /// The template behind a key, in the markup of `Markup`; the key itself where there is none.
    ///
    /// - Parameter variants: what may decide between variants, the most telling first.
    public func text(_ key: String, _ variants: [String] = []) -> String {
        message(Self.chosen(key, variants, in: english)).forms[0]
    }

    /// The template for a number, by the plural rule of the language that it is in.
    public func text(_ key: String, count: Int) -> String {
        let message = message(key)
        return message.forms[min(message.plural.form(for: count), message.forms.count - 1)]
    }

    /// Whether there is such a sentence.
    public func has(_ key: String, _ variants: [String] = []) -> Bool {
        english.has(Self.chosen(key, variants, in: english))
    }

    /// The templates behind `key.1`, `key.2` and so on, as many as there are.
    public func list(_ key: String, _ variants: [String] = []) -> [String] {
        var texts: [String] = []
        while has("\(key).\(texts.count + 1)", variants) { texts.append(text("\(key).\(texts.count + 1)", variants)) }
        return texts
    }

    private static func chosen(_ key: String, _ variants: [String], in english: MessageFile) -> String {
        variants.lazy.map { "\(key).\($0)" }.first { english.has($0) } ?? key
    }

    private func message(_ key: String) -> (forms: [String], plural: PluralRule) {
        guard let original = english[key] else { return ([key], english.plural) }
        if languageTag != Self.sourceTag, let translated = translation[key], translated.source == original.source {
            return (translated.forms, translation.plural)
        }
        return (original.forms, english.plural)
    }
}
