import JSON
import Testing

@Suite struct JSONObjectTests {
    private static func read(_ text: String) throws(JSONFault) -> JSONObject {
        try JSONObject(Array(text.utf8).span)
    }

    @Test(arguments: [
        "{}", " { } ", "{\"a\":0}", "{\"a\":-0.5e+10}", "{\"a\":[1,\"b\",null,true,false,{}]}", "{\"a\":{\"b\":[[]]}}",
        "\u{FEFF}{\"a\":1}", "{\"ä\":\"\\ud83d\\ude00\\u00e4\\/\"}", "\r\n\t{\"a\" : 1 , \"b\" : 2}\n",
    ])
    func `what RFC 8259 permits is read`(text: String) {
        #expect(throws: Never.self) { try Self.read(text) }
    }

    @Test(arguments: [
        "", " ", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":-}",
        "{\"a\":01}",
        "{\"a\":1.}", "{\"a\":.5}", "{\"a\":1e}", "{\"a\":+1}", "{a:1}", "{'a':1}", "{\"a\":\"", "{\"a\":\"\\",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\x\"}", "{\"a\":\"\n\"}", "{\"a\":tru}", "{\"a\":nul", "{\"a\":[1,]}", "{\"a\":[1}", "{}{}", "{} x",
        "<html></html>",
        "{\"a\":1 \"b\":2}",
    ])
    func `what it does not permit is malformed`(text: String) {
        #expect(throws: JSONFault.malformed) { try Self.read(text) }
    }

    @Test func `every shortening of a text is malformed, and nothing worse`() {
        let text = Array(
            "{\"error\":{\"code\":\"0x80040220\",\"list\":[1,-2.5e3,true,null,\"\\u00e4 é 😀\"]},\"n\":12}".utf8)
        for length in 0..<text.count {
            #expect(throws: JSONFault.self) { try JSONObject(Array(text[..<length]).span) }
        }
        #expect(throws: Never.self) { try JSONObject(text.span) }
    }

    @Test func `arrays and objects may nest 32 deep and no deeper`() {
        func nested(_ depth: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
        }
        #expect(throws: Never.self) { try Self.read(nested(32)) }
        #expect(throws: JSONFault.tooDeep) { try Self.read(nested(33)) }
        #expect(throws: JSONFault.tooDeep) { try Self.read(String(repeating: "{\"a\":", count: 1_000_000)) }
    }

    @Test(
        arguments: [
            [0xFF], [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xE2, 0x82, 0x41],
        ] as [[UInt8]])
    func `a string that is not UTF-8 is told apart`(bytes: [UInt8]) {
        #expect(throws: JSONFault.invalidUTF8) {
            try JSONObject((Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8)).span)
        }
    }

    @Test(arguments: ["[]", "\"a\"", "1", "null", "true"])
    func `a text that is no object has the wrong type`(text: String) {
        #expect(throws: JSONFault.wrongType) { try Self.read(text) }
    }

    @Test func `strings are unescaped, pairs of surrogates joined, and lone ones replaced`() throws {
        let bytes = Array(#"{"a":"x\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00 \ud83d \ude00\ud83dA é","b":null}"#.utf8)
        let object = try JSONObject(bytes.span)
        #expect(
            try object.string("a", in: bytes.span)
                == "x\"\\/\u{8}\u{C}\n\r\t\u{E4}\u{1F600} \u{FFFD} \u{FFFD}\u{FFFD}A \u{E9}")
        #expect(try object.string("b", in: bytes.span) == nil)
        #expect(try object.string("c", in: bytes.span) == nil)
    }

    @Test func `a member of another type, or twice there, is a fault of its own, and only when it is asked for`() throws
    {
        let bytes = Array(#"{"a":1,"b":"x","b":"y","c":{"d":"z"},"e":[1,"2",-3,4.5,1e2,99999999999999999999]}"#.utf8)
        let object = try JSONObject(bytes.span)
        #expect(throws: JSONFault.wrongType) { try object.string("a", in: bytes.span) }
        #expect(throws: JSONFault.duplicate) { try object.string("b", in: bytes.span) }
        #expect(throws: JSONFault.wrongType) { try object.object("a", in: bytes.span) }
        #expect(throws: JSONFault.wrongType) { try object.integers("c", in: bytes.span) }
        #expect(try object.object("c", in: bytes.span)?.string("d", in: bytes.span) == "z")
        #expect(try object.string("d", in: bytes.span) == nil)
        #expect(try object.integers("e", in: bytes.span) == [1, -3])
    }
}
