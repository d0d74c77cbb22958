import Basics
import Foundation
import Testing

@Suite struct Base64Tests {
    @Test func `is written and read as Foundation does it, at every length`() {
        for length in 0..<200 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 73 + length) }
            let text = Base64.encode(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.encodedBytes(bytes) == Array(text.utf8))
            #expect(Base64.decode(text) == bytes)
        }
        #expect(Base64.encode([0xFB, 0xFF], .url) == "-_8")
    }

    @Test func `what is no such text has no bytes`() {
        for text in ["A", "AA", "AAA", "AA=", "AA==A", "A===", "AA-_", "AAÄ=", "AB==", "=AAA", "A A="] {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
        #expect(Base64.decode("AA\r\nAA\n") == [0, 0, 0])
    }

    @Test func `a character of the standard alphabet has its place in it as its value, and no other has one`() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for character in UInt8.min...UInt8.max {
            #expect(Base64.value(of: character) == alphabet.firstIndex(of: character), "\(character)")
        }
    }
}
