import Credentials

extension ValueParser where Value == [QuietDays] {
    /// Days, and days in a row, each once and in their order.
    static let quietDays = ValueParser<QuietDays>(
        accepted: "a date as YYYY-MM-DD, or two with two dots between them, the earlier one first"
    ) { text in
        QuietDays(text).map(Result.success) ?? .failure(Refusal())
    }.list("dates, such as 2026-12-24..2027-01-02;2027-05-17") { days in
        Set(days).sorted { ($0.first, $0.last) < ($1.first, $1.last) }
    }
}
