public import Basics

/// Why a text is not a date that can be used.
public enum DateFault: Error, Hashable, Sendable {
    /// It has not the form of a date.
    case notADate
    /// No calendar has that day.
    case noSuchDay(year: Int, month: Int, day: Int)
    /// Its numbers can stand for more than one day.
    case twoWays([CivilDate])
    /// It has a time and does not say in which zone.
    case noZone
    /// It lies outside the years in which credentials have dates.
    case outOfRange

    /// What is accepted, for people.
    public static func accepted(orNever mayBeNever: Bool) -> String {
        let forms = ["YYYY-MM-DD (for example 2027-05-20)", "YYYY-MM-DDThh:mm+hh:mm"]
        return mayBeNever ? "\(forms.joined(separator: ", ")), or never" : forms.joined(separator: " or ")
    }

    /// What is wrong with it, for people: `"20.05.2027" is not a valid date`, with the reason where there is more to
    /// say.
    ///
    /// A text that does not look like a date is not repeated: it may be a secret that was typed in the wrong place.
    public func sentence(of text: String) -> String {
        let subject = Self.isShowable(text) ? "\"\(text)\"" : "the value"
        let reason: String? =
            switch self {
            case .notADate: nil
            case .noSuchDay(let year, let month, let day): "there is no \(CivilDate.words(year, month, day))"
            case .twoWays(let days):
                "it can be read in \(days.count == 2 ? "two" : "three") ways, as "
                    + days.map(\.words).joined(separator: " or ")
            case .noZone:
                "it can be read in two ways, because it does not name a time zone; add Z for UTC, or an "
                    + "offset such as +01:00"
            case .outOfRange: "only the years \(DateForm.years.lowerBound) to \(DateForm.years.upperBound) are accepted"
            }
        return "\(subject) is not a valid date" + (reason.map { ": \($0)" } ?? "")
    }

    /// Whether a text looks so much like a date, or like words for one, that it is no secret.
    static func isShowable(_ text: String) -> Bool {
        guard (1...40).contains(text.utf8.count) else { return false }
        var words: [Substring] = []
        for part in text.split(whereSeparator: { "-/.:+, ".contains($0) }) {
            guard part.utf8.allSatisfy(\.isAlphanumeric) else { return false }
            // A number and the letters that belong to it, as in 20T08, 30Z, 5th.
            var rest = part
            while !rest.isEmpty {
                let digits = rest.prefix { $0.isNumber }
                let letters = rest.dropFirst(digits.count).prefix { !$0.isNumber }
                guard digits.count <= 8, digits.isEmpty || letters.isEmpty || glued.contains(letters.lowercased())
                else {
                    return false
                }
                if digits.isEmpty { words.append(letters) }
                rest = rest.dropFirst(digits.count + letters.count)
            }
        }
        return words.allSatisfy { vocabulary.contains($0.lowercased()) }
    }

    private static let glued: Set<String> = ["t", "z", "st", "nd", "rd", "th", "am", "pm", "h", "d", "w", "m", "y"]
    private static let vocabulary: Set<String> = {
        let months = CivilDate.monthNames.map { $0.lowercased() }
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        let others = [
            "today", "tomorrow", "yesterday", "now", "soon", "never", "always", "unknown", "none", "next", "last", "in",
            "a",
            "the", "of",
            "day", "days", "week", "weeks", "month", "months", "year", "years", "t", "z", "utc", "gmt", "w", "at",
            "sept",
        ]
        return Set(months + days + others + (months + days).map { String($0.prefix(3)) })
    }()
}

/// Numbers in an order that differs from country to country.
enum TwoReadings {
    /// Why a text that has not the form of a date is none: the days that it can stand for, where they are several.
    static func fault(of text: String) -> DateFault {
        let days = readings(of: text)
        return days.count > 1 ? .twoWays(days) : .notADate
    }

    /// The days that three numbers can stand for, in the orders that people write them in.
    private static func readings(of text: String) -> [CivilDate] {
        guard text.utf8.count <= 40 else { return [] }
        // What stands behind the date, a time perhaps, does not matter.
        let date = text.prefix { $0 != "T" && $0 != "t" && $0 != "," }
        var numbers = date.split { "/.- ".contains($0) }.prefix(3).map(String.init)
        if numbers.count == 1, numbers[0].count == 8,
            Int(numbers[0].prefix(4)).map({ !DateForm.years.contains($0) }) ?? false
        {
            let digits = numbers[0]
            numbers = [String(digits.prefix(2)), String(digits.dropFirst(2).prefix(2)), String(digits.suffix(4))]
        }
        guard numbers.count == 3, numbers.allSatisfy({ (1...4).contains($0.count) && $0.utf8.allSatisfy(\.isDigit) })
        else {
            return []
        }
        let year = { (digits: String) -> Int? in
            digits.count == 4 ? Int(digits) : digits.count == 2 ? Int(digits).map { 2_000 + $0 } : nil
        }
        let (first, second, third) = (numbers[0], numbers[1], numbers[2])
        let orders = [(third, second, first), (third, first, second), (first, second, third)]
        var days: [CivilDate] = []
        for order in orders where order.1.count <= 2 && order.2.count <= 2 {
            guard let year = year(order.0), let month = Int(order.1), let dayOfMonth = Int(order.2),
                let day = CivilDate(year: year, month: month, day: dayOfMonth), !days.contains(day)
            else { continue }
            days.append(day)
        }
        return days
    }
}
