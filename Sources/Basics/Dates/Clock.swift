/// A time of day, as `18:30:00` writes it.
struct Clock: CustomStringConvertible {
    /// Seconds since midnight, 0 to 86,399.
    let secondsOfDay: Int

    /// As in `18:30:00`.
    var description: String { String(digitsWithin: 8, write) }

    /// The same, appended.
    func write(to text: inout DigitText) {
        text.append(secondsOfDay / 3_600, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(secondsOfDay / 60 % 60, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(secondsOfDay % 60, width: 2)
    }
}
