internal import JSON

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
    private var string = JSONStringPass()
    private var isInArray = false
    /// The text between the last quotation marks of the object itself: its member's name once a value begins.
    private var name: [UInt8] = []

    /// Hands out the elements of the array that is that member of the object.
    init(member: String) {
        self.member = Array(member.utf8)
    }

    /// Takes in what has come, and hands out each element that is complete by it.
    mutating func take(_ bytes: some Collection<UInt8>, each: ([UInt8]) -> Void) {
        guard bytes.withContiguousStorageIfAvailable({ take($0, each: each) }) == nil else { return }
        Array(bytes).withUnsafeBufferPointer { take($0, each: each) }
    }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, each: ([UInt8]) -> Void) {
        // What stands from here on is kept once it is known where it belongs.
        var start = 0
        var index = 0
        while index < bytes.count {
            if string.isInString {
                passString(in: bytes, &index)
                continue
            }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                string.begin()
                if depth == 1 { name.removeAll(keepingCapacity: true) }
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                guard depth == 2, bytes[index] == UInt8(ascii: "["), name == member else { break }
                keep(bytes[start...index])
                start = index + 1
                isInArray = true
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                guard isInArray, depth == 1 else { break }
                keep(bytes[start..<index])
                start = index
                end(each)
            case UInt8(ascii: ",") where isInArray && depth == 2:
                keep(bytes[start..<index])
                start = index + 1
                hand(each)
            default: break
            }
            index += 1
        }
        keep(bytes[start...])
    }

    /// Goes on to behind the end of the string, or of what has come of it.
    private mutating func passString(in bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
        let start = index
        string.pass(in: bytes, &index)
        if depth == 1 { name.append(contentsOf: bytes[start..<(string.isInString ? index : index - 1)]) }
    }

    private mutating func keep(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        if isInArray { element.append(contentsOf: bytes) } else { rest.append(contentsOf: bytes) }
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
