internal import Credentials

extension HTTPDate {
    /// Reads `2026-11-21T18:30:00Z`, with a fraction or an offset instead of the `Z` too (RFC 3339 §5.6); `nil` for anything else, for
    /// days that no calendar has, and for dates beyond belief.
    static func parseTimestamp(_ text: String) -> Instant? {
        parseMoment(text).flatMap { Instant.believable.contains($0) ? $0 : nil }
    }

    /// Reads the same of the years 0 to 9999, believable or not.
    ///
    /// The fraction is left out, which makes an end earlier rather than later.
    static func parseMoment(_ text: String) -> Instant? {
        let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard text.utf8.count <= 64, halves.count == 2, let days = civilDays(halves[0]) else { return nil }
        guard let (time, offset) = zoned(halves[1]) else { return nil }
        let parts = time.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            guard !parts[1].isEmpty, number(parts[1], digits: parts[1].utf8.count) != nil else { return nil }
        }
        let clock = parts[0].split(separator: ":", omittingEmptySubsequences: false).map { number($0, digits: 2) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2], hour < 24, minute < 60,
            second <= 60
        else { return nil }
        return Instant(secondsSinceEpoch: days * 86_400 + hour * 3_600 + minute * 60 + second - offset)
    }

    /// Reads a duration such as `P90D`, `P4DT12H30M5S` or `P2W` (ISO 8601, 5.5.2); `nil` for anything else, and for none at all.
    ///
    /// Years count as 365 days and months as 28: nobody is refused for asking for less than is granted.
    static func parseDuration(_ text: String) -> Span? {
        guard text.utf8.count <= 64, text.utf8.first == UInt8(ascii: "P") else { return nil }
        var units: [(letter: UInt8, seconds: Int64)] = [("Y", 31_536_000), ("M", 2_419_200), ("W", 604_800), ("D", 86_400)]
            .map { (UInt8(ascii: $0), $1) }
        var total = Span.seconds(0)
        var digits: [UInt8] = []
        for byte in text.utf8.dropFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits.append(byte)
            case UInt8(ascii: "T") where digits.isEmpty && !units.contains { $0.letter == UInt8(ascii: "H") }:
                units = [("H", 3_600), ("M", 60), ("S", 1)].map { (UInt8(ascii: $0), $1) }
            default:
                guard let index = units.firstIndex(where: { $0.letter == byte }),
                    let count = Int64(String(decoding: digits, as: UTF8.self))
                else { return nil }
                let (seconds, isTooLong) = count.multipliedReportingOverflow(by: units[index].seconds)
                total = total + Span(seconds: isTooLong ? .max : seconds)
                units.removeFirst(index + 1)
                digits = []
            }
        }
        return digits.isEmpty && total > .seconds(0) ? total : nil
    }

    private static func civilDays(_ text: Substring) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = number(parts[0], digits: 4), let month = number(parts[1], digits: 2),
            let day = number(parts[2], digits: 2), (1...12).contains(month), day >= 1
        else { return nil }
        let first = days(year: year, month: month, day: 1)
        let next = month == 12 ? days(year: year + 1, month: 1, day: 1) : days(year: year, month: month + 1, day: 1)
        return first + day <= next ? first + day - 1 : nil
    }

    /// The time before `Z` or an offset, and the offset in seconds.
    private static func zoned(_ text: Substring) -> (time: Substring, offset: Int64)? {
        if text.last == "Z" { return (text.dropLast(), 0) }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
        let parts = text[text.index(after: sign)...].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = number(parts[0], digits: 2), let minutes = number(parts[1], digits: 2), hours < 24,
            minutes < 60
        else { return nil }
        let offset = hours * 3_600 + minutes * 60
        return (text[..<sign], text[sign] == "-" ? -offset : offset)
    }
}
