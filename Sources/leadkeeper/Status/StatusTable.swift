internal import Basics
internal import Control
internal import Credentials
internal import Triage

/// The connections in a table that fits: columns that matter less fall away, then what is needed is wrapped, then it
/// stands below its connection.
///
/// Nothing is cut.
struct StatusTable {
    let times: LocalTimes

    /// One column: its heading, and what a row shows in it.
    struct Column: Sendable {
        var heading: String
        var cell: @Sendable (StatusRow) -> (text: String, tone: Tone)

        static let name = Column(heading: "CONNECTION") { ($0.name.printable, .plain) }
        static let method = Column(heading: "METHOD") { ($0.method.printable, .plain) }
        static let state = Column(heading: "STATE") { ($0.state.printable, $0.concern.tone) }
        static let next = Column(heading: "NEXT") { ($0.next.printable, .plain) }
        static let needed = Column(heading: "NEEDED") { ($0.needed.isEmpty ? "–" : $0.needed.printable, .plain) }
        static let contacts = Column(heading: "CONTACTS") { ($0.contacts.joined(separator: ",").printable, .plain) }

        static func expires(_ times: LocalTimes) -> Column {
            Column(heading: "EXPIRES (\(times.zoneName))") { ($0.expires.printable, $0.expiryTone) }
        }

        static func expiresShort(_ times: LocalTimes) -> Column {
            Column(heading: "EXPIRES (\(times.zoneName))") { ($0.expiresShort.printable, $0.expiryTone) }
        }
    }

    private static let gap = 2
    /// How narrow the column of what is needed may be.
    private static let leastNeed = 24

    /// The table, or one sentence where there is nothing to show.
    ///
    /// - Parameter width: how many columns there are; `nil` where nothing has to be fitted.
    func text(_ overview: StatusOverview, on output: Output, width: Int?) -> String {
        let rows = overview.rows
        guard !rows.isEmpty else {
            return overview.tally.all == 0 ? "no connections configured\n" : "none of them is to be shown\n"
        }
        let all: [Column] = [.name, .method, .state, .expires(times), .next, .needed]
        guard let width else { return Self.lines(rows, all, on: output) }
        let choices: [[Column]] = [
            all, [.name, .state, .expires(times), .next, .needed], [.name, .state, .expires(times), .needed],
        ]
        for columns in choices where Self.widths(rows, columns).reduce(-Self.gap, { $0 + $1 + Self.gap }) <= width {
            return Self.lines(rows, columns, on: output)
        }
        for expires in [Column.expires(times), .expiresShort(times)] {
            let columns = [.name, .state, expires]
            let left = Self.widths(rows, columns).reduce(0) { $0 + $1 + Self.gap }
            if width - left >= Self.leastNeed {
                return Self.lines(rows, columns + [.needed], on: output, lastWidth: width - left)
            }
        }
        return rows.map { Self.stacked($0, on: output, width: width) }.joined()
    }

    /// All columns, each connection on one line, however long.
    func wide(_ rows: [StatusRow], on output: Output) -> String {
        let columns: [Column] = [.name, .method, .state, .expires(times), .next, .needed, .contacts]
        return rows.isEmpty ? "" : Self.lines(rows, columns, on: output)
    }

    private static func widths(_ rows: [StatusRow], _ columns: [Column]) -> [Int] {
        columns.map { column in
            rows.reduce(column.heading.columns) { max($0, column.cell($1).text.columns) }
        }
    }

    /// The heading and the rows; the last column is wrapped to that width where one is given.
    private static func lines(
        _ rows: [StatusRow], _ columns: [Column], on output: Output, lastWidth: Int? = nil
    ) -> String {
        let widths = widths(rows, columns.dropLast())
        let indent = String(repeating: " ", count: widths.reduce(0) { $0 + $1 + gap })
        var text = ""
        func add(_ cells: [(text: String, tone: Tone)]) {
            for (cell, width) in zip(cells, widths) {
                // Spaces stay outside of the colour.
                text += output.toned(cell.text, cell.tone)
                text += String(repeating: " ", count: width - cell.text.columns + gap)
            }
            guard let last = cells.last else { return }
            let lines = lastWidth.map { Paragraph.lines(last.text, width: $0, breaksWords: true) } ?? [last.text]
            text += lines.map { output.toned($0, last.tone) }.joined(separator: "\n" + indent) + "\n"
        }
        add(columns.map { ($0.heading, .strong) })
        for row in rows { add(columns.map { $0.cell(row) }) }
        return text
    }

    /// A connection where there is no room for columns: its name, how it stands and when it expires, and below it what is
    /// needed.
    private static func stacked(_ row: StatusRow, on output: Output, width: Int) -> String {
        let pieces: [(String, Tone)] = [
            (row.name.printable, .strong), (row.state.printable, row.concern.tone),
            (row.expiresShort.printable, row.expiryTone),
        ]
        var text = ""
        var filled = 0
        for (piece, tone) in pieces {
            for (index, part) in piece.broken(to: max(2, width - gap)).enumerated() {
                let isFirst = filled == 0
                if isFirst || index > 0 || filled + gap + part.columns > width {
                    text += isFirst ? "" : "\n  "
                    filled = isFirst ? 0 : gap
                } else {
                    text += "  "
                    filled += gap
                }
                text += output.toned(part, tone)
                filled += part.columns
            }
        }
        text += "\n"
        guard !row.needed.isEmpty else { return text }
        let lines = Paragraph.lines(row.needed.printable, width: max(2, width - gap), breaksWords: true)
        return text + lines.map { "  \($0)\n" }.joined()
    }
}

/// The connections as lines of a CSV file, RFC 4180.
enum StatusCSV {
    private static let heading = [
        "name", "concern", "state", "needed", "expires", "checked", "method", "url", "contacts",
    ]

    /// The heading and a line for each; moments are RFC 3339 in UTC, and empty where there is none.
    static func text(_ rows: [StatusRow]) -> String {
        ([heading]
            + rows.map { row in
                [
                    row.name, row.concern.rawValue, row.state, row.needed, row.expiresAt?.rfc3339 ?? "",
                    row.checkedAt?.rfc3339 ?? "", row.method, row.url, row.contacts.joined(separator: " "),
                ]
            }).map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A field, in quotation marks where it has to be.
    private static func field(_ text: String) -> String {
        let isPlain = !text.utf8.contains { [0x22, 0x2C, 0x0D, 0x0A].contains($0) }
        return isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
