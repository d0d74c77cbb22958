/// Columns of text, at most 80 wide.
struct Table {
    /// One column's heading and how little of it is still of use.
    struct Column {
        var heading: String
        /// How narrow it may become where the whole does not fit.
        var least: Int
        /// Columns with a smaller number give way first.
        var rank: Int
        /// Whether it is left out, before any other gives way, where the whole does not fit.
        var isOptional = false
    }

    /// One cell.
    struct Cell: Equatable {
        var text: String
        var tone = Tone.plain

        init(_ text: String, _ tone: Tone = .plain) {
            self.text = text.printable
            self.tone = tone
        }
    }

    private static let gap = 2

    var columns: [Column]
    var rows: [[Cell]] = []

    /// The lines, each with its end.
    func lines(on output: Output, width: Int = Paragraph.width) -> String {
        guard naturalWidth <= width || columns.allSatisfy({ !$0.isOptional }) else {
            return withoutOptionalColumns.lines(on: output, width: width)
        }
        let widths = fittedWidths(width)
        let heading = columns.map { Cell($0.heading, .strong) }
        return ([heading] + rows).map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let text = cell.text.shortened(to: widths[index])
                let isLast = index == row.count - 1
                // Spaces stay outside of the colour, and none stand at a line's end.
                line += output.toned(text, cell.tone)
                if !isLast { line += String(repeating: " ", count: widths[index] - text.columns + Self.gap) }
            }
            return line + "\n"
        }.joined()
    }

    /// How wide each column is once those of the lowest ranks have given way.
    func fittedWidths(_ width: Int) -> [Int] {
        var widths = naturalWidths
        var excess = naturalWidth - width
        for index in columns.indices.sorted(by: { columns[$0].rank < columns[$1].rank }) where excess > 0 {
            let given = min(excess, max(0, widths[index] - columns[index].least))
            widths[index] -= given
            excess -= given
        }
        return widths
    }

    /// How wide each column would like to be.
    private var naturalWidths: [Int] {
        columns.indices.map { index in
            ([columns[index].heading.columns] + rows.map { $0[index].text.columns }).max() ?? 0
        }
    }

    private var naturalWidth: Int { naturalWidths.reduce(0, +) + Self.gap * (columns.count - 1) }

    private var withoutOptionalColumns: Table {
        let kept = columns.indices.filter { !columns[$0].isOptional }
        return Table(columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } })
    }
}
