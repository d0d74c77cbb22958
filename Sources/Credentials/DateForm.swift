public import Basics

/// A day, or a moment, as people and programs write it: the one place that knows which texts are dates.
///
/// - `2027-05-20` is a day; which moment it begins at depends on the reader's time zone.
/// - `2027-05-20T08:30+02:00` and `2027-05-20T08:30:00.5Z` are moments; parts of a second are dropped. RFC 3339 §5.6,
///   seconds optional.
public struct DateForm: Hashable, Sendable {
    /// The day as it is written.
    public let day: CivilDate
    /// The moment; `nil` where a day alone is written.
    public let moment: Instant?

    /// The years that a date of a credential can lie in.
    public static let years: ClosedRange<Int> = 2000...2100

    /// Reads a date; throws why it is none.
    ///
    /// Whether a secret can have such a date, `SecretDates` judges.
    public init(_ text: String) throws(DateFault) {
        guard let (year, month, dayOfMonth) = RFC3339.numbers(ofDate: text.utf8.prefix(10)) else {
            throw TwoReadings.fault(of: text)
        }
        let rest = text.utf8.dropFirst(10)
        let time = RFC3339.time(rest, allowing: [.fraction, .lowerCase, .noSeconds, .noOffset])
        guard rest.isEmpty || time != nil else { throw .notADate }
        guard let day = CivilDate(year: year, month: month, day: dayOfMonth) else {
            throw .noSuchDay(year: year, month: month, day: dayOfMonth)
        }
        self.day = day
        guard let time else {
            moment = nil
            return
        }
        guard let offset = time.offset else { throw .noZone }
        moment = Self.kept(day.beginningInUTC + .seconds(Int64(time.secondsOfDay - offset)), of: day)
    }

    /// The moment that is meant: the one that is written, or the first second of the day.
    ///
    /// - Parameter beginning: the first second of a day in the reader's zone; `nil` asks for a day that the zone does
    ///   not have.
    public func instant(beginning: (CivilDate) -> Instant?) -> Instant? {
        moment ?? beginning(day).map { Self.kept($0, of: day) }
    }

    /// The moment that is meant, where a day alone is one of UTC.
    public var instantInUTC: Instant { moment ?? day.beginningInUTC }

    /// Keeps what is within the years by the zone that it is written in within them by UTC too.
    private static func kept(_ instant: Instant, of day: CivilDate) -> Instant {
        years.contains(day.year)
            ? min(max(instant, Instant.believable.lowerBound), Instant.believable.upperBound) : instant
    }
}

extension Instant {
    /// What dates of credentials are believed: from the year 2000 to the year 2100.
    ///
    /// Old client secrets that "never" expire end in 2299 or in 9999, and a missing date is written as the year 1:
    /// neither is a date that anything could be planned by.
    public static let believable =
        Instant(secondsSinceEpoch: 946_684_800)...Instant(secondsSinceEpoch: 4_133_980_799)
}

extension CivilDate {
    /// Its first second in UTC.
    public var beginningInUTC: Instant { Instant(secondsSinceEpoch: Int64(daysSinceEpoch) * 86_400) }

    /// As in "20 May 2027".
    public var words: String { Self.words(year, month, day) }

    /// The same of numbers that no calendar need have as a day.
    static func words(_ year: Int, _ month: Int, _ day: Int) -> String {
        (1...12).contains(month) ? "\(day) \(monthNames[month - 1]) \(year)" : "month \(month)"
    }

    /// The months in English, from January on.
    static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
