import Basics
import Testing

@Suite struct TrimmingTests {
    @Test(arguments: [
        ("", ""), ("  ", ""), ("a", "a"), (" \ta b\t", "a b"), ("a ", "a"), (" a", "a"), ("\u{A0}a\n", "\u{A0}a\n"),
    ])
    func `blanks at both ends go, in characters and in bytes alike`(text: String, rest: String) {
        #expect(text.trimming { $0.isBlank } == rest)
        #expect(String(decoding: Array(text.utf8).trimming { $0.isBlank }, as: UTF8.self) == rest)
    }
}
