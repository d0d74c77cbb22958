internal import Credentials

/// How long a mail rests after attempts that were postponed: 1, 5, 15, 60 minutes, then every hour.
enum MailRetry {
    private static let rungs: [Span] = [.minutes(1), .minutes(5), .minutes(15), .hours(1)]
    /// How long all mail rests after the server turned our settings down.
    static let restAfterMisconfiguration = Span.minutes(15)

    /// How long to wait after that many attempts.
    static func delay(afterAttempts attempts: Int) -> Span {
        rungs[min(max(attempts, 1), rungs.count) - 1]
    }
}
