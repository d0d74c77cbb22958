internal import Basics
internal import Credentials

extension Instant {
    /// The moment of a date of HTTP; `nil` where it is none.
    init?(httpDate text: String) {
        guard let seconds = HTTPDate.seconds(of: text) else { return nil }
        self.init(secondsSinceEpoch: seconds)
    }

    /// Reads a moment of the years 0 to 9999 from an answer; `nil` for anything that is not RFC 3339.
    ///
    /// The fraction is left out, which makes an end earlier rather than later.
    init?(answered text: String) {
        guard let seconds = RFC3339.seconds(of: text, allowing: [.fraction, .leapSecond]) else { return nil }
        self.init(secondsSinceEpoch: seconds)
    }

    /// Reads the same; `nil` for dates beyond belief too.
    init?(believed text: String) {
        self.init(answered: text)
        guard Instant.believable.contains(self) else { return nil }
    }
}
