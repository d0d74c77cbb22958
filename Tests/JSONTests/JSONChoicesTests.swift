import JSON
import Testing

/// What RFC 8259 leaves to the reader, and what ours makes of it.
@Suite struct JSONChoicesTests {
    private static func string(_ literal: String) throws -> String? {
        let bytes = Array("{\"a\":\(literal)}".utf8)
        return try JSONObject(bytes.span).string("a", in: bytes.span)
    }

    private static func integer(_ literal: String) -> Int? {
        let bytes = Array("{\"a\":\(literal)}".utf8)
        return try? JSONObject(bytes.span).integer("a", in: bytes.span)
    }

    @Test(arguments: [
        (#""\uDADA""#, "\u{FFFD}"), (#""\uDFAA""#, "\u{FFFD}"), (#""\uD888\u1234""#, "\u{FFFD}\u{1234}"),
        (#""\uD800\n""#, "\u{FFFD}\n"), (#""\uDd1ea""#, "\u{FFFD}a"), (#""\uD800\uD800\n""#, "\u{FFFD}\u{FFFD}\n"),
        (#""\ud800abc""#, "\u{FFFD}abc"), (#""\uDd1e\uD834""#, "\u{FFFD}\u{FFFD}"), (#""\uD834\\""#, "\u{FFFD}\\"),
        (#""\uD834\uDD1E""#, "\u{1D11E}"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        (#""\uD834x\uDD1E""#, "\u{FFFD}x\u{FFFD}"),
    ])
    func `half of a surrogate pair becomes the replacement character`(literal: String, text: String) throws {
        #expect(try Self.string(literal) == text)
    }

    @Test(arguments: [
        "123.456e-789", "0.4e0066999999999999999999999999999999999999999999999999999999999", "-1e+9999", "1.5e+9999",
        "-123123e100000", "123123e100000", "123e-10000000", "-123123123123123123123123123123", "100000000000000000000",
        "-237462374673276894279832749832423479823246327846",
    ])
    func `a number of any size is taken, and is no integer where 64 bits do not hold it`(literal: String) {
        #expect(JSONKindsTests.fault(Array(literal.utf8)) == nil)
        #expect(Self.integer(literal) == nil)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("-42", -42),
    ])
    func `every integer of 64 bits is read`(literal: String, number: Int) {
        #expect(Self.integer(literal) == number)
    }

    @Test(arguments: ["9223372036854775808", "-9223372036854775809", "1.0", "1e2", "\"1\"", "true", "[1]"])
    func `what is no integer of 64 bits is not read as one`(literal: String) {
        #expect(Self.integer(literal) == nil)
    }

    @Test func `a name that stands twice is a fault where it is asked for, however it is escaped`() throws {
        let bytes = Array(#"{"a":1,"\u0061":2,"b":3,"c":4,"c":4}"#.utf8)
        let object = try JSONObject(bytes.span)
        #expect(object.members.count == 5)
        #expect(throws: JSONFault.duplicate) { try object.integer("a", in: bytes.span) }
        #expect(throws: JSONFault.duplicate) { try object.integer("c", in: bytes.span) }
        #expect(try object.integer("b", in: bytes.span) == 3)
    }

    @Test(arguments: [
        #"{"\u0061b":7}"#, #"{"a\u0062":7}"#, #"{"\u0061\u0062":7}"#, #"{"ab":7,"abc":8,"a":9,"\u0061b\u0063":8,"":0}"#,
    ])
    func `a name is found however it is escaped, and no other for it`(text: String) throws {
        let bytes = Array(text.utf8)
        #expect(try JSONObject(bytes.span).integer("ab", in: bytes.span) == 7)
    }

    @Test func `what is written between quotes is read again`() throws {
        for scalar in (0...0x2FF).compactMap(Unicode.Scalar.init) {
            let text = "x\(Character(scalar))\"\\"
            #expect(try Self.string(JSONString.quoted(text)) == text, "\(scalar.value)")
        }
    }
}
