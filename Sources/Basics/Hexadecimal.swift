extension UInt8 {
    /// What it stands for as a hexadecimal digit of either case, 0 to 15; `nil` where it is none.
    @inlinable public var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// Whether it is a hexadecimal digit of either case.
    @inlinable public var isHexadecimalDigit: Bool { hexadecimalValue != nil }

    /// The two hexadecimal digits of this byte, as bytes, the higher one first.
    ///
    /// They do not touch the heap, so that a secret's byte can be written in locked memory.
    @inlinable public func hexadecimalDigits(upperCase: Bool = false) -> (high: UInt8, low: UInt8) {
        let ten = upperCase ? UInt8(ascii: "A") : UInt8(ascii: "a")
        let digit = { (value: UInt8) in value < 10 ? UInt8(ascii: "0") + value : ten + value - 10 }
        return (digit(self >> 4), digit(self & 0x0F))
    }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// All its hexadecimal digits, with the leading zeros: sixteen of a `UInt64`.
    public func hexadecimal(upperCase: Bool = false) -> String {
        let digits = String(self, radix: 16, uppercase: upperCase)
        return digits.zeroPadded(to: Self.bitWidth / 4)
    }

    /// Reads as many hexadecimal digits of either case as the number has, without sign or prefix; `nil` for anything
    /// else.
    public init?(hexadecimal text: some StringProtocol) {
        guard text.utf8.count == Self.bitWidth / 4, text.utf8.allSatisfy(\.isHexadecimalDigit) else { return nil }
        self.init(text, radix: 16)
    }
}
