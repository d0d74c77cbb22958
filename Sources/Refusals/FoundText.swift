internal import Basics
internal import Credentials

/// A text that a person found, in the forms in which it is looked through.
///
/// Mails quote and wrap, terminals cut, and pages put marks around everything: so a code is found across the end of a
/// line, and a sentence by its letters and digits alone.
struct FoundText {
    /// What is read of a text.
    private static let limit = 200_000

    /// The text as it came.
    let text: String
    /// Its bytes without the ends of lines and what quotes the next one.
    let bytes: [UInt8]
    /// The places in `bytes` before which a line ended.
    let seams: Set<Int>
    /// Its letters, digits and underscores alone, in small letters.
    let letters: [UInt8]

    init(_ text: String) {
        let raw = Array(text.utf8.prefix(Self.limit))
        self.text = String(decoding: raw, as: UTF8.self)
        var bytes: [UInt8] = []
        var seams: Set<Int> = []
        var isAtHead = false
        for byte in raw {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                seams.insert(bytes.count)
                isAtHead = true
            } else if isAtHead, byte.isBlank || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "|") {
                continue
            } else {
                bytes.append(byte)
                isAtHead = false
            }
        }
        (self.bytes, self.seams) = (bytes, seams)
        letters = raw.filter { $0.isAlphanumeric || $0 == UInt8(ascii: "_") }.map(\.lowerCased)
    }

    /// The whole of it without what surrounds it, where it is a single word; `nil` where there are several.
    var onlyWord: String? {
        let word = text.trimming { $0.isWhitespace || "\"'`“”‘’.,;:()[]".contains($0) }
        return word.isEmpty || word.contains(where: \.isWhitespace) ? nil : String(word)
    }

    /// Its words: letters, digits, and what joins them in a code.
    var words: [String] {
        text.utf8.split { !($0.isAlphanumeric || "_-".utf8.contains($0)) }.compactMap(String.init)
    }

    /// Its lines, without blanks and marks of quotation at their heads.
    var lines: [Substring] {
        text.split(whereSeparator: \.isNewline).map { $0.drop { $0.isBlank || $0 == ">" || $0 == "|" } }
    }

    /// Whether its letters have that part somewhere, where `…` stands for up to eighty of any.
    func has(_ part: String) -> Bool {
        let parts = part.split(separator: "…").map { Array($0.utf8) }
        guard let first = parts.first else { return false }
        var start = 0
        while let place = letters[start...].firstRange(of: first) {
            var end = place.upperBound
            let isThere = parts.dropFirst().allSatisfy { next in
                let window = letters[end..<min(letters.count, end + 80 + next.count)]
                guard let found = window.firstRange(of: next) else { return false }
                end = found.upperBound
                return true
            }
            if isThere { return true }
            start = place.lowerBound + 1
        }
        return false
    }

    /// Where a word stands in `bytes`, in whatever case, each time: the place behind it.
    func places(behind word: String) -> [Int] {
        let word = Array(word.utf8)
        guard bytes.count >= word.count else { return [] }
        return (0...(bytes.count - word.count)).filter { start in
            bytes[start..<(start + word.count)].elementsEqual(word) { $0.lowerCased == $1 }
        }.map { $0 + word.count }
    }

    /// The digits at a place; those before the end of a line, where they alone make sense.
    ///
    /// - Parameter isKnown: whether there is such a number.
    func number(at place: Int, isKnown: (Int) -> Bool) -> Int? {
        let digits = bytes[place...].prefix(while: \.isDigit).prefix(10)
        guard let whole = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        guard let seam = digits.indices.dropFirst().first(where: seams.contains),
            let part = Int(String(decoding: digits[..<seam], as: UTF8.self))
        else { return whole }
        let isFollowed = digits.endIndex < bytes.count && bytes[digits.endIndex] == UInt8(ascii: ":")
        return isKnown(whole) && (isFollowed || !isKnown(part)) ? whole : part
    }
}
