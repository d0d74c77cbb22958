internal import Basics
internal import Credentials
internal import ICal

/// The days ahead as a picture: how many moments each of them has by which somebody has to act.
struct Timeline: Hashable, Sendable {
    /// How many days it shows.
    static let days = 180
    /// How many of the nearest moments are named below the picture.
    private static let named = 12
    private static let (height, dayWidth) = (120, 5)
    /// How many days wide the name of a month is, on a wide screen and on a narrow one, where it is larger.
    private static let nameDays = (wide: 10, narrow: 24)

    private let counts: [Int]
    private let nearest: [CalendarFeed.Event]
    private let first: Int64

    /// The days from that moment's on.
    init(_ deadlines: Deadlines, from now: Instant) {
        let first = now.secondsSinceEpoch / 86_400
        var counts = [Int](repeating: 0, count: Self.days)
        var ahead: [CalendarFeed.Event] = []
        for event in deadlines.events {
            let day = Int(clamping: event.at / 86_400 - first)
            guard counts.indices.contains(day) else { continue }
            counts[day] += 1
            ahead.append(event)
        }
        self.first = first
        self.counts = counts
        nearest = Array(ahead.prefix(Self.named))
    }

    /// How many days there are from a day to the next month's first, or to the end of the picture.
    private func room(from day: Int) -> Int {
        let next = (day + 1..<Self.days).first { CivilDate(daysSinceEpoch: Int(first) + $0)?.day == 1 }
        return (next ?? Self.days) - day
    }

    /// The picture, and the nearest moments as a list.
    func write(to html: inout HTML, _ words: PageWords) {
        guard let most = counts.max(), most > 0 else { return html.element("p", words.text("page.nothing")) }
        let width = Self.days * Self.dayWidth
        html.raw("<svg viewBox=\"0 0 \(width) \(Self.height + 32)\" role=\"img\" aria-label=\"")
        html.text(words.count("page.moments", counts.reduce(0, +)))
        html.raw("\">\n<path class=\"axis\" d=\"M0 \(Self.height)H\(width)\"/>\n")
        for (day, count) in counts.enumerated() {
            let date = CivilDate(daysSinceEpoch: Int(first) + day)
            if let date, date.day == 1 || day == 0 {
                let x = day * Self.dayWidth
                html.raw("<path class=\"month\" d=\"M\(x) 0V\(Self.height + 6)\"/>")
                if room(from: day) >= Self.nameDays.wide {
                    let isTight = room(from: day) < Self.nameDays.narrow
                    html.raw("<text\(isTight ? " class=\"tight\"" : "") x=\"\(x + 3)\" y=\"\(Self.height + 5)\">")
                    html.text(String(date.description.prefix(7)))
                    html.raw("</text>\n")
                }
            }
            guard count > 0 else { continue }
            let height = max(6, count * (Self.height - 10) / most)
            html.raw(
                "<rect class=\"\(day < 7 ? "soon" : "bar")\" x=\"\(day * Self.dayWidth)\" y=\"\(Self.height - height)\" "
            )
            html.raw("width=\"\(Self.dayWidth - 1)\" height=\"\(height)\"><title>")
            html.text("\(date?.description ?? ""): \(count)")
            html.raw("</title></rect>\n")
        }
        html.raw("</svg>\n<ol class=\"moments\">\n")
        for event in nearest {
            html.raw("<li><span>")
            html.text(words.dated(Instant(secondsSinceEpoch: event.at)))
            html.raw("</span> ")
            html.text(event.summary)
            html.raw("</li>\n")
        }
        html.raw("</ol>\n")
    }
}
