/// A time of day, as `18:30:00` writes it.
struct Clock: CustomStringConvertible {
    /// Seconds since midnight, 0 to 86,399.
    let secondsOfDay: Int

    /// As in `18:30:00`.
    var description: String {
        [secondsOfDay / 3_600, secondsOfDay / 60 % 60, secondsOfDay % 60].map { $0.zeroPadded(to: 2) }.joined(
            separator: ":")
    }
}
