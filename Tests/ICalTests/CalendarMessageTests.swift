import Basics
import ICal
import Testing

@Suite struct CalendarMessageTests {
    private static func day(_ year: Int, _ month: Int, _ day: Int) throws -> CivilDate {
        try #require(CivilDate(year: year, month: month, day: day))
    }

    private static func message(_ method: CalendarMessage.Method = .request) throws -> CalendarMessage {
        CalendarMessage(
            method, uid: "abc@contoso.example", sequence: 2, stamp: 1_795_000_000,
            days: .init(from: try day(2026, 11, 29), through: try day(2026, 12, 4)), summary: "Renew the secret",
            details: "It expires.\n\nBegin today.",
            organizer: .init(address: "keeper@contoso.example", name: "leadkeeper"),
            attendee: .init(address: "ops@contoso.example"), url: "https://partner.example/x?a=b,c;d",
            alarms: [.firstDay(hour: 9), .lastDay(hour: 9)])
    }

    /// The content lines, unfolded as RFC 5545 §3.1 has it: by bytes, since a fold may stand before a combining mark.
    private static func lines(_ message: CalendarMessage) -> [String] {
        var lines: [[UInt8]] = []
        for line in message.encoded().split(separator: 10).map({ $0.dropLast() }) {
            if line.first == UInt8(ascii: " ") {
                lines[lines.count - 1] += line.dropFirst()
            } else {
                lines.append(Array(line))
            }
        }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `a request says what, when, whose and for whom, and its alarms last`() throws {
        #expect(
            try Self.lines(Self.message()) == [
                "BEGIN:VCALENDAR", "PRODID:-//leadkeeper//leadkeeper \(Release.version)//EN", "VERSION:2.0",
                "METHOD:REQUEST", "BEGIN:VEVENT", "UID:abc@contoso.example", "SEQUENCE:2", "DTSTAMP:20261118T110640Z",
                "DTSTART;VALUE=DATE:20261129", "DTEND;VALUE=DATE:20261205", "SUMMARY:Renew the secret",
                #"DESCRIPTION:It expires.\n\nBegin today."#, "ORGANIZER;CN=leadkeeper:mailto:keeper@contoso.example",
                "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:"
                    + "mailto:ops@contoso.example", "STATUS:CONFIRMED", "TRANSP:TRANSPARENT",
                "URL:https://partner.example/x?a=b,c;d", "BEGIN:VALARM", "ACTION:DISPLAY",
                "DESCRIPTION:Renew the secret", "TRIGGER:PT9H", "END:VALARM", "BEGIN:VALARM", "ACTION:DISPLAY",
                "DESCRIPTION:Renew the secret", "TRIGGER;RELATED=END:-PT15H", "END:VALARM", "END:VEVENT",
                "END:VCALENDAR",
            ])
    }

    @Test func `a cancellation has the same id, says that it is one, and has no alarm`() throws {
        let lines = try Self.lines(Self.message(.cancel))
        #expect(lines.contains("METHOD:CANCEL") && lines.contains("STATUS:CANCELLED"))
        #expect(lines.contains("UID:abc@contoso.example") && lines.contains("SEQUENCE:2"))
        #expect(lines.contains { $0.hasPrefix("ATTENDEE") } && !lines.contains("BEGIN:VALARM"))
    }

    @Test func `the same message is the same bytes`() throws {
        #expect(try Self.message().encoded() == Self.message().encoded())
    }

    @Test func `a day alone ends on the next, also at the end of a year and before a leap day`() throws {
        for (day, next) in [((2026, 12, 31), "20270101"), ((2028, 2, 28), "20280229"), ((2027, 2, 28), "20270301")] {
            var message = try Self.message()
            let only = try Self.day(day.0, day.1, day.2)
            message.days = .init(from: only, through: try Self.day(2020, 1, 1))
            #expect(Self.lines(message).contains("DTEND;VALUE=DATE:\(next)"))
        }
    }

    @Test(arguments: ["å", "é🙂", "漢字かな", "x", "𝕏y", "e\u{301}"])
    func `no line is longer than 75 bytes, and no character is torn`(piece: String) throws {
        for count in [1, 10, 24, 25, 37, 38, 60, 100] {
            var message = try Self.message()
            message.summary = String(repeating: piece, count: count)
            message.details = message.summary + "\n" + String(repeating: piece, count: 3 * count)
            message.attendee.name = message.summary
            let bytes = message.encoded()
            for line in bytes.split(separator: 10, omittingEmptySubsequences: true) {
                #expect(line.last == 13 && line.count <= 76)
                #expect(String(validating: line, as: UTF8.self) != nil)
            }
            let lines = Self.lines(message)
            #expect(lines.contains("SUMMARY:\(message.summary.displaySafe(limit: 255))"))
            #expect(lines.contains("DESCRIPTION:" + message.details.split(separator: "\n").joined(separator: #"\n"#)))
        }
    }

    @Test(arguments: [
        "x\r\nMETHOD:CANCEL", "x\nEND:VEVENT", "x\rBEGIN:VALARM", "x\u{85}ATTACH:y", "x\u{2028}ATTACH:y",
        "x\u{0B}ATTACH:y", "x\u{0}ATTACH:y", "\u{202E}x\u{2066}y\u{200F}", "\\n;,:\"^'%", "",
        String(repeating: "long ", count: 60) + "\r\nATTACH:y",
    ])
    func `no text adds a property or a component of its own`(hostile: String) throws {
        var message = try Self.message()
        (message.summary, message.details, message.uid, message.url) = (hostile, hostile, "a" + hostile, hostile)
        message.organizer.name = hostile
        message.attendee = .init(address: "a\(hostile)@b", name: hostile)
        let plain = try Self.lines(Self.message())
        let lines = Self.lines(message)
        let name = { (line: String) in String(line.prefix { $0 != ":" && $0 != ";" }) }
        #expect(lines.map(name) == plain.map(name))
        #expect(lines.contains("METHOD:REQUEST"))
        #expect(!lines.contains { line in line.unicodeScalars.contains { !$0.isDisplaySafe } })
    }

    @Test func `text is escaped, and a name that would end its parameter is quoted`() throws {
        var message = try Self.message()
        message.summary = #"a;b,c\d:e"f"#
        message.attendee.name = #"Evil"; X=Y:mailto:ceo@bank.example"#
        let lines = Self.lines(message)
        #expect(lines.contains(#"SUMMARY:a\;b\,c\\d:e"f"#))
        #expect(lines.contains { $0.hasPrefix(#"ATTENDEE;CN="Evil^'; X=Y:mailto:ceo@bank.example";"#) })
    }

    @Test func `what an address may have and a URI may not is written as an escape`() throws {
        var message = try Self.message()
        message.attendee.address = "a%b=c+d/e?f#g&h@contoso.example"
        #expect(Self.lines(message).contains { $0.hasSuffix(":mailto:a%25b%3Dc+d%2Fe%3Ff%23g%26h@contoso.example") })
    }
}
