/// Moments as RFC 3339 §5.6 writes them, such as `2026-11-21T18:30:00Z`: the one reader and the one writer of such
/// texts.
///
/// Moments are seconds since 1970-01-01T00:00:00Z, without leap seconds. The reader takes the years 0 to 9999 of the
/// proleptic Gregorian calendar, whole seconds, capital letters, and `Z` or an offset; each thing that the standard or
/// people allow beyond that is an allowance of the caller's.
public enum RFC3339 {
    /// What a caller takes beside the strict form.
    public struct Allowances: OptionSet, Sendable {
        /// The bits.
        public let rawValue: Int

        /// Those of the bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// Parts of a second, such as the `.5` of `18:30:00.5Z`; they are dropped.
        public static let fraction = Allowances(rawValue: 1)
        /// The second 60, which counts as the first one of the next minute.
        public static let leapSecond = Allowances(rawValue: 2)
        /// A `t` and a `z` in lower case.
        public static let lowerCase = Allowances(rawValue: 4)
        /// A time without seconds, `18:30Z`, which RFC 3339 itself does not know.
        public static let noSeconds = Allowances(rawValue: 8)
        /// A time without `Z` or an offset, which RFC 3339 itself does not know.
        public static let noOffset = Allowances(rawValue: 16)
    }

    /// The part of a moment behind the date.
    public struct Time: Hashable, Sendable {
        /// Seconds since midnight, 0 to 86,400.
        public let secondsOfDay: Int
        /// How many seconds the clock is ahead of UTC; `nil` where the text does not say.
        public let offset: Int?
    }

    /// The longest text that is looked at.
    private static let longest = 64

    /// The moment that a text stands for, in seconds since the epoch; `nil` for anything else, and for days that no
    /// calendar has.
    ///
    /// A time without an offset counts as UTC.
    public static func seconds(of text: String, allowing allowances: Allowances = []) -> Int64? {
        if let seconds = usual(text) { return seconds }
        guard text.utf8.count <= longest, let (year, month, day) = numbers(ofDate: text.utf8.prefix(10)),
            let date = CivilDate(year: year, month: month, day: day),
            let time = time(text.utf8.dropFirst(10), allowing: allowances)
        else { return nil }
        return Int64(date.daysSinceEpoch * 86_400 + time.secondsOfDay - (time.offset ?? 0))
    }

    /// The moment as `2026-11-21T18:30:00Z`; one outside the years 0 to 9999 shows as the nearest within.
    public static func text(ofSeconds seconds: Int64) -> String {
        let (days, second) = Int(seconds).dividedDown(by: 86_400)
        guard let date = CivilDate(daysSinceEpoch: days) else {
            return days < 0 ? "\(CivilDate.earliest)T00:00:00Z" : "\(CivilDate.latest)T23:59:59Z"
        }
        return String(digitsWithin: 20) { text in
            date.write(to: &text)
            text.append(UInt8(ascii: "T"))
            Clock(secondsOfDay: second).write(to: &text)
            text.append(UInt8(ascii: "Z"))
        }
    }

    /// The moment of a text just as ``text(ofSeconds:)`` writes it, as nearly all are; `nil` for any other.
    private static func usual(_ text: String) -> Int64? {
        let found = text.utf8.withContiguousStorageIfAvailable { text -> (CivilDate, Int)? in
            guard text.count == 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
                text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
                text[19] == UInt8(ascii: "Z"), let year = number(text, 0..<4), let month = number(text, 5..<7),
                let day = number(text, 8..<10), let hour = number(text, 11..<13), let minute = number(text, 14..<16),
                let second = number(text, 17..<19), hour < 24, minute < 60, second < 60,
                let date = CivilDate(year: year, month: month, day: day)
            else { return nil }
            return (date, hour * 3_600 + minute * 60 + second)
        }
        guard let (date, secondsOfDay) = found.flatMap(\.self) else { return nil }
        return Int64(date.daysSinceEpoch * 86_400 + secondsOfDay)
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        var number = 0
        for index in range {
            guard text[index].isDigit else { return nil }
            number = number * 10 + Int(text[index] - UInt8(ascii: "0"))
        }
        return number
    }

    /// The three numbers of `2026-11-21`, whether or not a calendar has such a day; `nil` for any other form.
    public static func numbers(ofDate text: Substring.UTF8View) -> (year: Int, month: Int, day: Int)? {
        var rest = text
        guard let year = number(4, &rest), skip("-", &rest), let month = number(2, &rest), skip("-", &rest),
            let day = number(2, &rest), rest.isEmpty
        else { return nil }
        return (year, month, day)
    }

    /// What `T18:30:00Z` says, the letter before it included; `nil` for any other form.
    public static func time(_ text: Substring.UTF8View, allowing allowances: Allowances = []) -> Time? {
        var rest = text
        let mayBeLower = allowances.contains(.lowerCase)
        guard skip(mayBeLower ? "Tt" : "T", &rest), let hour = number(2, &rest), skip(":", &rest),
            let minute = number(2, &rest), hour < 24, minute < 60
        else { return nil }
        var second = 0
        if skip(":", &rest) {
            guard let whole = number(2, &rest), whole < (allowances.contains(.leapSecond) ? 61 : 60) else { return nil }
            second = whole
            if allowances.contains(.fraction), skip(".", &rest) {
                guard rest.first?.isDigit == true else { return nil }
                rest = rest.drop(while: \.isDigit)
            }
        } else if !allowances.contains(.noSeconds) {
            return nil
        }
        let secondsOfDay = hour * 3_600 + minute * 60 + second
        // Only who can say what is missing may go on without an offset: a person's clock is not the reader's.
        if rest.isEmpty { return allowances.contains(.noOffset) ? Time(secondsOfDay: secondsOfDay, offset: nil) : nil }
        if skip(mayBeLower ? "Zz" : "Z", &rest) {
            return rest.isEmpty ? Time(secondsOfDay: secondsOfDay, offset: 0) : nil
        }
        let isWest = rest.first == UInt8(ascii: "-")
        guard skip("+-", &rest), let hours = number(2, &rest), skip(":", &rest), let minutes = number(2, &rest),
            hours < 24,
            minutes < 60, rest.isEmpty
        else { return nil }
        return Time(secondsOfDay: secondsOfDay, offset: (isWest ? -1 : 1) * (hours * 3_600 + minutes * 60))
    }

    private static func number(_ digits: Int, _ rest: inout Substring.UTF8View) -> Int? {
        let head = rest.prefix(digits)
        guard head.count == digits, head.allSatisfy(\.isDigit) else { return nil }
        rest = rest.dropFirst(digits)
        return head.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func skip(_ any: StaticString, _ rest: inout Substring.UTF8View) -> Bool {
        guard let first = rest.first, any.withUTF8Buffer({ $0.contains(first) }) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
