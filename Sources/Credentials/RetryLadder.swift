/// How long to wait after attempts that could not tell, as a table, with the time that has passed by then beside it.
public enum RetryLadder {
    private static let rungs: [TimeSpan] = [
        .minutes(1),  // 1 min
        .minutes(2),  // 3 min
        .minutes(2),  // 5 min
        .minutes(5),  // 10 min
        .minutes(10),  // 20 min
        .minutes(20),  // 40 min
        .hours(1),  // 1 h 40 min, and every hour from then on
    ]

    /// How long a credential rests after that many failures in a row.
    ///
    /// Never longer than a twentieth of the time that remains until it lapses, so that enough attempts are left, and
    /// never shorter than a minute.
    /// - Parameter remaining: until the window ends; `nil` where there is no known end.
    public static func delay(afterFailures failures: Int, remaining: TimeSpan?) -> TimeSpan {
        let rung = rungs[min(max(failures, 1), rungs.count) - 1]
        guard let remaining, remaining.seconds > 0 else { return rung }
        return max(.minutes(1), min(rung, TimeSpan(seconds: remaining.seconds / 20)))
    }
}
