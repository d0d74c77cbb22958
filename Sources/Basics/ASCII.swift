/// Classes of ASCII. A byte of anything beyond ASCII is in none of them.
extension UInt8 {
    /// Whether it is one of `0` to `9`.
    @inlinable public var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether it is one of `a` to `z`.
    @inlinable public var isLowerCaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }

    /// Whether it is one of `A` to `Z`.
    @inlinable public var isUpperCaseLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }

    /// Whether it is a letter of either case.
    @inlinable public var isLetter: Bool { isLowerCaseLetter || isUpperCaseLetter }

    /// Whether it is a letter or a digit.
    @inlinable public var isAlphanumeric: Bool { isLetter || isDigit }

    /// Whether it is a space or a tab.
    @inlinable public var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// Whether it is a control character, those below the space and DEL.
    @inlinable public var isControl: Bool { self < 0x20 || self == 0x7F }

    /// Whether it shows as a mark of its own: all but the space, the control characters and what is beyond ASCII.
    @inlinable public var isVisible: Bool { (0x21...0x7E).contains(self) }

    /// The small letter for a capital; anything else is itself.
    @inlinable public var lowerCased: UInt8 { isUpperCaseLetter ? self | 0x20 : self }
}

extension Character {
    /// Whether it is one of `0` to `9`, and not a digit of another script, as `isNumber` counts them too.
    @inlinable public var isASCIIDigit: Bool { asciiValue?.isDigit ?? false }

    /// Whether it is a space or a tab.
    @inlinable public var isBlank: Bool { asciiValue?.isBlank ?? false }
}
