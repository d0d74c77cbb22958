/// Goes through the strings of JSON that comes in piece by piece, whose contents whoever takes the rest apart passes over.
public struct JSONStringPass: Sendable {
    /// Whether a string has begun and not ended.
    public private(set) var isInString = false
    private var isEscaped = false

    /// No string has begun.
    public init() {}

    /// A string begins: its opening quotation mark has come.
    public mutating func begin() { isInString = true }

    /// Goes on to behind the end of the string that has begun, or of what has come of it.
    public mutating func pass(in bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
                return
            }
        }
    }
}
