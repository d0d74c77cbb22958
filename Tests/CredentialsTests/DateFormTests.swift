import Basics
import Credentials
import Testing

@Suite struct DateFormTests {
    private func fault(_ text: String) -> DateFault? {
        do throws(DateFault) {
            _ = try DateForm(text)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("2026-12-20", 1_797_724_800), ("2026-12-20T00:00:00Z", 1_797_724_800), ("2026-12-20t00:00:00z", 1_797_724_800),
        ("2026-12-20T00:00Z", 1_797_724_800), ("2026-12-20T01:00+01:00", 1_797_724_800),
        ("2026-12-20T01:00:00+01:00", 1_797_724_800), ("2026-12-19T18:30:00.999-05:30", 1_797_724_800),
        ("2026-12-20T13:45+13:45", 1_797_724_800), ("2026-12-20T00:00:00.1234567Z", 1_797_724_800),
        ("2024-02-29", 1_709_164_800), ("2000-02-29", 951_782_400), ("2100-12-31T23:59:59Z", 4_133_980_799),
        ("1970-01-01", 0), ("1969-12-31T23:59:59Z", -1), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func `dates and moments are read, with or without seconds, in Z or an offset`(text: String, seconds: Int64) throws {
        #expect(try DateForm(text).instantInUTC == Instant(secondsSinceEpoch: seconds))
    }

    @Test(arguments: [
        "", "never", "soon", "20.05.2027", "2027/05/20", "20270520", "2027-5-20", "2026-12-20 ", " 2026-12-20",
        "2026-12-20T", "2026-12-20T24:00:00Z", "2026-12-20T08:60:00Z", "2026-12-20T08:30:60Z", "2026-12-20T08:30:00.Z",
        "2026-12-20T08:30:00+1", "2026-12-20T08:30:00+24:00", "2026-12-20T08:30:00+0100", "2026-12-20T08:30:00+01:60",
        "2026-12-20 08:30:00Z", "+026-12-20", "2026-12-20T08:30:00Zx", "２０２６-12-20", "2026-12-２０", "2026–12–20",
        "2026-12-20T8:30Z", "20 May 2027", "2027-140", "2027-W20-4", "05/05/2027", "13/13/2027", "2027-05",
        "1797724800",
    ])
    func `anything else is not a date`(text: String) {
        #expect(fault(text) == .notADate)
    }

    @Test(arguments: [
        ("2027-02-30", "there is no 30 February 2027"), ("2027-02-29", "there is no 29 February 2027"),
        ("2100-02-29T00:00Z", "there is no 29 February 2100"), ("2027-04-31", "there is no 31 April 2027"),
        ("2027-13-01", "there is no month 13"), ("2027-00-10", "there is no month 0"),
        ("2027-05-00", "there is no 0 May 2027"),
        ("2027-05-32T08:30+02:00", "there is no 32 May 2027"),
    ])
    func `a day that no calendar has is refused with that reason`(text: String, reason: String) {
        #expect(fault(text)?.sentence(of: text) == "\"\(text)\" is not a valid date: \(reason)")
    }

    @Test(arguments: [
        ("05/06/2027", "5 June 2027 or 6 May 2027"), ("5.6.2027", "5 June 2027 or 6 May 2027"),
        ("05-06-2027", "5 June 2027 or 6 May 2027"), ("1/12/2026", "1 December 2026 or 12 January 2026"),
        ("5 6 2027", "5 June 2027 or 6 May 2027"), ("05/06/2027T08:30", "5 June 2027 or 6 May 2027"),
        ("20.05.27", "20 May 2027 or 27 May 2020"), ("05062027", "5 June 2027 or 6 May 2027"),
        ("27-05-20", "27 May 2020 or 20 May 2027"),
    ])
    func `what can be read in two ways is refused with that reason`(text: String, days: String) {
        let sentence = fault(text)?.sentence(of: text)
        #expect(sentence == "\"\(text)\" is not a valid date: it can be read in two ways, as \(days)")
    }

    @Test func `three readings are three`() {
        #expect(fault("01/02/03")?.sentence(of: "01/02/03").contains("in three ways") == true)
    }

    @Test(arguments: ["2027-05-20T08:30", "2027-05-20T08:30:00", "2027-05-20t08:30:00.5"])
    func `a time without a zone can be read in two ways too`(text: String) {
        #expect(fault(text) == .noZone)
        #expect(fault(text)?.sentence(of: text).contains("two ways") == true)
    }

    @Test(arguments: [
        "hunter2", "8Q~hunter2.hunter3_hunter4", "correct horse battery staple", "s3cr3t", "Passw0rd!", "pässword", "",
        "123456789012", "A1b2C3d4", String(repeating: "a", count: 41), "2027-05-20T08:30\u{1B}",
    ])
    func `what does not look like a date is not repeated`(text: String) {
        #expect(DateFault.notADate.sentence(of: text) == "the value is not a valid date")
    }

    @Test(arguments: [
        "20.05.2027", "soon", "Tomorrow", "20 May 2027", "May 20th, 2027", "2027-05-20T8:30Z", "in 2 years", "5.6.27",
    ])
    func `what looks like one is`(text: String) {
        #expect(DateFault.notADate.sentence(of: text) == "\"\(text)\" is not a valid date")
    }

    @Test func `the days follow each other from 1999 to 2101, a day apart`() throws {
        var day = try #require(CivilDate(year: 1999, month: 12, day: 31))
        let end = try #require(CivilDate(year: 2101, month: 1, day: 2))
        while day < end {
            #expect(day.next.beginningInUTC - day.beginningInUTC == .days(1))
            #expect(day.description == day.beginningInUTC.utcDate)
            day = day.next
        }
    }

    @Test func `the first and the last day of the years are within them in every zone`() throws {
        let first = try #require(try DateForm("2000-01-01").instant { $0.beginningInUTC - .hours(14) })
        let last = try DateForm("2100-12-31T23:59:59-12:00").instantInUTC
        for instant in [first, last] { #expect(Instant.believable.contains(instant)) }
        #expect(try !Instant.believable.contains(DateForm("1999-12-31T23:59:59Z").instantInUTC))
        #expect(try !Instant.believable.contains(DateForm("2101-01-01").instantInUTC))
    }
}
