import Basics
import Foundation
import Testing

@Suite struct CivilDateTests {
    @Test func `the days of ten thousand years follow each other, each with its number and its weekday`() throws {
        var date = CivilDate.earliest
        var count = 0
        var number = date.daysSinceEpoch
        // 1 January of the year 0 was a Saturday, by counting back from the Thursday of the epoch.
        var weekday = 6
        while true {
            guard date.daysSinceEpoch == number, date.weekday == weekday, CivilDate(daysSinceEpoch: number) == date
            else {
                Issue.record("\(date) is day \(date.daysSinceEpoch), \(date.weekday), not \(number), \(weekday)")
                break
            }
            count += 1
            if date == .latest { break }
            let next = date.next
            guard next > date, CivilDate(year: next.year, month: next.month, day: next.day) == next else {
                Issue.record("\(date) is followed by \(next)")
                break
            }
            (date, number, weekday) = (next, number + 1, weekday % 7 + 1)
        }
        #expect(count == 3_652_425)
        #expect(CivilDate.latest.next == .latest)
    }

    @Test(arguments: [
        (0, "1970-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29"), (20_777, "2026-11-20"), (-719_528, "0000-01-01"),
        (2_932_896, "9999-12-31"),
    ])
    func `known days have known numbers`(days: Int, text: String) {
        #expect(CivilDate(daysSinceEpoch: days)?.description == text)
    }

    @Test(arguments: [
        (2026, 2, 29), (2100, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (2026, 1, 32),
        (-1, 1, 1),
        (10_000, 1, 1), (Int.max, 1, 1), (Int.min, 1, 1),
    ])
    func `a day that no calendar of four-digit years has is none`(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [-719_529, 2_932_897, .max, .min])
    func `a number beyond those years is no day`(days: Int) {
        #expect(CivilDate(daysSinceEpoch: days) == nil)
    }
}

@Suite struct RFC3339Tests {
    @Test func `what is written agrees with Foundation, and is read again`() {
        let written = ISO8601DateFormatter()
        for seconds in stride(from: Int64(-11_676_096_000), to: 253_402_300_799, by: 98_765_431) {
            let text = RFC3339.text(ofSeconds: seconds)
            #expect(text == written.string(from: Date(timeIntervalSince1970: Double(seconds))))
            #expect(RFC3339.seconds(of: text) == seconds)
        }
    }

    @Test func `one wrong character, one too many and one too few make it no moment`() {
        let text = "2026-11-21T18:34:56Z"
        #expect(RFC3339.seconds(of: text) == 1_795_286_096)
        for place in 0..<text.count {
            for wrong in ["x", "/", ":", "-", " ", "\u{3A}", "٣"] {
                var characters = Array(text).map(String.init)
                guard characters[place] != wrong else { continue }
                characters[place] = wrong
                #expect(RFC3339.seconds(of: characters.joined()) == nil, "\(characters.joined())")
            }
        }
        for wrong in [
            text + "Z", " " + text, String(text.dropLast()), String(text.dropFirst()), "2026-02-29T18:34:56Z",
        ] {
            #expect(RFC3339.seconds(of: wrong) == nil, "\(wrong)")
        }
        for wrong in ["2026-11-21T24:34:56Z", "2026-11-21T18:60:56Z", "2026-11-21T18:34:60Z", "2026-13-21T18:34:56Z"] {
            #expect(RFC3339.seconds(of: wrong) == nil, "\(wrong)")
        }
    }

    @Test func `moments beyond four digits show as the nearest within`() {
        #expect(RFC3339.text(ofSeconds: .max) == "9999-12-31T23:59:59Z")
        #expect(RFC3339.text(ofSeconds: .min) == "0000-01-01T00:00:00Z")
        #expect(RFC3339.text(ofSeconds: -62_167_219_201) == "0000-01-01T00:00:00Z")
        #expect(RFC3339.text(ofSeconds: 253_402_300_800) == "9999-12-31T23:59:59Z")
    }

    @Test(arguments: [
        ("2026-11-21T18:34:56Z", 1_795_286_096), ("2026-11-21T20:04:56+01:30", 1_795_286_096),
        ("2026-11-21T10:34:56-08:00", 1_795_286_096), ("0000-01-01T00:00:00Z", -62_167_219_200),
        ("0000-01-01T00:00:00+23:59", -62_167_305_540), ("1969-12-31T23:59:59-00:00", -1),
    ])
    func `an offset is taken into account, in every year that there is`(text: String, seconds: Int64) {
        #expect(RFC3339.seconds(of: text) == seconds)
    }

    @Test(arguments: [
        (RFC3339.Allowances.fraction, "2026-11-21T18:34:56.9999999Z", Int64(1_795_286_096)),
        (.leapSecond, "2026-11-21T18:34:60Z", 1_795_286_100), (.lowerCase, "2026-11-21t18:34:56z", 1_795_286_096),
        (.noSeconds, "2026-11-21T18:34+00:00", 1_795_286_040), (.noOffset, "2026-11-21T18:34:56", 1_795_286_096),
    ])
    func `each allowance lets one thing in, which is refused without it`(
        allowance: RFC3339.Allowances, text: String, seconds: Int64
    ) {
        let all: RFC3339.Allowances = [.fraction, .leapSecond, .lowerCase, .noSeconds, .noOffset]
        #expect(RFC3339.seconds(of: text) == nil)
        #expect(RFC3339.seconds(of: text, allowing: all.subtracting(allowance)) == nil)
        #expect(RFC3339.seconds(of: text, allowing: allowance) == seconds)
        #expect(RFC3339.seconds(of: text, allowing: all) == seconds)
    }

    @Test(arguments: [
        "", "never", "2026-11-21", "2026-11-21 18:34:56Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-11-00T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T18:60:00Z",
        "2026-11-21T18:34:61Z",
        "2026-11-21T18:34:56.Z", "2026-11-21T18:34:56.xZ", "2026-11-21T18:34:56+1:00", "2026-11-21T18:34:56+24:00",
        "2026-11-21T18:34:56+01:60", "2026-11-21T18:34:56+0100", "-2026-11-21T18:34:56Z", "20261121T183456Z",
        "２026-11-21T18:34:56Z", "2026-11-21T18:34:56ZZ", "2026-11-21T18:34:56Z ", " 2026-11-21T18:34:56Z",
        "2026-11-21T18:34:56\u{2212}01:00", "12026-11-21T18:34:56Z", "2026-11-21T1８:34:56Z", "2026-11-21TT18:34:56Z",
        "2026-11-21T18:34:56.\(String(repeating: "0", count: 64))Z",
    ])
    func `what is none is refused with every allowance`(text: String) {
        #expect(
            RFC3339.seconds(of: text, allowing: [.fraction, .leapSecond, .lowerCase, .noSeconds, .noOffset]) == nil)
    }
}

@Suite struct HTTPDateTests {
    @Test func `dates agree with Foundation's over four centuries, both ways`() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        for seconds in stride(from: Int64(-6_000_000_000), to: 8_000_000_000, by: 31_415_927) {
            let text = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(HTTPDate.text(ofSeconds: seconds) == text)
            #expect(HTTPDate.seconds(of: text) == seconds)
        }
    }

    @Test(arguments: [
        "", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Thu, 31 Feb 2026 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37Z GMT", "Sun, 06 Nov 1994 08:49:37+01:00 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func `what is no date is not read as one`(text: String) {
        #expect(HTTPDate.seconds(of: text) == nil)
    }
}
