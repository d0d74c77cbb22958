/// A day of the proleptic Gregorian calendar, in the years that four digits can write.
public struct CivilDate: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The year, 0 to 9999; the year 0 is the one before the year 1, as in ISO 8601.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int

    /// The first day that there is, 0000-01-01.
    public static let earliest = CivilDate(unchecked: 0, 1, 1)
    /// The last day that there is, 9999-12-31.
    public static let latest = CivilDate(unchecked: 9_999, 12, 31)

    /// That day; `nil` where no calendar has it.
    public init?(year: Int, month: Int, day: Int) {
        guard (0...9_999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// The day that many days after 1970-01-01; `nil` outside the years 0 to 9999.
    ///
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`: eras of 400 years are all
    /// alike, and a year that begins in March has the leap day as its last.
    public init?(daysSinceEpoch: Int) {
        guard (Self.earliest.daysSinceEpoch...Self.latest.daysSinceEpoch).contains(daysSinceEpoch) else { return nil }
        let (era, dayOfEra) = (daysSinceEpoch + 719_468).dividedDown(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(
            unchecked: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// How many days after 1970-01-01 it is, negative before.
    ///
    /// The reverse of `init(daysSinceEpoch:)`, Hinnant's `days_from_civil`.
    public var daysSinceEpoch: Int {
        let (era, yearOfEra) = (month > 2 ? year : year - 1).dividedDown(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day of the week by ISO 8601, 1 for Monday to 7 for Sunday.
    public var weekday: Int { (daysSinceEpoch + 3).dividedDown(by: 7).remainder + 1 }

    /// The first three letters of its day of the week in English, such as `Mon`; RFC 9110 §5.6.7 has the same.
    public var weekdayName: String { Self.weekdayNames[weekday - 1] }

    private static let weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// The day after it; the last day of the year 9999 is followed by itself.
    public var next: CivilDate { CivilDate(daysSinceEpoch: daysSinceEpoch + 1) ?? self }

    /// As in `2027-05-20`.
    public var description: String { String(digitsWithin: 10, write) }

    /// The same, appended.
    func write(to text: inout DigitText) {
        text.append(year, width: 4)
        text.append(UInt8(ascii: "-"))
        text.append(month, width: 2)
        text.append(UInt8(ascii: "-"))
        text.append(day, width: 2)
    }

    /// Earlier sorts first.
    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int {
    /// Division towards minus infinity, whose remainder is never negative.
    func dividedDown(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
