import Credentials
import Testing

@testable import Configuration

@Suite struct QuietDaysTests {
    @Test(arguments: [
        ("2026-12-24", ["2026-12-24"]), ("2026-12-24..2027-01-02", ["2026-12-24..2027-01-02"]),
        ("2027-05-17;2026-12-24..2027-01-02", ["2026-12-24..2027-01-02", "2027-05-17"]),
        ("2027-05-17;2027-05-17", ["2027-05-17"]), ("2026-12-24..2026-12-24", ["2026-12-24"]),
    ])
    func `days and ranges are read, in their order and each once`(text: String, days: [String]) throws {
        let parser = ValueParser.quietDays
        let parts = text.split(separator: ";").map(String.init)
        let read = try parser.parse(ValueText(whole: text, elements: parts)).get()
        #expect(read.map(\.description) == days)
    }

    @Test(arguments: [
        "2027-01-02..2026-12-24", "2026-13-01", "Christmas", "2026-12-24...2027-01-02", "2026-12-24T08:00Z", "",
    ])
    func `anything else is refused`(text: String) {
        #expect(QuietDays(text) == nil)
    }

    @Test func `a range holds its first and its last day, and none beside`() throws {
        let days = try #require(QuietDays("2026-12-24..2026-12-26"))
        let all = try ["2026-12-23", "2026-12-24", "2026-12-26", "2026-12-27"].map { try DateForm($0).day }
        #expect(all.map(days.contains) == [false, true, true, false])
    }
}
