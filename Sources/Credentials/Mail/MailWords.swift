internal import Basics

/// The words of a mail server's answer, without what may say anything: addresses, hosts, links and codes.
///
/// A contact at `relay@contoso.com`, or a server that is called `helo1`, makes no answer one about relaying or about
/// our name.
struct MailWords {
    /// Lower-case words with one blank before each and one behind the last.
    private let text: String
    private let raw: String

    init(_ reply: String) {
        raw = reply.lowercased()
        var words: [String] = []
        for token in raw.split(whereSeparator: \.isWhitespace) where !Self.isName(token) {
            let apart = token.map { character in
                character.isLetter || character.isNumber ? String(character) : "'’`".contains(character) ? "" : " "
            }.joined()
            words += apart.split(separator: " ").map(String.init)
        }
        text = words.isEmpty ? " " : " " + words.joined(separator: " ") + " "
    }

    /// Whether it names somebody or something: `<…>`, an address, a link, a host, a number with dots.
    private static func isName(_ token: Substring) -> Bool {
        if token.contains("@") || token.contains("://") { return true }
        let bare = token.trimming { !$0.isLetter && !$0.isNumber && $0 != "<" && $0 != ">" }
        if bare.first == "<", bare.last == ">" { return true }
        let inner = token.trimming { !$0.isLetter && !$0.isNumber }
        // Exchange's own words for a place of its program have dots too.
        if ["resolver", "storedrv", "exception"].contains(where: { inner.contains($0) }) { return false }
        let parts = inner.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 1
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } }
    }

    /// Whether any of the phrases stands there; each begins with a word and may end within one.
    func haveAny(_ phrases: [String]) -> Bool {
        phrases.contains { text.contains(" " + $0) }
    }

    /// Whether it is about passing mail on to elsewhere; Postfix has a table of recipients with that word in its name.
    var areAboutRelaying: Bool {
        text.replacing(" relay recipient table", with: "").contains(" relay") || haveAny(Self.relay)
    }

    /// The words without those that have a digit, which differ from mail to mail.
    var skeleton: String {
        text.split(separator: " ").filter { !$0.contains(where: \.isNumber) }.joined(separator: " ")
    }

    /// The time that it speaks of, such as "try again in 300 seconds" or "come back in 00:04:59"; `nil` where it speaks
    /// of none.
    var span: TimeSpan? {
        for token in raw.split(whereSeparator: \.isWhitespace) {
            let clock = token.trimming { !$0.isNumber }.split(separator: ":", omittingEmptySubsequences: false)
            let numbers = clock.compactMap { $0.count <= 2 ? Int64($0) : nil }
            if clock.count == 3, numbers.count == 3 {
                return .seconds(numbers[0] * 3_600 + numbers[1] * 60 + numbers[2])
            }
        }
        let words = text.split(separator: " ")
        for (index, word) in words.enumerated() {
            let digits = word.prefix(while: \.isASCIIDigit)
            guard (1...6).contains(digits.count), let number = Int64(digits), number > 0 else { continue }
            let isGlued = digits.count < word.count
            guard isGlued || index + 1 < words.count else { continue }
            if let unit = Self.unit(isGlued ? word.dropFirst(digits.count) : words[index + 1], isGlued: isGlued) {
                return TimeSpan(seconds: number * unit)
            }
        }
        return nil
    }

    private static func unit(_ word: Substring, isGlued: Bool) -> Int64? {
        switch word {
        case "second", "seconds", "sec", "secs": 1
        case "s" where isGlued: 1
        case "minute", "minutes", "min", "mins": 60
        case "hour", "hours", "hr", "hrs": 3_600
        case "h" where isGlued: 3_600
        case "day", "days": 86_400
        default: nil
        }
    }
}
