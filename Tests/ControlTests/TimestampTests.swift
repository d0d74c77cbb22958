import Control
import Credentials
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (1_797_724_800, "2026-12-20T00:00:00Z"),
        (951_782_400, "2000-02-29T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        (-11_676_096_000, "1600-01-01T00:00:00Z"),
    ])
    func `a moment is written and read back as RFC 3339`(seconds: Int64, text: String) {
        #expect(Instant(secondsSinceEpoch: seconds).rfc3339 == text)
        #expect(Instant(rfc3339: text) == Instant(secondsSinceEpoch: seconds))
    }

    @Test func `moments outside the calendar show as the nearest within`() {
        #expect(Instant(secondsSinceEpoch: .max).rfc3339 == "9999-12-31T23:59:59Z")
        #expect(Instant(secondsSinceEpoch: .min).rfc3339 == "1600-01-01T00:00:00Z")
    }

    @Test func `an offset is taken into account`() {
        #expect(Instant(rfc3339: "2026-12-20T01:00:00+01:00") == Instant(rfc3339: "2026-12-20T00:00:00Z"))
        #expect(Instant(rfc3339: "2026-12-19T18:30:00-05:30") == Instant(rfc3339: "2026-12-20T00:00:00Z"))
    }

    @Test func `a date alone is no time`() {
        #expect(Instant(rfc3339: "2026-12-20") == nil)
    }

    @Test(arguments: [
        "", "1599-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-12-20T24:00:00Z",
        "2026-12-20T00:60:00Z", "2026-12-20T00:00:60Z", "2026-12-20T00:00:00", "2026-12-20 00:00:00Z",
        "2026-12-20T00:00:00.5Z", "2026-12-20T00:00:00+24:00", "2026-12-20T00:00:00z", "20261220T000000Z",
        "２026-12-20T00:00:00Z", "2026-12-20T00:00:00+0100x",
    ])
    func `what is not RFC 3339 with whole seconds is refused`(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }
}
