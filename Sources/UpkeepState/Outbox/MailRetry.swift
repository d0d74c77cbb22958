package import Credentials

/// How long mail rests after an attempt that ended without it being taken.
package enum MailRetry {
    /// After what may pass by itself: 1, 5, 15, 60 minutes, then every hour.
    private static let rungs: [TimeSpan] = [.minutes(1), .minutes(5), .minutes(15), .hours(1)]
    /// How long all mail rests where somebody has to mend something: they may be at it.
    package static let restOfAll = TimeSpan.minutes(15)
    /// The longest rest that a server may ask for: what it says may be wrong, and to ask again costs one mail.
    package static let longestAsked = TimeSpan.hours(6)

    /// How long to wait after that many attempts of the same kind in a row.
    package static func delay(afterAttempts attempts: Int) -> TimeSpan {
        rungs[min(max(attempts, 1), rungs.count) - 1]
    }

    /// How long what the verdict is about rests, after so many of its kind in a row.
    package static func rest(after verdict: MailVerdict, attempts: Int) -> TimeSpan {
        if let asked = verdict.rest, !verdict.isLasting || verdict.subject == .limit {
            // Who is asked to come back in a minute each time need not do so for ever.
            return min(longestAsked, max(asked, delay(afterAttempts: attempts - 2)))
        }
        switch verdict.consequence {
        case .accepted, .ends: return .seconds(0)
        case .restsAll where verdict.subject == .limit: return verdict.isLasting ? .hours(1) : restOfAll
        case .restsAll: return verdict.isLasting ? restOfAll : delay(afterAttempts: attempts)
        case .restsRecipient, .restsMail:
            return verdict.isLasting ? delay(afterAttempts: attempts + 2) : delay(afterAttempts: attempts)
        }
    }
}
