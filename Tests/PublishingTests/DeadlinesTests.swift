import Control
import Credentials
import Foundation
import ICal
import Testing

@testable import ControlTestSupport
@testable import Publishing

@Suite struct DeadlinesTests {
    private let now = Samples.now

    private func connection(
        _ name: String, ends: TimeSpan?, startBy: TimeSpan? = nil, handOff: TimeSpan? = nil
    ) -> ConnectionStatus {
        var connection = Samples.connection(name, full: false)
        connection.window.expiresAt = ends.map { Timestamp(now + $0) }
        connection.startBy = startBy.map { Timestamp(now + $0) }
        connection.handOff.deadline = handOff.map { Timestamp(now + $0) }
        return connection
    }

    private func entries(_ connections: [ConnectionStatus], _ language: NoticePolicy.Language = .en) -> [String] {
        Deadlines(connections, in: language, at: now).events.map {
            "\(($0.at - now.secondsSinceEpoch) / 86_400) \($0.summary)"
        }
    }

    @Test func `each moment by which somebody has to act is an entry, the nearest first`() {
        let due = connection("fabrikam", ends: .days(90), startBy: .days(2), handOff: .days(2))
        #expect(
            entries([connection("contoso", ends: .days(10), startBy: .days(5)), due]) == [
                "2 fabrikam: enter the new secret in Partner Center", "5 contoso: begin to renew the secret",
                "10 contoso: the secret expires", "90 fabrikam: the secret expires",
            ])
        #expect(entries([connection("never", ends: nil)]) == [])
    }

    @Test func `nobody has to begin what leadkeeper begins by itself`() {
        var automatic = connection("contoso", ends: .days(40), startBy: .days(35))
        automatic.rotation.beginsAt = Timestamp(now + .days(10))
        #expect(entries([automatic]) == ["40 contoso: the secret expires"])
    }

    @Test func `what has passed stays for thirty days`() {
        #expect(entries([connection("contoso", ends: .days(-30))]).count == 1)
        #expect(entries([connection("contoso", ends: TimeSpan(seconds: -30 * 86_400 - 1))]).isEmpty)
    }

    @Test func `an entry keeps its identifier when its moment moves, and no two have the same`() {
        let uids = { (days: Int64) in
            Deadlines(
                [self.connection("contoso", ends: .days(days), startBy: .days(1))], in: .en, at: self.now
            ).events.map(\.uid)
        }
        #expect(Set(uids(10)) == Set(uids(100)) && Set(uids(10)).count == 2)
    }

    @Test func `of many the nearest are there`() {
        let many = (0..<3_000).map { connection("c\($0)", ends: .days(Int64($0)), startBy: .days(Int64($0))) }
        let events = Deadlines(many, in: .en, at: now).events
        #expect(events.count == Deadlines.most)
        #expect(events.last?.at == now.secondsSinceEpoch + 2_499 * 86_400)
    }

    @Test(arguments: [
        (NoticePolicy.Language.fr, "contoso : le secret expire"), (.nl, "contoso: het geheim verloopt"),
        (.sv, "contoso: hemligheten upphör att gälla"),
    ])
    func `it speaks the language of the notices`(language: NoticePolicy.Language, words: String) {
        #expect(entries([connection("contoso", ends: .days(1))], language) == ["1 \(words)"])
    }

    @Test func `the file is a calendar that is published, with a moment for each entry`() {
        let deadlines = Deadlines([connection("contoso", ends: .days(1))], in: .en, at: now)
        let lines = String(decoding: deadlines.encoded(at: now), as: UTF8.self).components(separatedBy: "\r\n")
        #expect(lines.first == "BEGIN:VCALENDAR" && lines.contains("METHOD:PUBLISH"))
        #expect(lines.contains("UID:expires-contoso@leadkeeper.invalid"))
        #expect(lines.contains("DTSTART:20251122T044000Z") && lines.contains("DTSTAMP:20251121T044000Z"))
        #expect(lines.contains("SUMMARY:contoso: the secret expires"))
        #expect(deadlines.encoded(at: now) == deadlines.encoded(at: now))
    }
}
