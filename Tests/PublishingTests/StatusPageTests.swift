import Control
import Credentials
import Foundation
import Testing

@testable import ControlTestSupport
@testable import Publishing

@Suite struct StatusPageTests {
    private func page(
        _ list: ConnectionList, _ language: NoticePolicy.Language = .en, hasDetails: Bool = false,
        at now: Instant = Fleet.now
    ) -> String {
        String(
            decoding: StatusPage(list, in: language, hasDetails: hasDetails, at: now).encoded(at: now), as: UTF8.self)
    }

    private func names(_ page: String) -> [String] {
        page.matches(of: /<th scope="row">([^<]*)<\/th>/).map { String($0.1) }
    }

    @Test func `what needs somebody comes first, and the heading counts`() {
        let text = page(Fleet.list(of: 8))
        #expect(names(text).prefix(3) == ["c0", "c5", "a-connection-with-a-name-as-long-as-people-make-them"])
        #expect(names(text).count == 9)
        #expect(text.contains("<title>leadkeeper: 4 need somebody</title>"))
        #expect(text.contains("<span class=\"somebody\">4 need somebody</span>"))
        #expect(text.contains("leadkeeper itself has trouble with: mail"))
        let fine = page(ConnectionList(connections: [], health: Samples.health()))
        #expect(fine.contains("0 need somebody") && fine.contains("leadkeeper itself: no action needed"))
        #expect(fine.contains("No dates lie ahead."))
    }

    @Test func `it says when it was written, and by when it is old`() {
        let text = page(Fleet.list(of: 1))
        #expect(text.contains("As of 2025-11-21 04:40 UTC."))
        #expect(text.contains("data-seconds=\"1763700000\" data-fresh=\"180\""))
        #expect(text.contains("<p id=\"stale\" role=\"alert\" hidden>Out of date: leadkeeper wrote this page at 2025"))
        #expect(text.contains("<noscript><p>Compare that time with your clock"))
    }

    @Test func `days are counted by the calendar`() {
        var list = ConnectionList(connections: [Samples.connection("contoso", full: false)])
        let row = { (end: Int64) in
            list.connections[0].window.expiresAt = Timestamp(Instant(secondsSinceEpoch: end))
            return page(list).matches(of: /\(([^)]*)\)<\/td>/).map { String($0.1).replacing("\u{A0}", with: " ") }
        }
        // 2025-11-21T04:40:00Z is 04:40 into its day.
        let midnight = Fleet.now.secondsSinceEpoch - 4 * 3_600 - 40 * 60
        #expect(row(midnight + 86_399) == ["today"])
        #expect(row(midnight + 86_400) == ["in 1 day"])
        #expect(row(midnight + 2 * 86_400) == ["in 2 days"])
        #expect(row(midnight - 1) == ["1 day ago"])
    }

    @Test(arguments: ["<script>alert(1)</script>", "\" onload=\"x", "'><img src=x>", "a&b", "</th>"])
    func `whatever a text holds is shown as it is`(text: String) {
        var list = Fleet.list(of: 1)
        list.connections[0].name = text
        let html = page(list, hasDetails: true)
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
        #expect(html.contains("<th scope=\"row\">\(escaped)</th>"))
        #expect(html.components(separatedBy: "<script>").count == 2)
    }

    @Test func `nothing is fetched, and nothing of it is a secret or names a host or a person`() {
        let text = page(Fleet.list(of: 40))
        for word in ["http://", "https://", "src=", "@import", "url(", "contoso.com", "Anna", "535 5.7.8", "23456052"] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(text.contains("somebody is on it"))
        #expect(page(Fleet.list(of: 40), hasDetails: true).contains("Anna"))
    }

    @Test func `each day with a date has a bar, and the nearest dates have a name`() {
        let text = page(Fleet.list(of: 300))
        let bars = text.matches(of: /<rect class="(soon|bar)" x="(\d+)"/).map { Int($0.2) ?? -1 }
        #expect(bars.count > 100 && bars == bars.sorted() && Set(bars).count == bars.count)
        #expect(bars.allSatisfy { (0..<900).contains($0) })
        #expect(text.matches(of: /<li><span>/).count == 12)
        #expect(text.contains("aria-label=\""))
    }

    @Test func `a column has its name once in the style, and what belongs together is not torn`() {
        let text = page(Fleet.list(of: 3))
        #expect(text.contains("td:nth-child(3)::before { content: \"What\\20 is\\20 needed\\3a \" \" \"; }"))
        #expect(text.matches(of: /What is needed/).count == 1)
        #expect(text.contains("2025-11-14 (7\u{A0}days\u{A0}ago)"))
        #expect(text.contains("3 contacts told <span class=\"day\">2025-11-21</span> 01:40 UTC"))
        #expect(page(Fleet.list(of: 3), .fr).contains("content: \"\u{C9}tat\\a0 \\3a \" \" \"; }"))
        #expect(page(Fleet.list(of: 30), .fr).contains("avec\u{A0}: courrier"))
    }

    @Test(arguments: ["a\"b", "a\\b", "a\nb", "</style>", "\u{2028}é7"])
    func `no text ends the string of a style that it stands in`(text: String) {
        let quoted = HTML.quotedForStyle(text).dropFirst().dropLast()
        #expect(!quoted.contains { "\"\n<>".contains($0) })
        #expect(quoted.matches(of: #/\\/#).count == quoted.matches(of: #/\\[0-9a-f]{1,6} /#).count)
    }

    @Test func `the name of a month stands only where it has room`() throws {
        for day in 0..<40 {
            let text = page(Fleet.list(of: 30), at: Fleet.now + .days(Int64(day)))
            let names = text.matches(of: /<text( class="tight")? x="(\d+)"/).map {
                (isTight: $0.1 != nil, x: Int($0.2) ?? 0)
            }
            #expect(names.count >= 5)
            for (name, next) in zip(names, names.dropFirst().map(\.x) + [900]) {
                #expect(next - name.x >= (name.isTight ? 45 : 115), "\(day)")
            }
        }
    }

    @Test(arguments: NoticePolicy.Language.allCases)
    func `every word is in the language of the page`(language: NoticePolicy.Language) {
        let text = page(Fleet.list(of: 30), language)
        #expect(text.contains("<html lang=\"\(language.rawValue)\">"))
        // A sentence that the catalog does not have would show its key.
        #expect(text.matches(of: /(page|need|told|concern)\.[a-zA-Z.-]+[<"]/).isEmpty)
        if language != .en {
            for word in ["Connection<", "need somebody", "As of", "in 2 days", "Find"] {
                #expect(!text.contains(word), "\(word)")
            }
        }
    }

    @Test func `three thousand connections make a page that a browser has at once`() {
        let page = StatusPage(Fleet.list(of: 3_000), in: .en, hasDetails: false, at: Fleet.now).encoded(at: Fleet.now)
        #expect(page.count < 1_000_000)
    }
}
