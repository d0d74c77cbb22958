import Credentials
import Foundation
import Ports
import TestSupport
import Testing

@testable import Notices

/// PyPI's `icalendar`, and Python's `email` under its strict policy.
enum CalendarJudge {
    private static let python = PythonJudge(
        "calendar_judge.py", in: "calendar-judge", requirements: ["icalendar==7.3.2"])

    static var isReady: Bool {
        get async { await python.isReady }
    }

    /// What they find in a mail.
    static func read(_ message: [UInt8]) async throws -> [String: Any] {
        try await python.run([], [["mail": Data(message).base64EncodedString()]]).first ?? [:]
    }
}

/// What mails do to calendars, as other programs read it: Python's `email` under its strict policy, and `icalendar`.
@Suite(
    .enabled("the package index cannot be reached, so nobody judges calendar entries") {
        await CalendarJudge.isReady
    })
struct CalendarMailTests {
    private static let writer = NoticeMail(
        sender: NoticeFixture.address("leadkeeper@srv1.contoso.com"), name: "Contoso, leads", host: "srv1.contoso.com",
        portals: .publicCloud)

    private static func entry(
        _ matter: CalendarEntry.Matter = .replace, sequence: Int = 0, isCancelled: Bool = false, uid: String? = nil,
        end: Instant = NoticeFixture.end
    ) -> CalendarEntry {
        CalendarEntry(
            NoticeFixture.credential(.azureAD).name, version: "0199f1c0-0000-7000-8000-000000000001", matter: matter,
            recipient: NoticeFixture.address("ops@contoso.com"), uid: uid, sequence: sequence,
            dates: .init(begin: end - .days(5), end: end, timeZone: "Europe/Stockholm"), isCancelled: isCancelled)
    }

    private static func request(
        _ entries: [CalendarEntry], of credential: Credential = NoticeFixture.credential(.azureAD)
    ) -> NoticeRequest {
        var request = NoticeFixture.request(
            credential, .lapses(within: .days(7)), standing: Standing(), now: NoticeFixture.end - .days(7))
        request.calendar = entries
        request.operators = [NoticeFixture.address("root@contoso.com")]
        return request
    }

    /// What the judge finds in the mail.
    private static func judged(_ request: NoticeRequest) async throws -> (tree: String, entries: [[String: Any]]) {
        let answer = try await CalendarJudge.read(writer.write(request).message)
        #expect(answer["raised"] == nil, "\(answer["raised"] ?? "")")
        return (String(describing: answer["tree"] ?? ""), answer["entries"] as? [[String: Any]] ?? [])
    }

    private static func field(_ entry: [String: Any], _ name: String) -> String? {
        (entry["fields"] as? [String: Any])?[name] as? String
    }

    @Test func `an entry is read without a fault, as an alternative and as a file, and says it all`() async throws {
        let (tree, entries) = try await Self.judged(Self.request([Self.entry()]))
        #expect(
            tree.filter { !" \n\"".contains($0) }
                == "[multipart/mixed,[[multipart/alternative,[text/plain,text/html,text/calendar]],application/ics]]")
        try #require(entries.count == 2)
        for entry in entries {
            #expect((entry["faults"] as? [String]) == [] && entry["events"] as? Int == 1)
            #expect(entry["method"] as? String == "REQUEST" && entry["alarms"] as? Int == 2)
            #expect(entry["encoding"] as? String == "base64")
            // From Monday, five days before the end, through the Saturday on which it ends in Stockholm.
            #expect(entry["first"] as? String == "2026-11-23" && entry["end"] as? String == "2026-11-29")
            #expect(Self.field(entry, "TRANSP") == "TRANSPARENT" && Self.field(entry, "STATUS") == "CONFIRMED")
            #expect(Self.field(entry, "SEQUENCE") == "0" && Self.field(entry, "DTSTAMP") == "20261121T000000Z")
            #expect(Self.field(entry, "ORGANIZER") == "mailto:leadkeeper@srv1.contoso.com")
            #expect(Self.field(entry, "ATTENDEE") == "mailto:ops@contoso.com")
            let attendee = entry["attendee"] as? [String: String]
            #expect(attendee?["RSVP"] == "FALSE" && attendee?["PARTSTAT"] == "NEEDS-ACTION")
            #expect(entry["summary"] as? String == "Renew the client secret for contoso.crm4.dynamics.com")
            let description = try #require(entry["description"] as? String)
            #expect(description.contains("Saturday 28\u{A0}November\u{A0}2026, 01:00\u{A0}CET"), "\(description)")
            #expect(description.contains("Start by Monday\u{A0}23\u{A0}November"), "\(description)")
            #expect(description.contains("ask root@contoso.com"))
            #expect(Self.field(entry, "URL")?.hasPrefix("https://entra.microsoft.com/") == true)
        }
        #expect(entries[0]["type"] as? String == "text/calendar" && entries[0]["charset"] as? String == "utf-8")
        #expect(entries[0]["method-parameter"] as? String == "REQUEST" && entries[0]["file"] is NSNull)
        #expect(entries[1]["disposition"] as? String == "attachment")
        #expect(entries[1]["file"] as? String == "leadkeeper.ics")
        #expect(entries[0]["object"] as? String == entries[1]["object"] as? String)
    }

    @Test func `the id stays, whatever happens to the entry, and is another for another person or matter`() {
        let draft = Self.writer.write(Self.request([Self.entry()]))
        let uid = draft.calendar.first?.uid
        #expect(uid?.hasSuffix("@srv1.contoso.com") == true)
        #expect(
            Self.writer.write(Self.request([Self.entry(sequence: 3, isCancelled: true)])).calendar.first?.uid == uid)
        #expect(Self.writer.write(Self.request([Self.entry(.handOver)])).calendar.first?.uid != uid)
        var other = Self.entry()
        other.recipient = NoticeFixture.address("sales@contoso.com")
        #expect(Self.writer.write(Self.request([other])).calendar.first?.uid != uid)
        #expect(Self.writer.write(Self.request([Self.entry(uid: "kept")])).calendar.first?.uid == "kept")
        #expect(Self.writer.write(Self.request([Self.entry()])) == draft)
    }

    @Test func `a cancellation names the same entry, says that nothing is left to do, and has no alarm`() async throws {
        let (_, entries) = try await Self.judged(
            Self.request([Self.entry(sequence: 1, isCancelled: true, uid: "kept")]))
        let entry = try #require(entries.first)
        #expect(entry["method"] as? String == "CANCEL" && entry["method-parameter"] as? String == "CANCEL")
        #expect(Self.field(entry, "STATUS") == "CANCELLED" && Self.field(entry, "SEQUENCE") == "1")
        #expect(Self.field(entry, "UID") == "kept" && entry["alarms"] as? Int == 0)
        #expect((entry["description"] as? String)?.hasPrefix("There is nothing left to do by Saturday 28") == true)
    }

    @Test func `several entries are a file each, and none is shown in place of the text`() async throws {
        let (tree, entries) = try await Self.judged(
            Self.request([Self.entry(), Self.entry(.handOver, sequence: 2, isCancelled: true, uid: "old")]))
        #expect(
            tree.filter { !" \n\"".contains($0) }
                == "[multipart/mixed,[[multipart/alternative,[text/plain,text/html]],text/calendar,text/calendar]]")
        #expect(entries.map { $0["method"] as? String } == ["REQUEST", "CANCEL"])
        #expect(entries.map { $0["file"] as? String } == ["leadkeeper-1.ics", "leadkeeper-2.ics"])
        #expect(
            entries.allSatisfy { ($0["faults"] as? [String]) == [] && $0["disposition"] as? String == "attachment" })
    }

    @Test(arguments: [
        "Räksmörgås\r\nMETHOD:CANCEL", "\u{202E}x\u{2066}y\u{200F}", "<b>\"x\"</b>;,:\\n",
        String(repeating: "ö", count: 300),
    ])
    func `hostile names are read without a fault, and change nothing else`(hostile: String) async throws {
        let writer = NoticeMail(
            sender: NoticeFixture.address("leadkeeper@srv1.contoso.com"), name: hostile, host: hostile,
            portals: .publicCloud)
        for method in NoticeFixture.Method.allCases {
            let credential = NoticeFixture.credential(method, userName: hostile, offer: hostile)
            for matter in CalendarEntry.Matter.allCases {
                let request = Self.request([Self.entry(matter)], of: credential)
                let answer = try await CalendarJudge.read(writer.write(request).message)
                #expect(answer["raised"] == nil, "\(answer["raised"] ?? "")")
                let entries = answer["entries"] as? [[String: Any]] ?? []
                #expect(entries.count == 2)
                for entry in entries {
                    #expect((entry["faults"] as? [String]) == [] && entry["method"] as? String == "REQUEST")
                    #expect(entry["first"] as? String == "2026-11-23")
                    #expect((entry["description"] as? String)?.contains("–") == false)
                }
            }
        }
    }

    @Test func `each kind of secret has words of its own`() async throws {
        for (name, word) in [("@mail", "email"), ("@administrator", "leadkeeper's own client secret")] {
            var credential = NoticeFixture.credential(.azureAD, name: name, environment: nil)
            if name == "@mail" { credential.identity = .mailbox(userName: "keeper@contoso.com") }
            let (_, entries) = try await Self.judged(Self.request([Self.entry()], of: credential))
            let entry = try #require(entries.first)
            #expect((entry["summary"] as? String)?.contains(word) == true)
            #expect((entry["description"] as? String)?.contains("Start by") == false)
            #expect((entry["fields"] as? [String: Any])?["URL"] == nil || name == "@administrator")
        }
    }

    @Test func `one day alone has one alarm`() async throws {
        var entry = Self.entry()
        entry.dates.begin = entry.dates.end - .minutes(5)
        entry.dates.timeZone = "Nowhere/Atall"
        let (_, entries) = try await Self.judged(Self.request([entry]))
        #expect(entries.first?["first"] as? String == "2026-11-27" && entries.first?["end"] as? String == "2026-11-29")
        entry.dates.begin = entry.dates.end
        let (_, alone) = try await Self.judged(Self.request([entry]))
        #expect(alone.first?["alarms"] as? Int == 1)
    }
}
