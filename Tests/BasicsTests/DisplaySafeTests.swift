import Basics
import Testing

@Suite struct DisplaySafeTests {
    @Test func `what steers a display is replaced, and what merely shows as nothing is left out`() {
        #expect(
            "a\u{1B}[31mb\u{7}\u{202E}c\u{9B}\n\u{2028}\u{2029}\u{E000}\u{200D}".displaySafe() == "a?[31mb??c??????")
        #expect("☎\u{FE0F}".displaySafe() == "☎")
        #expect("Zoë Ωmega 漢字 e\u{301}".displaySafe() == "Zoë Ωmega 漢字 e\u{301}")
        #expect("a\nb".displaySafe(.replaced(by: " ")) == "a b")
    }

    @Test func `what steers a display is removed`() {
        #expect("a\u{1B}[31m\u{202E}b\u{0}\u{E0041}\u{2FFF0}\u{FEFF}".displaySafe(.removed) == "a[31mb")
    }

    @Test(arguments: [
        ("", ""), (" \n", ""), ("  a \u{A0}\t\r\n b  ", "a b"), ("a\u{0} \u{200B} b", "a b"), ("\u{0} a", "a"),
    ])
    func `white space of any kind becomes single spaces`(text: String, shown: String) {
        #expect(text.displaySafe(.removed, squeezesSpace: true) == shown)
    }

    @Test func `a text that is too long is cut and ends in an ellipsis`() {
        #expect("abcd".displaySafe(limit: 4) == "abcd")
        #expect("abcde".displaySafe(limit: 4) == "abc…")
        #expect("abcd\u{0}".displaySafe(.removed, limit: 4) == "abcd")
        #expect("abc d".displaySafe(.removed, squeezesSpace: true, limit: 4) == "abc…")
        #expect("abcd ".displaySafe(.removed, squeezesSpace: true, limit: 4) == "abcd")
        // One character of ten thousand scalars.
        let combined = "e" + String(repeating: "\u{301}", count: 10_000)
        #expect(combined.displaySafe(limit: 10).unicodeScalars.count == 10)
    }

    @Test func `everything beyond ASCII is unsafe where only ASCII is wanted`() {
        #expect("Zoë 漢\u{FE0F}".displaySafe(isASCII: true) == "Zo? ??")
        #expect("Zoë\u{7F} 漢".displaySafe(.removed, isASCII: true) == "Zo ")
    }

    @Test func `whatever comes in, nothing unsafe and nothing too long goes out`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                let range: ClosedRange<UInt32> =
                    [0...0xFF, 0x2000...0x206F, 0xE0000...0xE01EF, 0...0x10FFFF].randomElement() ?? 0...0
                if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
                    text.unicodeScalars.append(scalar)
                }
            }
            for unsafe in [UnsafeScalars.removed, .replaced(by: "?")] {
                let shown = text.displaySafe(unsafe, limit: 20)
                #expect(
                    shown.unicodeScalars.allSatisfy { $0.isDisplaySafe } && shown.unicodeScalars.count <= 20,
                    "\(text.debugDescription)")
                #expect(!shown.hasControlCharacter)
            }
        }
    }

    @Test func `control characters are those of the general category`() {
        for value in UInt32(0)...0x3000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(scalar.isControl == (scalar.properties.generalCategory == .control), "\(value)")
        }
        #expect("a\u{85}".hasControlCharacter && !"a\u{2028}".hasControlCharacter)
    }
}
