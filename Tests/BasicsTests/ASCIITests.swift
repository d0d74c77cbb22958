import Basics
import Testing

@Suite struct ASCIITests {
    @Test func `the classes of bytes are those of the standard library's characters, and none beyond ASCII`() {
        for byte in UInt8.min...UInt8.max {
            let character = Character(UnicodeScalar(byte))
            let isASCII = byte < 0x80
            #expect(byte.isDigit == (isASCII && character.isNumber), "\(byte)")
            #expect(byte.isLowerCaseLetter == (isASCII && character.isLowercase), "\(byte)")
            #expect(byte.isUpperCaseLetter == (isASCII && character.isUppercase), "\(byte)")
            #expect(byte.isLetter == (isASCII && character.isLetter), "\(byte)")
            #expect(byte.isAlphanumeric == (byte.isLetter || byte.isDigit), "\(byte)")
            #expect(
                byte.isControl == (isASCII && UnicodeScalar(byte).properties.generalCategory == .control), "\(byte)")
            #expect(byte.isVisible == (isASCII && !byte.isControl && byte != 0x20), "\(byte)")
            #expect(byte.isHexadecimalDigit == (isASCII && character.isHexDigit), "\(byte)")
            #expect(byte.hexadecimalValue.map(Int.init) == (isASCII ? character.hexDigitValue : nil), "\(byte)")
            #expect(
                UnicodeScalar(byte.lowerCased)
                    == (isASCII ? UnicodeScalar(character.lowercased()) : UnicodeScalar(byte)))
        }
        #expect((UInt8.min...UInt8.max).filter { $0.isBlank } == [9, 32])
    }

    @Test func `a digit of another script is no ASCII digit`() {
        #expect("0123456789".allSatisfy { $0.isASCIIDigit })
        for character in "٣３²Ⅷa /:" { #expect(!character.isASCIIDigit, "\(character)") }
    }
}

@Suite struct HexadecimalTests {
    @Test func `a number has all its digits, and is read back from them alone`() {
        for number in [0, 1, 0xABCDEF, .max] as [UInt32] {
            #expect(UInt32(hexadecimal: number.hexadecimal()) == number)
            #expect(UInt32(hexadecimal: number.hexadecimal(upperCase: true)) == number)
        }
        #expect(UInt64(0xAB).hexadecimal() == "00000000000000ab")
        #expect(UInt32(0xAB).hexadecimal(upperCase: true) == "000000AB")
        for text in [
            "", "1", "+0000001", "-0000001", "0x000001", "000000001", "0000000g", " 0000001", "0000000\u{FF11}",
        ] {
            #expect(UInt32(hexadecimal: text) == nil, "\(text)")
        }
    }

    @Test func `a byte is two digits`() {
        for byte in UInt8.min...UInt8.max {
            let small = byte.hexadecimalDigits()
            let capital = byte.hexadecimalDigits(upperCase: true)
            #expect(String(decoding: [small.high, small.low], as: UTF8.self) == byte.hexadecimal())
            #expect(String(decoding: [capital.high, capital.low], as: UTF8.self) == byte.hexadecimal(upperCase: true))
        }
    }
}

@Suite struct PercentEncodingTests {
    @Test func `what is unreserved stands for itself, and all else is escaped in upper case`() {
        #expect(PercentEncoding.encode("AZaz09-._~") == "AZaz09-._~")
        #expect(PercentEncoding.encode("a b+c/d?é%") == "a%20b%2Bc%2Fd%3F%C3%A9%25")
    }

    @Test func `every text comes back`() {
        for text in ["", "a", "100 %", "Zoë / 漢字 \u{0}\u{7F}", "%41"] {
            #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == Array(text.utf8))
        }
        #expect(PercentEncoding.decode("%c3%A9+") == Array("é+".utf8))
    }

    @Test(arguments: ["%", "%4", "a%", "%4g", "%g4", "%%41", "% 1", "%+1"])
    func `an escape that is none makes the text stand for nothing`(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }

    @Test func `an escaped byte can be refused where it would change the meaning`() {
        #expect(PercentEncoding.decode("a/b%2F", refusedEscape: UInt8(ascii: "/")) == nil)
        #expect(PercentEncoding.decode("a/b%20", refusedEscape: UInt8(ascii: "/")) == Array("a/b ".utf8))
    }
}
