import Credentials
import GLib
import Testing

@testable import leadkeeper

@Suite struct WordsTests {
    @Test(arguments: [
        (Int64(0), "now"), (1, "in 1 second"), (2, "in 2 seconds"), (59, "in 59 seconds"), (60, "in 1 minute"),
        (119, "in 1 minute"), (120, "in 2 minutes"), (3_599, "in 59 minutes"), (3_600, "in 1 hour"),
        (172_799, "in 47 hours"), (172_800, "in 2 days"), (259_199, "in 2 days"), (259_200, "in 3 days"),
        (-1, "1 second ago"), (-59, "59 seconds ago"), (-60, "1 minute ago"), (-172_799, "47 hours ago"),
        (-172_800, "2 days ago"), (.max, "in 106751991167300 days"), (.min, "106751991167300 days ago"),
    ])
    func `a distance in time is told in its largest whole unit`(seconds: Int64, words: String) {
        #expect(RelativeTime.words(Instant(secondsSinceEpoch: seconds), from: Instant(secondsSinceEpoch: 0)) == words)
    }

    @Test func `a table's distances are short`() {
        let zero = Instant(secondsSinceEpoch: 0)
        #expect(RelativeTime.short(Instant(secondsSinceEpoch: 300), from: zero) == "in 5 min")
        #expect(RelativeTime.short(zero, from: Instant(secondsSinceEpoch: 7_200)) == "2 h ago")
    }

    @Test func `local times name their zone, summer and winter`() throws {
        let zone = try #require(Zone(identifier: "Europe/Stockholm"))
        let times = LocalTimes(zone: zone, now: Instant(secondsSinceEpoch: 1_797_724_800 - 6 * 86_400))
        #expect(times.timeAndDistance(Instant(secondsSinceEpoch: 1_797_724_800)) == "2026-12-20 01:00 CET (in 6 days)")
        #expect(times.time(Instant(secondsSinceEpoch: 1_782_000_000)) == "2026-06-21 02:00 CEST")
        #expect(times.dateAndDistance(Instant(secondsSinceEpoch: 1_797_724_800)) == "2026-12-20, in 6 days")
        #expect(times.zoneName == "CET")
        #expect(times.time(Instant(secondsSinceEpoch: .max)) == "9999-12-31T23:59:59Z")
    }

    @Test(arguments: [
        ("stauts", "status"), ("statsu", "status"), ("prob", "probe"), ("hist", "history"), ("cehck", "check"),
        ("notice", "notices"), ("xyz", nil), ("", nil), ("s", nil),
    ])
    func `a word that is not known is answered with the nearest that is`(word: String, suggestion: String?) {
        #expect(Suggestion.nearest(to: word, among: ["status", "probe", "history", "check", "notices"]) == suggestion)
    }

    @Test func `lines break before the 81st column`() {
        let word = String(repeating: "a", count: 39)
        #expect(Paragraph.lines("\(word) \(word)a").count == 1)
        #expect(Paragraph.lines("\(word) \(word)aa").count == 2)
        #expect(
            Paragraph.lines(String(repeating: "b", count: 100) + " c") == [String(repeating: "b", count: 100), "c"])
        #expect(Paragraph.lines("") == [""])
    }

    @Test func `what a terminal would obey is not printed`() {
        #expect("a\u{1B}[31mb\u{7}\u{202E}c\u{9B}\n".printable == "a?[31mb??c??")
        #expect("Zoë Ωmega 漢字".printable == "Zoë Ωmega 漢字")
    }

    @Test(arguments: [
        ("lapses/604800", "expires within 7 days"), ("lapsed/0", "has expired"),
        ("unchecked/1/0", "could not be checked"),
        ("refused/secret-wrong/1/0", "is refused: secret-wrong"), ("works-again/1", "works again"), ("test/1", "test"),
        ("something-new/1", "something-new/1"),
    ])
    func `an occasion is told in words`(key: String, words: String) {
        #expect(NoticesCommand.words(key) == words)
    }

    @Test func `a table gives way in the order of its columns' ranks, and never below what is of use`() {
        var table = Table(columns: [
            .init(heading: "A", least: 4, rank: 1), .init(heading: "B", least: 3, rank: 0),
        ])
        table.rows = [[.init("1234567890"), .init("abcdefghij")]]
        #expect(table.fittedWidths(22) == [10, 10])
        #expect(table.fittedWidths(21) == [10, 9])
        #expect(table.fittedWidths(15) == [10, 3])
        #expect(table.fittedWidths(14) == [9, 3])
        #expect(table.fittedWidths(1) == [4, 3])
        #expect(table.lines(on: Output(.never), width: 14) == "A          B\n12345678…  ab…\n")
        #expect(table.lines(on: Output(.always), width: 30).contains("\u{1B}[1mA\u{1B}[0m"))
    }

    @Test func `a table leaves a column out before it cuts another one short`() {
        var table = Table(columns: [
            .init(heading: "A", least: 4, rank: 1), .init(heading: "B", least: 3, rank: 0, isOptional: true),
        ])
        table.rows = [[.init("1234567890"), .init("abcdefghij")]]
        #expect(table.lines(on: Output(.never), width: 22) == "A           B\n1234567890  abcdefghij\n")
        #expect(table.lines(on: Output(.never), width: 21) == "A\n1234567890\n")
        #expect(table.lines(on: Output(.never), width: 9) == "A\n12345678…\n")
    }
}
