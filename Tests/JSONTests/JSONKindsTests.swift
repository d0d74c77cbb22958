import JSON
import Testing

/// The kinds of input by which readers of JSON are judged.
///
/// What RFC 8259 has every reader take, and what it has every reader refuse; `JSONChoicesTests` has what it leaves to
/// the reader. The groups follow the public JSONTestSuite; the cases are our own.
@Suite struct JSONKindsTests {
    static func fault(_ bytes: [UInt8]) -> JSONFault? {
        do throws(JSONFault) {
            _ = try JSONObject.value(of: bytes.span)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "[]", "[ ]", "[\"\"]", "[null, 1, \"1\", {}]", "[false]", "[1\n]", " [1]", "[1] \t\r\n", "[1,null,null,null,2]",
        "[[]   ,[[ ]]]",
    ])
    func `arrays are taken`(text: String) {
        #expect(Self.fault(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        "0", "-0", "-1", "7", "123", "[ 4]", "1e1", "0e1", "0e+1", "1E22", "1E-2", "1E+2", "123e45", "123.456e78",
        "1.5", "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001", "20e1", "-9.25",
    ])
    func `numbers are taken`(text: String) {
        #expect(Self.fault(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        "{}", "{\"a\":\"b\",\"c\":\"d\"}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":1}", "{\"\":0}", "{\"x\\u0000y\":42}",
        "{\"min\":-1.0e+28,\"max\":1.0e+28}", "{\"a\":[]}", "{\n\"a\"\n:\n\"b\"\n}", "{\"\\u041f\\u043e\":\"\\u0441\"}",
        "{\"a\":{\"b\":{\"c\":null}}}",
    ])
    func `objects are taken, with names that stand twice too`(text: String) {
        #expect(Self.fault(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        #""""#, #""asd ""#, #""\"\\\/\b\f\n\r\t""#, #""\\a""#, #""\\n""#, #""\u0012""#, #""\u0000""#, #""\uFFFF""#,
        #""\u00A0\u2028""#, #""a/*b*/c/*d//e""#, #""\ud83d\ude39\ud83d\udc8d""#, #""\uD834\uDD1E""#, #""\uDBFF\uDFFF""#,
        #""\u005C\u0022""#, #""\uA66D""#, "\"é\u{20AC}𝄞\"", "\"\u{7F}\"", "\"\u{2028}\u{2029}\"",
        "\"\u{200B}\u{2064}\"", "\"€𝄞\"",
    ])
    func `strings are taken`(text: String) {
        #expect(Self.fault(Array(text.utf8)) == nil)
    }

    @Test(arguments: [0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFE, 0x1BFFF, 0x10FFFE, 0x10FFFF] as [UInt32])
    func `strings are taken with noncharacters too`(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(Self.fault(Array("\"\(Character(scalar))\"".utf8)) == nil)
    }

    @Test(arguments: ["true", "false", "null", "\"a\"", "42", "-0.1", "[true]\n", " \t\r\n[]"])
    func `any value may stand alone, with white space around it`(text: String) {
        #expect(Self.fault(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        "[1 true]", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\",,]", "[\"x\"]]", "[\"\",]", "[\"x\"", "[x",
        "[3[4]]",
        "[1:2]", "[,]", "[-]", "[   , \"\"]", "[\"a\",\n4\n,1,", "[1,]", "[1,,]", "[\"\u{B}a\"\\f]", "[*]", "[\"\"",
        "[1,",
        "[1,\n1\n,1", "[{}", "[fals]", "[nul]", "[tru]",
    ])
    func `arrays that are none are malformed`(text: String) {
        #expect(Self.fault(Array(text.utf8)) == .malformed)
    }

    @Test(arguments: [
        "123\u{0}", "++1", "+1", "+Inf", "-01", "-1.0.", "-2.", "-NaN", ".-1", ".2e-3", "0.1.2", "0.3e+", "0.3e",
        "0.e1", "0E+",
        "0E", "0e+", "0e", "1.0e+", "1.0e-", "1.0e", "1 000.0", "1eE2", "2.e+3", "9.e+", "Inf", "NaN", "１", "1+2",
        "0x1", "0x42",
        "Infinity", "0e+-1", "-123.123foo", "-Infinity", "-foo", "- 1", "-012", "-.123", "-1x", "1ea", "1.", ".123",
        "1.2a-3",
        "1.8011670033376514H-308", "012", "00",
    ])
    func `numbers that are none are malformed`(text: String) {
        #expect(Self.fault(Array(text.utf8)) == .malformed)
    }

    @Test(arguments: [
        "[\"x\", truth]", "{[: \"x\"}", "{\"x\", null}", "{\"x\"::\"b\"}", "{🇨🇭}", "{\"a\":\"a\" 123}", "{key: 'value'}",
        "{\"a\" b}", "{:\"b\"}", "{\"a\" \"b\"}", "{\"a\":", "{\"a\"", "{1:1}", "{9999E9999:1}",
        "{null:null,null:null}",
        "{\"id\":0,,,,,}", "{'a':0}", "{\"id\":0,}", "{\"a\":\"b\"}/**/", "{\"a\":\"b\"}/**//", "{\"a\":\"b\"}//",
        "{\"a\":\"b\"}/", "{\"a\":\"b\",,\"c\":\"d\"}", "{a: \"b\"}", "{\"a\":\"a", "{ \"foo\" : \"bar\", \"a\" }",
        "{\"a\":\"b\"}#",
    ])
    func `objects that are none are malformed`(text: String) {
        #expect(Self.fault(Array(text.utf8)) == .malformed)
    }

    @Test(arguments: [
        #"["\uD800\"]"#, #"["\uD800\u"]"#, #"["\uD800\u1"]"#, #"["\uD800\u1x"]"#, "[é]", "[\"\\\u{0}\"]", #"["\x00"]"#,
        #"["\\\"]"#, "[\"\\\u{9}\"]", "[\"\\🌀\"]", #"["\"]"#, #"["\u00A"]"#, #"["\uD834\uDd"]"#, #"["\uD800\uD800\x"]"#,
        #"["\a"]"#, #"["\uqqqq"]"#, #"[\u0020"asd"]"#, #"[\n]"#, "\"", "['single quote']", "abc", "[\"\\",
        "[\"a\u{0}a\"]",
        "[\"new\nline\"]", "[\"\t\"]", #""\UA66D""#, "\"\"x",
    ])
    func `strings that are none are malformed`(text: String) {
        #expect(Self.fault(Array(text.utf8)) == .malformed)
    }

    @Test(arguments: [
        "", " ", "\u{FEFF}", "\u{2060}", "[\u{2060}]", "<.>", "[<null>]", "[1]x", "[1]]", "[\"asd]", "aå", "[True]",
        "1]",
        "{\"x\": true,", "[][]", "]", "[", "[\u{0}]", "2@", "{}}", "{\"\":", "{\"a\":/*comment*/\"b\"}",
        "{\"a\": true} \"x\"",
        "['", "[,", "[{", "[\"a", "[\"a\"", "{", "{]", "{,", "{[", "{\"a", "{'a'", "[\"\\{[\"\\{[\"\\{[\"\\{", "é", "*",
        "{\"a\":\"b\"}#{}", "[\\u000A\"\"]", "[1", "[ false, nul", "[ true, fals", "[ false, tru", "{\"asd\":\"asd\"",
        "\u{C}[]", "[\u{C}]", "[\u{A0}]", "[1]\u{0}",
    ])
    func `texts that are no value, or more than one, are malformed`(text: String) {
        #expect(Self.fault(Array(text.utf8)) == .malformed)
    }

    @Test(
        arguments: [
            [0xEF, 0xBB], [0xEF, 0xBB, 0x7B, 0x7D], [0xFF], [0x5B, 0xE5, 0x5D], [0x5B, 0x31, 0xE5, 0x5D],
            [0x5B, 0x31, 0x65, 0x31, 0xE5, 0x5D], [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0x62, 0x22, 0x7D, 0x80],
            // UTF-16 in either order, with and without its mark.
            [0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00], [0x5B, 0x00, 0x5D, 0x00], [0x00, 0x5B, 0x00, 0x5D],
        ] as [[UInt8]])
    func `bytes beyond ASCII outside of strings, and UTF-16, are malformed`(bytes: [UInt8]) {
        #expect(Self.fault(bytes) == .malformed)
    }

    @Test(
        arguments: [
            [0xFF], [0x80], [0xE9], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0xFF], [0xE6, 0x97, 0xA5, 0xD1, 0x88, 0xFA],
            [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF4, 0xBF, 0xBF, 0xBF], [0xF8, 0x88, 0x80, 0x80, 0x80],
            [0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF],
            [0xFC, 0x80, 0x80, 0x80, 0x80, 0x80], [0xE0, 0x80, 0xAF], [0xF0, 0x80, 0x80, 0xAF], [0xE2, 0x82],
            [0xF0, 0x9F, 0x98],
            [0x5C, 0x75, 0x30, 0x30, 0x34, 0x31, 0xE5],
        ] as [[UInt8]])
    func `a string that is not UTF-8 is refused as that, wherever it stands`(bytes: [UInt8]) {
        for (front, back) in [("\"", "\""), ("[\"", "\"]"), ("{\"", "\":1}"), ("{\"a\":\"", "\"}")] {
            #expect(Self.fault(Array(front.utf8) + bytes + Array(back.utf8)) == .invalidUTF8)
        }
    }

    @Test func `an invalid byte within an escape is malformed`() {
        #expect(Self.fault(Array("\"\\u".utf8) + [0xE5] + Array("\"".utf8)) == .malformed)
        #expect(Self.fault(Array("\"\\".utf8) + [0xE5] + Array("\"".utf8)) == .malformed)
    }

    @Test func `a byte order mark before a value is left out`() {
        #expect(Self.fault([0xEF, 0xBB, 0xBF] + Array("{}".utf8)) == nil)
        #expect(Self.fault([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF] + Array("{}".utf8)) == .malformed)
        #expect(Self.fault(Array("{}".utf8) + [0xEF, 0xBB, 0xBF]) == .malformed)
    }

    @Test func `what nests 32 deep is taken, and what nests deeper is refused, however deep`() {
        for (opening, closing) in [("[", "]"), ("{\"\":", "}")] {
            func nested(_ depth: Int, closed: Bool = true) -> [UInt8] {
                let inner = opening == "[" ? "" : "0"
                return Array(
                    (String(repeating: opening, count: depth) + inner
                        + (closed ? String(repeating: closing, count: depth) : ""))
                        .utf8)
            }
            #expect(Self.fault(nested(32)) == nil)
            #expect(Self.fault(nested(33)) == .tooDeep)
            #expect(Self.fault(nested(500)) == .tooDeep)
            #expect(Self.fault(nested(100_000, closed: false)) == .tooDeep)
        }
        #expect(Self.fault(Array(String(repeating: "[{\"\":", count: 50_000).utf8)) == .tooDeep)
    }
}
