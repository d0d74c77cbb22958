/// A day, or a moment, as people and programs write it: the one place that knows which texts are dates.
///
/// - `2027-05-20` is a day; which moment it begins at depends on the reader's time zone.
/// - `2027-05-20T08:30+02:00` and `2027-05-20T08:30:00.5Z` are moments; parts of a second are dropped. RFC 3339 §5.6, seconds optional.
public struct DateForm: Hashable, Sendable {
    /// The day as it is written.
    public let day: Day
    /// The moment; `nil` where a day alone is written.
    public let moment: Instant?

    /// The years that a date of a credential can lie in.
    public static let years: ClosedRange<Int64> = 2000...2100

    /// Reads a date; throws why it is none.
    ///
    /// Whether a secret can have such a date, `SecretDates` judges.
    public init(_ text: String) throws(DateFault) {
        var rest = text.utf8[...]
        guard let year = Self.number(4, &rest), Self.skip("-", &rest), let month = Self.number(2, &rest),
            Self.skip("-", &rest), let dayOfMonth = Self.number(2, &rest)
        else { throw TwoReadings.fault(of: text) }
        let hasTime = !rest.isEmpty
        let time = hasTime ? Self.time(&rest) : nil
        guard rest.isEmpty, hasTime == (time != nil) else { throw .notADate }
        guard let day = Day(year: year, month: month, day: dayOfMonth) else {
            throw .noSuchDay(year: year, month: month, day: dayOfMonth)
        }
        self.day = day
        guard let time else {
            moment = nil
            return
        }
        guard let offset = time.offset else { throw .noZone }
        moment = Self.kept(day.beginningInUTC + .seconds(time.seconds - offset), of: day)
    }

    /// The moment that is meant: the one that is written, or the first second of the day.
    ///
    /// - Parameter beginning: the first second of a day in the reader's zone; `nil` asks for a day that the zone does not have.
    public func instant(beginning: (Day) -> Instant?) -> Instant? {
        moment ?? beginning(day).map { Self.kept($0, of: day) }
    }

    /// The moment that is meant, where a day alone is one of UTC.
    public var instantInUTC: Instant { moment ?? day.beginningInUTC }

    /// Keeps what is within the years by the zone that it is written in within them by UTC too.
    private static func kept(_ instant: Instant, of day: Day) -> Instant {
        years.contains(day.year) ? min(max(instant, Instant.believable.lowerBound), Instant.believable.upperBound) : instant
    }

    /// Seconds since midnight, and the offset from UTC, `nil` where none is written.
    private static func time(_ rest: inout Substring.UTF8View) -> (seconds: Int64, offset: Int64?)? {
        guard skip("Tt", &rest), let hour = number(2, &rest), skip(":", &rest), let minute = number(2, &rest), hour < 24,
            minute < 60
        else { return nil }
        var second: Int64 = 0
        if skip(":", &rest) {
            guard let whole = number(2, &rest), whole < 60 else { return nil }
            second = whole
            if skip(".", &rest) {
                guard let first = rest.first, isDigit(first) else { return nil }
                rest = rest.drop(while: isDigit)
            }
        }
        let seconds = hour * 3_600 + minute * 60 + second
        if rest.isEmpty { return (seconds, nil) }
        if skip("Zz", &rest) { return (seconds, 0) }
        let isWest = rest.first == UInt8(ascii: "-")
        guard skip("+-", &rest), let hours = number(2, &rest), skip(":", &rest), let minutes = number(2, &rest), hours < 24,
            minutes < 60
        else { return nil }
        return (seconds, (isWest ? -1 : 1) * (hours * 3_600 + minutes * 60))
    }

    private static func number(_ digits: Int, _ rest: inout Substring.UTF8View) -> Int64? {
        let head = rest.prefix(digits)
        guard head.count == digits, head.allSatisfy(isDigit) else { return nil }
        rest = rest.dropFirst(digits)
        return head.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    private static func skip(_ any: String, _ rest: inout Substring.UTF8View) -> Bool {
        guard let first = rest.first, any.utf8.contains(first) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension Instant {
    /// What dates of credentials are believed: from the year 2000 to the year 2100.
    ///
    /// Old client secrets that "never" expire end in 2299 or in 9999, and a missing date is written as the year 1: neither is a date that
    /// anything could be planned by.
    public static let believable =
        Instant(secondsSinceEpoch: 946_684_800)...Instant(secondsSinceEpoch: 4_133_980_799)
}

/// A day of the Gregorian calendar.
public struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The year, 1 to 9999.
    public let year: Int64
    /// The month, 1 to 12.
    public let month: Int64
    /// The day of the month, from 1.
    public let day: Int64

    /// That day; `nil` where no calendar has it.
    public init?(year: Int64, month: Int64, day: Int64) {
        guard (1...9_999).contains(year), (1...12).contains(month), day >= 1, day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Its first second in UTC.
    public var beginningInUTC: Instant { Instant(secondsSinceEpoch: daysSinceEpoch * 86_400) }

    /// The day after it; the last day of the year 9999 is followed by itself.
    public var next: Day {
        Day(year: year, month: month, day: day + 1) ?? Day(year: year, month: month + 1, day: 1)
            ?? Day(year: year + 1, month: 1, day: 1) ?? self
    }

    /// As in `2027-05-20`.
    public var description: String {
        [(year, 4), (month, 2), (day, 2)].map { number, width in
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }.joined(separator: "-")
    }

    /// Earlier sorts first.
    public static func < (left: Day, right: Day) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// As in "20 May 2027".
    var words: String { Self.words(year, month, day) }

    static func words(_ year: Int64, _ month: Int64, _ day: Int64) -> String {
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
            "December",
        ]
        return (1...12).contains(month) ? "\(day) \(names[Int(month) - 1]) \(year)" : "month \(month)"
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01; the year is made to begin in March, so that the leap day is its last.
    private var daysSinceEpoch: Int64 {
        let marchYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }
}
