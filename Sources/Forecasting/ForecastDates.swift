internal import Credentials
internal import Upkeep

/// The dates of each connection's secret, of which the calendar knows before anything happens.
struct ForecastDates {
    private struct Dates: Equatable {
        var startBy: Instant?
        var expiry: Instant?
        var origin: Window.Origin?
        var isDueDate = false
    }

    private var dates: [CredentialName: Dates] = [:]
    /// The earliest date of all that is still to come; `nil` where there is none.
    private var next: Instant?

    /// Takes the dates of a connection as they are now.
    mutating func take(_ status: CredentialStatus) {
        dates[status.credential.name] = Dates(
            startBy: status.startBy, expiry: status.window?.endInstant, origin: status.window?.origin,
            isDueDate: status.window?.isDueDate ?? false)
        next = .distantPast
    }

    /// The dates that are reached after `begin`, up to `end`.
    mutating func reached(after begin: Instant, upTo end: Instant) -> [ForecastEntry] {
        // Nearly every step of the clock reaches none.
        if let next, next > end { return [] }
        var entries: [ForecastEntry] = []
        var following: Instant?
        for (name, dates) in dates.sorted(by: { $0.key < $1.key }) {
            for (kind, date) in [(ForecastEntry.Kind.startBy, dates.startBy), (.expiry, dates.expiry)] {
                guard let date, date > begin else { continue }
                if date > end {
                    following = min(following ?? date, date)
                } else {
                    entries.append(
                        ForecastEntry(
                            at: date, kind: kind, connection: name, message: Self.message(kind, dates)))
                }
            }
        }
        next = following ?? .distantFuture
        return entries
    }

    private static func message(_ kind: ForecastEntry.Kind, _ dates: Dates) -> String {
        if kind == .startBy { return "the last day to begin to replace the secret" }
        let source = dates.origin.map { ", by \($0.inForecast)" } ?? ""
        return dates.isDueDate ? "the secret is due to be replaced\(source)" : "the secret expires\(source)"
    }
}

extension Window.Origin {
    /// Who says so, for the end of a sentence.
    fileprivate var inForecast: String {
        switch self {
        case .operator: "the date that you gave"
        case .policy: "the password policy"
        case .graph: "Microsoft Graph"
        case .certificate: "the certificate itself"
        case .refusal: "Microsoft's refusal"
        case .age: "the age that is set"
        }
    }
}

extension Instant {
    fileprivate static let distantPast = Instant(secondsSinceEpoch: .min / 2)
    fileprivate static let distantFuture = Instant(secondsSinceEpoch: .max / 2)
}
