import Credentials
import Foundation
import TestSupport
import Testing

@testable import Bookkeeping

@Suite struct JSONColumnTests {
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

    private func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    @Test func `is read by everybody's reader as what was written, whatever it holds`() throws {
        let hostile = "\"\\/\n\r\t\u{0}\u{1}\u{1f}\u{7f}é\u{2028}🧨"
        let everything = Everything(
            text: hostile, none: nil, number: .min, small: 255, fraction: -0.1, flag: true,
            choices: [.plain, .named(first: 1, second: nil), .named(first: -1, second: hostile), .listed([])],
            nested: [[:], [hostile: [1, 2]], ["a": [], "b": [3]]], moment: Instant(secondsSinceEpoch: .max),
            occasion: .lapses(within: .days(30)))
        #expect(try read(Everything.self, JSONColumn.text(everything)) == everything)
        #expect(try read([String].self, JSONColumn.text([String]())) == [])
        #expect(try JSONColumn.text(["a/b"]) == #"["a/b"]"#)
    }

    @Test func `has no form for what is no number`() {
        #expect(throws: EncodingError.self) { try JSONColumn.text([Double.infinity]) }
    }

    @Test func `says of a standing what the encoder of earlier versions said`() throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<200 {
            let standing = Standing.random(&random)
            let earlier = try JSONEncoder().encode(standing)
            #expect(try read(Standing.self, JSONColumn.text(standing)) == standing)
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
