internal import Basics
public import Control
public import Credentials
internal import Triage
internal import Wording

/// The page that shows how all connections are, for a browser on a desk, on a wall or in a pocket: `status.html`.
///
/// One file without anything that it would have to fetch, and without a script it shows everything: what needs somebody
/// comes first. A little script finds, sorts, and says when the page is old, so that a dead daemon does not look well.
public struct StatusPage: Sendable {
    /// How long a page is taken to be fresh; it is written anew each minute.
    static let freshFor = TimeSpan.minutes(3)

    private let words: PageWords
    private let rows: [Row]
    private let tally: Tally
    private let health: HealthStatus?
    private let timeline: Timeline
    private let language: String
    /// What stands before and behind the moment at which it was written, which is all that changes while nothing else
    /// does.
    private var opening: [UInt8] = []
    private var rest: [UInt8] = []

    /// One connection, as far as the page shows it.
    private struct Row {
        var name: String
        var concern: Concern
        var state: String
        var need: String
        var told: String
        /// The day in that, which is not broken.
        var toldOn: String?
        var expires: Instant?
        var neverEnds: Bool
        var startBy: Instant?
    }

    /// The page of that moment.
    ///
    /// - Parameter hasDetails: whether hosts, names of people and whole sentences may be on it.
    public init(
        _ list: ConnectionList, in language: NoticePolicy.Language, hasDetails: Bool, at now: Instant
    ) {
        let catalog = Catalog.catalog(for: language)
        words = PageWords(catalog, now: now)
        self.language = catalog.languageTag
        // What is shown is taken from what is for everybody; how it stands, and in what order, from all that is known.
        let shown = hasDetails ? list : list.withoutDetails
        let byName = Dictionary(shown.connections.map { ($0.name, $0) }) { first, _ in first }
        let concernWords = ConcernWords(catalog)
        let words = words
        rows = list.connections.triaged(at: now).compactMap { connection in
            guard let shown = byName[connection.name] else { return nil }
            let concern = connection.concern(at: now)
            let isHidden = !hasDetails && concern == .attended && connection.acknowledgement != nil
            return Row(
                name: connection.name, concern: concern, state: concernWords.state(shown, concern),
                need: isHidden ? words.text("page.attended") : concernWords.need(of: shown, concern),
                told: concernWords.told(shown, concern) { words.moment($0) },
                toldOn: shown.told.map { String(words.moment($0.at.instant).prefix(10)) },
                expires: connection.window.expiresAt?.instant, neverEnds: connection.window.state == .never,
                startBy: connection.rotation.beginsAt == nil ? connection.startBy?.instant : nil)
        }
        tally = Tally(rows.map(\.concern))
        health = shown.health
        timeline = Timeline(Deadlines(list.connections, in: language, at: now), from: now)
        opening = beginning
        rest = ending
    }

    /// The file, written at that moment; all but that is the same in each edition of a page.
    public func encoded(at now: Instant) -> [UInt8] {
        var html = HTML()
        writeMoment(now, to: &html)
        return opening + html.bytes + rest
    }

    private var beginning: [UInt8] {
        var html = HTML()
        html.raw("<!DOCTYPE html>\n<html lang=\"\(language)\">\n<head>\n<meta charset=\"utf-8\">\n")
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n")
        // The script loads it anew itself, but not while somebody types.
        html.raw("<noscript><meta http-equiv=\"refresh\" content=\"60\"></noscript>\n")
        // Nothing is fetched and nothing is sent, whatever a name may hold.
        html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        html.raw("style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n")
        html.element("title", "leadkeeper: \(words.title(tally))")
        html.raw("<style>\n\(Self.style)\(labels)</style>\n</head>\n<body>\n")
        writeHead(to: &html)
        return html.bytes
    }

    private var ending: [UInt8] {
        var html = HTML()
        html.raw("<main>\n")
        writeTable(to: &html)
        writeTimeline(to: &html)
        html.raw("</main>\n<script>\n\(Self.script)</script>\n</body>\n</html>\n")
        return html.bytes
    }

    private var columns: [String] {
        ["connection", "state", "need", "startBy", "expires", "told"].map { words.text("page.\($0)") }
    }

    /// On a narrow screen each cell but the first bears the name of its column: once in the style, and not in each row.
    private var labels: String {
        let rules = columns.enumerated().dropFirst().map { index, column in
            let label = HTML.quotedForStyle(words.text("page.label", ["name": column]))
            return "td:nth-child(\(index + 1))::before { content: \(label) \" \"; }"
        }
        return "@media (max-width: \(Self.narrow)px) {\n\(rules.joined(separator: "\n"))\n}\n"
    }

    private func writeHead(to html: inout HTML) {
        html.raw("<header>\n")
        html.element("h1", words.text("page.heading"))
        html.raw("<p class=\"tally\">")
        let counts: [(String, Int, String)] = [
            ("somebody", tally.somebody, "page.somebody"), ("unknown", tally.unknown, "page.unknown"),
            ("fine", tally.fine, "page.fine"),
        ]
        for (level, count, key) in counts where count > 0 || level == "somebody" {
            html.raw("<span class=\"\(count == 0 ? "none" : level)\">")
            html.text(words.count(key, count))
            html.raw("</span> ")
        }
        html.raw("</p>\n")
        writeHealth(to: &html)
    }

    /// When it was written, and what is said of that once it is long ago.
    private func writeMoment(_ now: Instant, to html: inout HTML) {
        html.raw("<p id=\"as-of\" data-seconds=\"\(now.secondsSinceEpoch)\" data-fresh=\"\(Self.freshFor.seconds)\">")
        html.text(words.text("page.asOf", ["time": words.moment(now)]))
        html.raw("</p>\n<p id=\"stale\" role=\"alert\" hidden>")
        html.text(words.text("page.stale", ["time": words.moment(now)]))
        html.raw("</p>\n<noscript><p>")
        html.text(words.text("page.noScript"))
        html.raw("</p></noscript>\n</header>\n")
    }

    /// What of leadkeeper itself does not work or is not known; where all of it is well, that.
    private func writeHealth(to html: inout HTML) {
        guard let health else { return }
        let parts = [
            ("mail", health.mail), ("keyring", health.keyring.part), ("clock", health.clock),
            ("configuration", health.configuration), ("ledger", health.ledger), ("disk", health.disk),
        ]
        let wrong = parts.filter { $0.1.status == .false }
        html.raw("<p class=\"health\">")
        if wrong.isEmpty {
            html.text(words.text("page.itself"))
        } else {
            html.raw("<span class=\"somebody\">")
            html.text(
                words.text(
                    "page.itself.wrong",
                    ["parts": wrong.map { words.text("page.part.\($0.0)") }.joined(separator: ", ")]))
            html.raw("</span>")
        }
        html.raw("</p>\n")
    }

    private func writeTable(to html: inout HTML) {
        html.raw("<div id=\"tools\" hidden><label>")
        html.text(words.text("page.find"))
        html.raw(" <input id=\"find\" type=\"search\" autocomplete=\"off\"></label> <label>")
        html.text(words.text("page.sort"))
        html.raw(" <select id=\"sort\">")
        for key in ["urgency", "name", "date"] {
            html.raw("<option value=\"\(key)\">")
            html.text(words.text("page.sort.\(key)"))
            html.raw("</option>")
        }
        html.raw("</select></label> <span id=\"found\" role=\"status\"></span></div>\n<table>\n<thead><tr>")
        for column in columns {
            html.raw("<th scope=\"col\">")
            html.text(column)
            html.raw("</th>")
        }
        html.raw("</tr></thead>\n<tbody id=\"rows\">\n")
        for (rank, row) in rows.enumerated() {
            let expires = row.expires.map(words.dated) ?? words.text(row.neverEnds ? "page.never" : "page.notKnown")
            let dates = [row.startBy, row.expires].compactMap(\.self).map(\.secondsSinceEpoch).min()
            html.raw(
                "<tr class=\"\(row.concern.level.name)\" data-rank=\"\(rank)\" data-date=\"\(dates.map(String.init) ?? "")\">"
            )
            html.raw("<th scope=\"row\">")
            html.text(row.name)
            html.raw("</th>")
            for cell in [row.state, row.need, row.startBy.map(words.dated) ?? "", expires] {
                html.raw(cell.isEmpty ? "<td class=\"empty\">" : "<td>")
                html.text(cell)
                html.raw("</td>")
            }
            writeTold(row, to: &html)
            html.raw("</tr>\n")
        }
        html.raw("</tbody>\n</table>\n")
    }

    private func writeTold(_ row: Row, to html: inout HTML) {
        html.raw(row.told.isEmpty ? "<td class=\"empty\">" : "<td>")
        if let day = row.toldOn, let place = row.told.firstRange(of: day) {
            html.text(String(row.told[..<place.lowerBound]))
            html.raw(" <span class=\"day\">")
            html.text(day)
            html.raw("</span> ")
            html.text(String(row.told[place.upperBound...]))
        } else {
            html.text(row.told)
        }
        html.raw("</td>")
    }

    private func writeTimeline(to html: inout HTML) {
        html.element("h2", words.count("page.timeline", Timeline.days))
        timeline.write(to: &html, words)
    }
}

extension Concern.Level {
    /// What the page's style calls it.
    fileprivate var name: String {
        switch self {
        case .somebody: "somebody"
        case .unknown: "unknown"
        case .fine: "fine"
        }
    }
}
