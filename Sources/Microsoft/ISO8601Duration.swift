internal import Basics
internal import Credentials

/// Durations as Graph's policies have them, ISO 8601.
enum ISO8601Duration {
    /// Reads a duration such as `P90D`, `P4DT12H30M5S` or `P2W` (ISO 8601, 5.5.2); `nil` for anything else, and for
    /// none at all.
    ///
    /// Years count as 365 days and months as 28: nobody is refused for asking for less than is granted.
    static func span(of text: String) -> TimeSpan? {
        guard text.utf8.count <= 64, text.utf8.first == UInt8(ascii: "P") else { return nil }
        var units: [(letter: UInt8, seconds: Int64)] = [
            ("Y", 31_536_000), ("M", 2_419_200), ("W", 604_800), ("D", 86_400),
        ]
        .map { (UInt8(ascii: $0), $1) }
        var total = TimeSpan.seconds(0)
        var digits: [UInt8] = []
        for byte in text.utf8.dropFirst() {
            switch byte {
            case _ where byte.isDigit:
                digits.append(byte)
            case UInt8(ascii: "T") where digits.isEmpty && !units.contains { $0.letter == UInt8(ascii: "H") }:
                units = [("H", 3_600), ("M", 60), ("S", 1)].map { (UInt8(ascii: $0), $1) }
            default:
                guard let index = units.firstIndex(where: { $0.letter == byte }),
                    let count = Int64(String(decoding: digits, as: UTF8.self))
                else { return nil }
                let (seconds, isTooLong) = count.multipliedReportingOverflow(by: units[index].seconds)
                total = total + TimeSpan(seconds: isTooLong ? .max : seconds)
                units.removeFirst(index + 1)
                digits = []
            }
        }
        return digits.isEmpty && total > .seconds(0) ? total : nil
    }
}
