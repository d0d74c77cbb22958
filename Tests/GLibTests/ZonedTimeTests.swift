import Basics
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
        "", "Europe/Stokholm", "europe/stockholm", "Europe", "Europe/", "/Europe/Paris", "Europe//Paris", "UTC+2",
        "UTC-2",
        "FOO5",
        "+02:00", "CET-1CEST", "../../../etc/passwd", "posix/Europe/Paris", "right/Europe/Paris", "localtime",
        "zone.tab",
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
        #expect((after.date.description, after.date.weekday) == ("2026-03-29", 7))
        #expect((after.hour, after.minute, after.second) == (3, 0, 0))
        #expect((after.abbreviation, after.secondsFromUTC) == ("CEST", 7_200))
    }

    @Test func `years 1 to 9999 are shown, and nothing beyond`() throws {
        #expect(ZonedTime(secondsSinceEpoch: 0, in: .utc)?.date.year == 1970)
        #expect(ZonedTime(secondsSinceEpoch: -1, in: .utc)?.second == 59)
        #expect(ZonedTime(secondsSinceEpoch: -62_135_596_800, in: .utc)?.date.year == 1)
        #expect(ZonedTime(secondsSinceEpoch: -62_135_596_801, in: .utc) == nil)
        #expect(ZonedTime(secondsSinceEpoch: 253_402_300_799, in: .utc)?.date.year == 9999)
        #expect(ZonedTime(secondsSinceEpoch: 253_402_300_800, in: .utc) == nil)
        let east = try zone("Pacific/Kiritimati")
        #expect(ZonedTime(secondsSinceEpoch: 253_402_300_799, in: east) == nil)
        for extreme in [Int64.min, .max] {
            #expect(ZonedTime(secondsSinceEpoch: extreme, in: .utc) == nil)
        }
    }

    @Test(arguments: [(2026, 13, 1), (2026, 0, 1), (2026, 2, 29), (2026, 12, 32), (2026, 12, 0), (0, 1, 1)])
    func `a day that no calendar has begins at no time`(year: Int, month: Int, day: Int) {
        #expect(ZonedTime.beginning(ofDay: day, month: month, year: year, in: .utc) == nil)
    }

    @Test(arguments: [
        ("UTC", "2026-12-20", 1_797_724_800), ("UTC", "1970-01-01", 0), ("UTC", "2024-02-29", 1_709_164_800),
        ("Europe/Stockholm", "2026-12-20", 1_797_721_200),
        // Clocks skipped midnight: the day began at 01:00, UTC-2.
        ("America/Sao_Paulo", "2018-11-04", 1_541_300_400),
        // Midnight came twice; the first one counts, UTC-4.
        ("America/Havana", "2025-11-02", 1_762_056_000),
    ])
    func `a date is the first second of that day in the zone`(identifier: String, text: String, seconds: Int64) throws {
        let zone = try zone(identifier)
        let parts = text.split(separator: "-").compactMap { Int($0) }
        #expect(ZonedTime.beginning(ofDay: parts[2], month: parts[1], year: parts[0], in: zone) == seconds)
        let first = try #require(ZonedTime(secondsSinceEpoch: seconds, in: zone))
        let last = try #require(ZonedTime(secondsSinceEpoch: seconds - 1, in: zone))
        #expect(first.date != last.date)
    }
}
