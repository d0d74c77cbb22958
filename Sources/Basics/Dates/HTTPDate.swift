/// Dates of HTTP, such as `Sun, 06 Nov 1994 08:49:37 GMT`: the IMF-fixdate of RFC 9110 §5.6.7.
///
/// The two obsolete forms that it names besides are left out: no server that is asked here writes them.
public enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The moment that a text stands for, in seconds since 1970-01-01T00:00:00Z; `nil` for anything else.
    ///
    /// The name of the day may be any three letters; the second may be 60.
    public static func seconds(of text: String) -> Int64? {
        let fields = text.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0].utf8.count == 4, fields[0].utf8.last == UInt8(ascii: ","),
            fields[5] == "GMT",
            let day = number(fields[1], digits: 2), let month = months.firstIndex(where: { $0 == fields[2] }),
            let year = number(fields[3], digits: 4), let date = CivilDate(year: year, month: month + 1, day: day),
            let time = RFC3339.time("T\(fields[4])Z"[...].utf8, allowing: .leapSecond)
        else { return nil }
        return Int64(date.daysSinceEpoch * 86_400 + time.secondsOfDay)
    }

    /// The moment in that form; one outside the years 0 to 9999 shows on the nearest day within.
    public static func text(ofSeconds seconds: Int64) -> String {
        let (days, second) = Int(seconds).dividedDown(by: 86_400)
        let date = CivilDate(daysSinceEpoch: days) ?? (days < 0 ? .earliest : .latest)
        let day = "\(date.weekdayName), \(date.day.zeroPadded(to: 2)) \(months[date.month - 1])"
        return "\(day) \(date.year.zeroPadded(to: 4)) \(Clock(secondsOfDay: second)) GMT"
    }

    private static func number(_ text: Substring, digits: Int) -> Int? {
        text.utf8.count == digits && text.utf8.allSatisfy(\.isDigit) ? Int(text) : nil
    }
}
