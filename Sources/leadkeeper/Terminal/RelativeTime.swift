internal import Credentials

/// How far away a moment is, as people say it; what is left is rounded down, so that nobody believes to have longer
/// than is so.
enum RelativeTime {
    /// "in 6 days", "6 days ago", or "now".
    static func words(_ instant: Instant, from now: Instant) -> String {
        text(instant - now, \.inWords)
    }

    /// "in 6 d", "6 d ago", or "now".
    static func short(_ instant: Instant, from now: Instant) -> String {
        text(instant - now, \.abbreviated)
    }

    private static func text(_ span: TimeSpan, _ length: (TimeSpan) -> String) -> String {
        span.seconds == 0 ? "now" : span.seconds > 0 ? "in \(length(span))" : "\(length(span)) ago"
    }
}
