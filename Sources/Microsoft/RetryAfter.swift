internal import Basics
internal import Credentials
internal import Curl

/// How long a server wants to be left alone (RFC 9110 §10.2.3).
enum RetryAfter {
    /// What is believed of it: no shorter, no longer.
    static let range = TimeSpan.seconds(1)...TimeSpan.hours(24)
    /// What an answer that says nothing legible counts as, where it should have.
    static let fallback = TimeSpan.minutes(1)

    /// Reads seconds or a date; `nil` where the field is absent, the fallback where it is garbage.
    ///
    /// - Parameter now: the server's own clock, as a date is meant by it; without one, a date counts as garbage.
    static func span(_ field: String?, now: Instant?) -> TimeSpan? {
        guard let field else { return nil }
        let seconds: Int64?
        if !field.isEmpty, field.utf8.allSatisfy(\.isDigit) {
            seconds = Int64(field) ?? .max
        } else {
            seconds = now.flatMap { now in Instant(httpDate: field).map { ($0 - now).seconds } }
        }
        return seconds.map { min(max(TimeSpan(seconds: $0), range.lowerBound), range.upperBound) } ?? fallback
    }

    /// Reads the answer's field by the answer's own `Date`, or by `now` where it has none.
    static func span(of response: HTTPResponse, now: Instant?) -> TimeSpan? {
        span(response.header("Retry-After"), now: response.header("Date").flatMap(Instant.init(httpDate:)) ?? now)
    }
}
