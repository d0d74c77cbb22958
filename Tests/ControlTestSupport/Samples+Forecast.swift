import Control
import Credentials

extension Samples {
    /// What lies ahead of one connection: each kind of thing once, on three days.
    static func forecast(_ request: GetForecast) -> ForecastAnswer {
        let name = request.connection ?? CredentialName("contoso")
        let begin = now
        let people = ["ops@contoso.com", "sales@contoso.com"]
        let entries = [
            ForecastEntry(at: begin + .hours(6), kind: .signIn, connection: name),
            ForecastEntry(at: begin + .hours(12), kind: .probe, connection: name),
            ForecastEntry(at: begin + .days(1), kind: .signIn, connection: name),
            ForecastEntry(
                at: begin + .days(2), kind: .notice, connection: name, recipients: people, notice: "lapses",
                message: "the client secret expires in 14 days or less"),
            ForecastEntry(
                at: begin + .days(2) + .hours(1), kind: .startBy, connection: name,
                message: "the last day to begin to replace the secret"),
            ForecastEntry(
                at: begin + .days(3), kind: .expiry, connection: name,
                message: "the secret expires, by the date that you gave"),
        ]
        var assumptions = ["nobody does anything"]
        if let mailDown = request.mailDown { assumptions.append("no mail leaves in the first \(mailDown.inWords)") }
        if let policy = request.policy { assumptions.append("no secret lives longer than \(policy.inWords)") }
        return ForecastAnswer(
            Forecast(
                from: begin, until: begin + .days(Int64(request.days)), connections: 1, assumptions: assumptions,
                entries: entries), away: request.away,
            quietDays: [QuietDays("2025-11-24"), QuietDays("2025-12-24..2026-01-02")].compactMap(\.self),
            calendar: request.hasCalendar ? "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" : nil)
    }
}
