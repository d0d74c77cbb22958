internal import CSV

/// A table as spreadsheets write it: with or without a byte order mark, and with the separator of the country.
struct CSVText {
    /// Why it cannot be read.
    struct Flaw: Error {
        var line: Int
        var cause: String
    }

    /// The row that names the columns.
    let header: CSVRow
    /// The others.
    let rows: [CSVRow]

    init(_ bytes: [UInt8]) throws(Flaw) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(64).contains(0) {
            throw Flaw(line: 1, cause: "this is no text in UTF-8; in Excel, save it as “CSV UTF-8”")
        }
        var bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if let line = Self.firstLineNotUTF8(bytes) {
            throw Flaw(line: line, cause: "this is no UTF-8; in Excel, save it as “CSV UTF-8”")
        }
        var skipped = 0
        // Excel's own line that says what separates.
        if bytes.starts(with: "sep=".utf8) {
            bytes = bytes.drop { $0 != UInt8(ascii: "\n") }.dropFirst()
            skipped = 1
        }
        let all: [CSVRow]
        do throws(CSVError) {
            all = try CSVTable.rows(of: bytes, separator: Self.separator(of: bytes))
        } catch {
            throw Flaw(line: error.line + skipped, cause: error.cause)
        }
        let rows = all.filter { $0.fields != [""] }.map { CSVRow(line: $0.line + skipped, fields: $0.fields) }
        guard let header = rows.first else { throw Flaw(line: 1, cause: "there is nothing in it") }
        self.header = header
        // What spreadsheets leave behind below and beside a table.
        self.rows = rows.dropFirst().filter { row in !row.fields.allSatisfy(\.isEmpty) }
    }

    /// What stands most often between the names of the columns.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let header = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        let counts = candidates.map { candidate in header.count { $0 == candidate } }
        return zip(counts, candidates).max { $0.0 < $1.0 }?.1 ?? UInt8(ascii: ",")
    }

    private static func firstLineNotUTF8(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 } ?? 1
    }
}
