import Credentials
import Foundation
import TestSupport
import Testing

@testable import Microsoft

@Suite struct TimestampTests {
    @Test func `a date is read with a fraction and with an offset, and the fraction is left out`() {
        let instant = Instant(secondsSinceEpoch: 1_795_286_096)
        for text in [
            "2026-11-21T18:34:56Z", "2026-11-21T18:34:56.1Z", "2026-11-21T18:34:56.9999999Z",
            "2026-11-21T18:34:56+00:00",
            "2026-11-21T20:04:56.5+01:30", "2026-11-21T10:34:56-08:00", "2026-11-22T00:04:56+05:30",
        ] {
            #expect(Instant(believed: text) == instant, "\(text)")
        }
        #expect(Instant(believed: "2028-02-29T00:00:00Z") == Instant(secondsSinceEpoch: 1_835_395_200))
    }

    @Test func `what is written is read again, over a century`() {
        for seconds in stride(from: Int64(946_684_800), through: 4_133_980_799, by: 7_654_321) {
            let instant = Instant(secondsSinceEpoch: seconds)
            #expect(Instant(believed: instant.rfc3339) == instant)
        }
    }

    @Test
    func `a date beyond belief is none: the second before 2000, the one after 2100, the year 9999 and the year 1`() {
        #expect(Instant(believed: "1999-12-31T23:59:59Z") == nil)
        #expect(Instant(believed: "2000-01-01T00:00:00Z") == Instant(secondsSinceEpoch: 946_684_800))
        #expect(Instant(believed: "2100-12-31T23:59:59Z") == Instant(secondsSinceEpoch: 4_133_980_799))
        #expect(Instant(believed: "2101-01-01T00:00:00Z") == nil)
        #expect(Instant(believed: "2299-12-31T00:00:00Z") == nil)
        #expect(Instant(believed: "9999-12-31T23:59:59.9999999Z") == nil)
        #expect(Instant(believed: "0001-01-01T00:00:00Z") == nil)
    }

    @Test(arguments: [
        "", "never", "2026-11-21", "2026-11-21 18:34:56Z", "2026-11-21T18:34:56", "2026-11-21T18:34Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-00T00:00:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T18:60:00Z", "2026-11-21T18:34:61Z", "2026-11-21T18:34:56.Z", "2026-11-21T18:34:56.xZ",
        "2026-11-21T18:34:56+1:00",
        "2026-11-21T18:34:56+24:00", "2026-11-21T18:34:56+0100", "-2026-11-21T18:34:56Z", "20261121T183456Z",
        "２026-11-21T18:34:56Z",
        "2026-11-21T18:34:56ZZ", "1795286096", "/Date(1795286096000)/", " 2026-11-21T18:34:56Z",
    ])
    func `what is no date is not read as one`(text: String) {
        #expect(Instant(believed: text) == nil)
    }

    @Test(
        arguments: [
            ("P90D", 90 * 86_400), ("PT1S", 1), ("P4DT12H30M5S", 4 * 86_400 + 45_005), ("PT36H", 129_600),
            ("PT90M", 5_400),
            ("P2W", 14 * 86_400), ("P1Y", 365 * 86_400), ("P6M", 6 * 28 * 86_400),
            ("P1Y2M3DT4H5M6S", 365 * 86_400 + 59 * 86_400 + 14_706),
            ("P999999999999999D", Int64.max),
        ] as [(String, Int64)])
    func `a duration is read with every unit, years and months counted short`(text: String, seconds: Int64) {
        #expect(ISO8601Duration.span(of: text) == TimeSpan.seconds(seconds))
    }

    @Test(arguments: [
        "", "P", "PT", "P0D", "90D", "P-90D", "-P90D", "P90", "PD", "P1H", "PT1D", "P1D2D", "P1D1Y", "PT1S1M", "P1.5D",
        "P1DTT1H", "P 1D",
        "P99999999999999999999D", "90.00:00:00", "p90d", "P1D ",
    ])
    func `what is no duration is not read as one`(text: String) {
        #expect(ISO8601Duration.span(of: text) == nil)
    }
}
