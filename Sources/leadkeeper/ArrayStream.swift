/// Takes an object of JSON apart while it comes in: hands out the elements of one of its arrays, one by one, and keeps
/// the rest.
///
/// What does not follow RFC 8259 is found by whoever reads the parts.
struct ArrayStream {
    /// The object with that array empty.
    private(set) var rest: [UInt8] = []

    private let member: [UInt8]
    private var element: [UInt8] = []
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var isInArray = false
    /// The text between the last quotation marks of the object itself: its member's name once a value begins.
    private var name: [UInt8] = []

    /// Hands out the elements of the array that is that member of the object.
    init(member: String) {
        self.member = Array(member.utf8)
    }

    /// Takes in what has come, and hands out each element that is complete by it.
    mutating func take(_ bytes: some Sequence<UInt8>, each: ([UInt8]) -> Void) {
        for byte in bytes { take(byte, each: each) }
    }

    private mutating func take(_ byte: UInt8, each: ([UInt8]) -> Void) {
        guard !isInString else {
            keep(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
                return
            }
            if depth == 1 { name.append(byte) }
            return
        }
        switch byte {
        case UInt8(ascii: "\""):
            isInString = true
            if depth == 1 { name.removeAll(keepingCapacity: true) }
            keep(byte)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            keep(byte)
            depth += 1
            if depth == 2, byte == UInt8(ascii: "["), name == member { isInArray = true }
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            depth -= 1
            if isInArray, depth == 1 { end(each) }
            keep(byte)
        case UInt8(ascii: ",") where isInArray && depth == 2:
            hand(each)
        default:
            keep(byte)
        }
    }

    private mutating func keep(_ byte: UInt8) {
        if isInArray { element.append(byte) } else { rest.append(byte) }
    }

    private mutating func end(_ each: ([UInt8]) -> Void) {
        if element.contains(where: { $0 > 0x20 }) { hand(each) }
        isInArray = false
    }

    private mutating func hand(_ each: ([UInt8]) -> Void) {
        each(element)
        element.removeAll(keepingCapacity: true)
    }
}
