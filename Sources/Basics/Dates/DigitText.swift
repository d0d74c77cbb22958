/// A short text of numbers and marks, such as a date, that is written byte by byte: some thousand moments are written
/// when somebody asks for all connections.
struct DigitText {
    private let room: UnsafeMutableBufferPointer<UInt8>
    fileprivate private(set) var count = 0

    fileprivate init(_ room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

    /// Appends an ASCII character.
    mutating func append(_ character: UInt8) {
        room[count] = character
        count += 1
    }

    /// Appends a number that is not negative, in that many digits.
    mutating func append(_ number: Int, width: Int) {
        var rest = number
        for place in stride(from: count + width - 1, through: count, by: -1) {
            room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += width
    }
}

extension String {
    /// What `write` appends, which is at most so many characters.
    init(digitsWithin capacity: Int, _ write: (inout DigitText) -> Void) {
        self.init(unsafeUninitializedCapacity: capacity) { room in
            var text = DigitText(room)
            write(&text)
            return text.count
        }
    }
}
