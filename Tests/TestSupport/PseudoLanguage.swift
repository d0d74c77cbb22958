/// A language in which every word stands in brackets: whatever stands without them in something written in it comes
/// from elsewhere than its catalogue.
public enum PseudoLanguage {
    /// Its tag.
    public static let tag = "en-x-pseudo"

    /// A template of a catalogue in it; values, commands, codes and the names of links stay as they are.
    public static func bracketed(_ template: String) -> String {
        template.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard !line.hasPrefix("$ ") else { return String(line) }
            return String(line).replacing(/\{[^}]*\}|\]\([A-Za-z]+\)|`[^`]*`|[\p{L}\p{N}'’\u{A0}]+/) { match in
                let word = match.output
                return word.hasPrefix("{") || word.hasPrefix("](") || word.hasPrefix("`") ? String(word) : "⟦\(word)⟧"
            }
        }.joined(separator: "\n")
    }

    /// What of a sentence is in no brackets and is none of these names, no day or hour as digits, no zone and no
    /// address; empty where it has no letter.
    public static func bare(_ sentence: String, names: some Sequence<String>) -> String {
        var rest = sentence.replacing(/⟦[^⟧]*[⟧…]/, with: "")
        for name in names.sorted(by: { $0.count > $1.count }) where name.count > 1 {
            rest = rest.replacing(name, with: "")
        }
        rest = rest.replacing(/https:[^\s),]+|\d\d:\d\d|\d{4}-\d\d-\d\d|UTC|CES?T|[\w.\-]+@[\w.\-]+/, with: "")
        return rest.contains { $0.isLetter } ? rest : ""
    }
}
