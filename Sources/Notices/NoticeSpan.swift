internal import Credentials

/// A length of time as people say it: in days, under two days in hours.
enum NoticeSpan: Hashable, Sendable {
    case days(Int64)
    case hours(Int64)
    case lessThanAnHour

    /// How long is left.
    ///
    /// It is rounded down, so that nobody is promised time that there is not; but a notice that leaves a little after
    /// its lead time was reached still speaks of the whole lead time.
    init(remaining span: TimeSpan) {
        if span >= .hours(48) {
            self = .days((span.seconds + 3_600) / 86_400)
        } else {
            let hours = (max(0, span.seconds) + 300) / 3_600
            self = hours > 0 ? .hours(hours) : .lessThanAnHour
        }
    }

    /// How long something has lasted, rounded down.
    init(elapsed span: TimeSpan) {
        if span >= .hours(48) {
            self = .days(span.seconds / 86_400)
        } else {
            let hours = max(0, span.seconds) / 3_600
            self = hours > 0 ? .hours(hours) : .lessThanAnHour
        }
    }
}
