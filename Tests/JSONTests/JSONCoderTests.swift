import Credentials
import Foundation
import TestSupport
import Testing

@testable import JSON

/// What our coder writes and reads, beside Foundation's.
@Suite struct JSONCoderTests {
    /// One of everything that Swift's own encoding asks an encoder for.
    private struct Everything: Codable, Hashable {
        enum Choice: Codable, Hashable {
            case plain
            case named(first: Int, second: String?)
            case listed([Instant])
        }

        var text: String
        var none: Int?
        var number: Int64
        var small: UInt8
        var fraction: Double
        var flag: Bool
        var choices: [Choice]
        var nested: [[String: [Int]]]
        var moment: Instant
        var occasion: Occasion
    }

    private func read<Value: Decodable & Equatable>(_ type: Value.Type, _ text: String) throws -> Value {
        let value = try JSONDecoder().decode(type, from: Data(text.utf8))
        #expect(try JSONCoder.decode(type, from: Array(text.utf8)) == value)
        return value
    }

    /// What Foundation writes, in the form that is promised.
    private func foundation(_ value: some Encodable, pretty: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static let hostile = "\"\\/\n\r\t\u{8}\u{c}\u{0}\u{1}\u{1f}\u{7f}é\u{2028}🧨"

    private static let everything = Everything(
        text: hostile, none: nil, number: .min, small: 255, fraction: -0.1, flag: true,
        choices: [.plain, .named(first: 1, second: nil), .named(first: -1, second: hostile), .listed([])],
        nested: [[:], [hostile: [1, 2], "é": [], "E": [], "a-b": [], "a2": [], "a10": []], ["a": [], "b": [3]]],
        moment: Instant(secondsSinceEpoch: .max), occasion: .lapses(within: .days(30)))

    @Test(arguments: [false, true])
    func `is written byte for byte as Foundation writes it, so that what people compare stays the same`(
        pretty: Bool
    ) throws {
        func isSame(_ value: some Encodable) throws {
            let own = String(decoding: try JSONCoder.encode(value, pretty: pretty), as: UTF8.self)
            #expect(try own == foundation(value, pretty: pretty))
        }
        try isSame(Self.everything)
        try isSame([Everything]())
        try isSame([String: Int]())
        try isSame(["x": [[], [1]], "a": [[Int]]()])
        try isSame([0.5, 1, -0.0, 1e300, .leastNonzeroMagnitude, .pi])
        try isSame([Float(0.1), 3])
        try isSame([UInt64.max, 0])
        try isSame("alone")
        try isSame([nil, 1] as [Int?])
        try isSame(Piecewise())
    }

    @Test func `what has an escape is found wherever it stands, among what looks like it`() throws {
        for length in 0...40 {
            for place in 0...length {
                for odd in ["\"", "\\", "\u{0}", "\u{1F}", " ", "!", "#", "[", "]", "\u{7F}", "\u{80}", "ä", "漢", "𝕏"] {
                    let text =
                        String(repeating: "~", count: place) + odd + String(repeating: "(", count: length - place)
                    let own = String(decoding: try JSONCoder.encode(text), as: UTF8.self)
                    #expect(try own == foundation(text, pretty: false))
                    #expect(try JSONCoder.decode(String.self, from: Array(own.utf8)) == text)
                }
            }
        }
    }

    @Test func `members stand in the order of their names, even where one value of a type has others than the next`()
        throws
    {
        struct Varying: Encodable {
            var zeta: Int?
            var alpha: Int?
            var middle: Int?
        }
        let all = (0..<8).map { bits in
            Varying(
                zeta: bits & 1 == 0 ? nil : 1, alpha: bits & 2 == 0 ? nil : 2, middle: bits & 4 == 0 ? nil : 3)
        }
        for values in [all, all.reversed(), [all[7], all[3], all[7], all[5], all[6]]] {
            let own = String(decoding: try JSONCoder.encode(values), as: UTF8.self)
            #expect(try own == foundation(values, pretty: false))
        }
        let keys = [["b": 1, "a": 2], ["d": 1, "c": 2], ["b": 3, "a": 4], ["a\"b": 1, "a!": 2, "a": 3, "a b": 4]]
        let own = String(decoding: try JSONCoder.encode(keys), as: UTF8.self)
        #expect(try own == foundation(keys, pretty: false))
    }

    /// What encodes itself through every container that there is, and out of order.
    private struct Piecewise: Encodable {
        private enum Key: String, CodingKey { case zeta, list, beta, alpha, inner }

        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: Key.self)
            try members.encode(1, forKey: .zeta)
            var list = members.nestedUnkeyedContainer(forKey: .list)
            try list.encode("a")
            try list.encodeNil()
            var object = list.nestedContainer(keyedBy: Key.self)
            try object.encode(true, forKey: .zeta)
            try object.encodeNil(forKey: .alpha)
            var inmost = list.nestedUnkeyedContainer()
            try inmost.encode(UInt8(7))
            try members.encodeNil(forKey: .beta)
            try Instant(secondsSinceEpoch: 5).encode(to: members.superEncoder(forKey: .inner))
            try members.encode([Double](), forKey: .alpha)
        }
    }

    @Test func `is read as Foundation reads it, whatever the white space and the numbers look like`() throws {
        #expect(try read([Int].self, " [ 1.0 ,\n-0,\t1e2 , 9223372036854775807,-9223372036854775808 ]\r\n").count == 5)
        #expect(try read([Double].self, "[1,-0.0,1.5e-3]").last == 0.0015)
        #expect(try read([String: [Bool?]].self, #"{"\u0061":[true,null,false]}"#) == ["a": [true, nil, false]])
        #expect(try read(String.self, #""\ud83d\ude00\/\b""#) == "😀/\u{8}")
        #expect(try read([String: Int].self, #"{"a":1,"a":2}"#) == ["a": 1])
        #expect(try JSONCoder.decode([Int].self, from: [0xEF, 0xBB, 0xBF] + Array("[3]".utf8)) == [3])
    }

    @Test func `what has another form is refused, and what is no JSON`() {
        func refuses<Value: Decodable>(_ type: Value.Type, _ text: String) {
            #expect(throws: (any Error).self, "\(text)") { try JSONCoder.decode(type, from: Array(text.utf8)) }
            #expect(throws: (any Error).self, "\(text)") { try JSONDecoder().decode(type, from: Data(text.utf8)) }
        }
        refuses(Int.self, "1.5")
        refuses(Int.self, "null")
        refuses(Int8.self, "128")
        refuses(UInt.self, "-1")
        refuses(Int64.self, "9223372036854775808")
        refuses([Int].self, "{}")
        refuses([Int].self, "[1] 2")
        refuses([Int].self, "[1")
        refuses(String.self, "\"a")
        refuses([String: Int].self, "[]")
        refuses(Everything.self, "{}")
        refuses(Bool.self, "1")
        refuses(String.self, "")
        refuses([Int].self, String(repeating: "[", count: 600))
        // Foundation's reader is more lenient than RFC 8259 here.
        #expect(throws: JSONFault.malformed) { try JSONCoder.decode([Int].self, from: Array("[1,]".utf8)) }
    }

    @Test func `what comes in pieces is laid out as what comes at once`() throws {
        let bytes = try JSONCoder.encode(Self.everything)
        for size in [1, 2, 3, 7, 64] {
            var layout = JSONLayout()
            var lines: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                layout.append(bytes[start..<min(bytes.count, start + size)], to: &lines)
            }
            #expect(try lines == JSONCoder.encode(Self.everything, pretty: true))
            // What is laid out already stays as it is.
            var again = JSONLayout()
            #expect(again.lines(of: lines) == lines)
        }
    }

    @Test func `is read by everybody's reader as what was written, whatever it holds`() throws {
        #expect(try read(Everything.self, JSONCoder.text(Self.everything)) == Self.everything)
        #expect(try read([String].self, JSONCoder.text([String]())) == [])
        #expect(try JSONCoder.text(["a/b"]) == #"["a/b"]"#)
    }

    @Test func `has no form for what is no number`() {
        #expect(throws: EncodingError.self) { try JSONCoder.text([Double.infinity]) }
    }

    @Test func `says of a standing what the encoder of earlier versions said`() throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<200 {
            let standing = Standing.random(&random)
            let earlier = try JSONEncoder().encode(standing)
            #expect(try read(Standing.self, JSONCoder.text(standing)) == standing)
            #expect(try read(Standing.self, String(decoding: earlier, as: UTF8.self)) == standing)
        }
    }
}

extension Standing {
    /// A standing with any of its fields set.
    fileprivate static func random(_ random: inout SeededGenerator) -> Standing {
        var standing = Standing(jitterPermille: .random(in: 0...100, using: &random))
        let moments: [WritableKeyPath<Standing, Instant?>] = [
            \.lastProofAt, \.firstProofAt, \.lastAcceptedAt, \.lastConclusiveAt, \.lastWholeAt, \.lastAttemptAt,
            \.resultSince, \.refusedSince, \.refusedAsLapsedAt, \.notBefore, \.alarmedSince, \.unverifiedSince,
            \.riskToldAt, \.changedElsewhereAt,
        ]
        for moment in moments where Bool.random(using: &random) {
            standing[keyPath: moment] = Instant(secondsSinceEpoch: .random(in: 0...4_000_000_000, using: &random))
        }
        standing.failures = .random(in: 0...9, using: &random)
        standing.refusals = .random(in: 0...9, using: &random)
        if Bool.random(using: &random) {
            standing.alarmedOf = .lapses(within: .days(.random(in: 0...30, using: &random)))
        }
        if Bool.random(using: &random) { standing.refusedAs = .secretWrong }
        if Bool.random(using: &random) {
            standing.lastProbe = ProbeReport(
                extent: .whole,
                finding: .init(
                    class: .noRole, step: .create, code: "0x\"\\", message: "line\nbreak", retryAfter: .minutes(1)),
                steps: ProbeReport.StepName.allCases.map { .init(name: $0, result: .ok, durationMilliseconds: 1) },
                at: Instant(secondsSinceEpoch: 1), durationMilliseconds: 3, clockSkew: .seconds(-2))
        }
        return standing
    }
}
