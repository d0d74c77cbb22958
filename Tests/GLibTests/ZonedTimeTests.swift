import GLib
import TestBasics
import Testing

private func zone(_ identifier: String) throws -> Zone {
    try #require(Zone(identifier: identifier))
}

@Suite struct ZonedTimeTests {
    @Test(arguments: [
        "UTC", "Europe/Stockholm", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "EST5EDT", "GMT0", "Asia/Kolkata",
    ])
    func `names of the zone database are known`(identifier: String) throws {
        #expect(try zone(identifier).identifier == identifier)
    }

    @Test(arguments: [
        "", "Europe/Stokholm", "europe/stockholm", "Europe", "Europe/", "/Europe/Paris", "Europe//Paris", "UTC+2", "UTC-2",
        "FOO5",
        "+02:00", "CET-1CEST", "../../../etc/passwd", "posix/Europe/Paris", "right/Europe/Paris", "localtime", "zone.tab",
        "Europe/Paris ", "Europe/Paris\u{0}x", "Ünicode",
    ])
    func `anything else is not a zone`(identifier: String) {
        #expect(Zone(identifier: identifier) == nil)
    }

    @Test func `the local zone has a name`() {
        #expect(!Zone.local.identifier.isEmpty)
        #expect(Zone.utc.identifier == "UTC")
    }

    @Test func `a moment is shown as the zone's clocks show it, on both sides of a change`() throws {
        // Sweden's clocks went forward on 29 March 2026 at 01:00 UTC.
        let stockholm = try zone("Europe/Stockholm")
        let before = try #require(ZonedTime(secondsSinceEpoch: 1_774_745_999, in: stockholm))
        #expect((before.hour, before.minute, before.second) == (1, 59, 59))
        #expect((before.abbreviation, before.secondsFromUTC) == ("CET", 3_600))
        let after = try #require(ZonedTime(secondsSinceEpoch: 1_774_746_000, in: stockholm))
        #expect((after.year, after.month, after.day, after.weekday) == (2026, 3, 29, 7))
        #expect((after.hour, after.minute, after.second) == (3, 0, 0))
        #expect((after.abbreviation, after.secondsFromUTC) == ("CEST", 7_200))
    }

    @Test func `years 1 to 9999 are shown, and nothing beyond`() throws {
        #expect(ZonedTime(secondsSinceEpoch: 0, in: .utc)?.year == 1970)
        #expect(ZonedTime(secondsSinceEpoch: -1, in: .utc)?.second == 59)
        #expect(ZonedTime(secondsSinceEpoch: -62_135_596_800, in: .utc)?.year == 1)
        #expect(ZonedTime(secondsSinceEpoch: -62_135_596_801, in: .utc) == nil)
        #expect(ZonedTime(secondsSinceEpoch: 253_402_300_799, in: .utc)?.year == 9999)
        #expect(ZonedTime(secondsSinceEpoch: 253_402_300_800, in: .utc) == nil)
        let east = try zone("Pacific/Kiritimati")
        #expect(ZonedTime(secondsSinceEpoch: 253_402_300_799, in: east) == nil)
        for extreme in [Int64.min, .max] {
            #expect(ZonedTime(secondsSinceEpoch: extreme, in: .utc) == nil)
        }
    }

    @Test(arguments: [
        ("2026-12-20", 1_797_724_800), ("2026-12-20T00:00:00Z", 1_797_724_800), ("2026-12-20t00:00:00z", 1_797_724_800),
        ("2026-12-20T01:00:00+01:00", 1_797_724_800), ("2026-12-19T18:30:00.999-05:30", 1_797_724_800), ("1970-01-01", 0),
        ("1969-12-31T23:59:59Z", -1), ("2024-02-29", 1_709_164_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func `dates and RFC 3339 times are read`(text: String, seconds: Int64) {
        #expect(ZonedTime.secondsSinceEpoch(parsing: text, in: .utc) == seconds)
    }

    @Test(arguments: [
        "", "never", "2026-13-01", "2026-00-01", "2026-02-29", "2026-12-32", "2026-12-00", "26-12-20", "2026-12-20 ",
        " 2026-12-20",
        "2026/12/20", "2026-12-20T", "2026-12-20T08:30Z", "2026-12-20T24:00:00Z", "2026-12-20T08:60:00Z", "2026-12-20T08:30:60Z",
        "2026-12-20T08:30:00", "2026-12-20T08:30:00.Z", "2026-12-20T08:30:00+1", "2026-12-20T08:30:00+24:00",
        "2026-12-20 08:30:00Z", "+026-12-20", "0000-01-01", "2026-12-20T08:30:00Zx", "２０２６-12-20",
    ])
    func `anything else is not a time`(text: String) {
        #expect(ZonedTime.secondsSinceEpoch(parsing: text, in: .utc) == nil)
    }

    @Test(arguments: [
        ("Europe/Stockholm", "2026-12-20", 1_797_721_200),
        // Clocks skipped midnight: the day began at 01:00, UTC-2.
        ("America/Sao_Paulo", "2018-11-04", 1_541_300_400),
        // Midnight came twice; the first one counts, UTC-4.
        ("America/Havana", "2025-11-02", 1_762_056_000),
    ])
    func `a date is the first second of that day in the zone`(identifier: String, text: String, seconds: Int64) throws {
        let zone = try zone(identifier)
        #expect(ZonedTime.secondsSinceEpoch(parsing: text, in: zone) == seconds)
        let first = try #require(ZonedTime(secondsSinceEpoch: seconds, in: zone))
        let last = try #require(ZonedTime(secondsSinceEpoch: seconds - 1, in: zone))
        #expect(first.day != last.day)
    }

    @Test func `what is shown of a moment reads back as that moment`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let zones = try ["UTC", "Europe/Stockholm", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"].map(zone)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: -2_000_000_000...200_000_000_000, using: &random)
            let zone = zones[Int.random(in: 0..<zones.count, using: &random)]
            let shown = try #require(ZonedTime(secondsSinceEpoch: seconds, in: zone))
            guard shown.secondsFromUTC.isMultiple(of: 60) else { continue }
            let text =
                "\(pad(shown.year, 4))-\(pad(shown.month))-\(pad(shown.day))T\(pad(shown.hour)):\(pad(shown.minute)):\(pad(shown.second))"
            let offset = abs(shown.secondsFromUTC) / 60
            let sign = shown.secondsFromUTC < 0 ? "-" : "+"
            let whole = "\(text)\(sign)\(pad(offset / 60)):\(pad(offset % 60))"
            #expect(ZonedTime.secondsSinceEpoch(parsing: whole, in: .utc) == seconds, "seed \(seed): \(whole)")
        }
    }

    private func pad(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
