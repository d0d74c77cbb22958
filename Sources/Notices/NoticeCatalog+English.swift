internal import Basics
internal import GLib

extension NoticeCatalog {
    /// English.
    static let english = NoticeCatalog(
        languageTag: "en", phrase: English.phrase, finding: English.finding, replacement: English.replacement,
        stuck: English.stuck, handOff: English.handOff, storedHandOff: English.storedHandOff,
        span: English.span, date: English.date, moment: English.moment)
}

/// The English words.
enum English {
    static func span(_ span: NoticeSpan) -> String {
        switch span {
        case .days(1): "1 day"
        case .days(let count): "\(count) days"
        case .hours(1): "1 hour"
        case .hours(let count): "\(count) hours"
        case .lessThanAnHour: "less than an hour"
        }
    }

    static func date(_ time: ZonedTime) -> String {
        "\(time.date.day)\u{A0}\(months[time.date.month - 1])\u{A0}\(time.date.year)"
    }

    static func moment(_ local: ZonedTime, _ utc: ZonedTime) -> String {
        let day = "\(weekdays[local.date.weekday - 1]) \(date(local)), \(local.clock)\u{A0}\(local.zoneName)"
        return local == utc ? day : "\(day) (\(utc.date)\u{A0}\(utc.clock)\u{A0}UTC)"
    }

    /// What people call the secret.
    static func noun(_ matter: NoticeMatter) -> String {
        switch matter.kind {
        case .clientSecret: "client secret"
        case .userPassword, .mailPassword: "password"
        }
    }

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
}
