internal import CCSV

/// One row of a table of comma-separated values.
public struct CSVRow: Hashable, Sendable {
    /// The line that it begins on, counted from 1; a field may have line ends in it.
    public var line: Int
    /// Its fields, without the quotation marks around them.
    public var fields: [String]

    /// A row.
    public init(line: Int, fields: [String]) {
        self.line = line
        self.fields = fields
    }
}

/// Why a text is no such table.
public struct CSVError: Error, Hashable, Sendable {
    /// The line on which the row begins that cannot be read.
    public var line: Int
    /// What is wrong, in lower case.
    public var cause: String
}

/// Reads tables of comma-separated values (RFC 4180) by libcsv.
public enum CSVTable {
    /// The rows of a text in UTF-8; lines end in LF, CR LF or CR, and empty ones are left out.
    ///
    /// Fields may stand between quotation marks, with separators, line ends and doubled quotation marks in them; white
    /// space around fields does not count. A quotation mark anywhere else, or one that is not closed, is an error.
    /// csv_parse(3).
    ///
    /// - Parameter separator: what stands between fields.
    public static func rows(of bytes: some Sequence<UInt8>, separator: UInt8) throws(CSVError) -> [CSVRow] {
        var parser = unsafe csv_parser()
        guard unsafe csv_init(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI)) == 0 else {
            fatalError("out of memory for a table")
        }
        defer { unsafe csv_free(&parser) }
        unsafe csv_set_delim(&parser, separator)
        let rows = Rows()
        let context = unsafe Unmanaged.passUnretained(rows).toOpaque()
        defer { withExtendedLifetime(rows) {} }
        // Byte by byte: libcsv names no lines.
        for byte in bytes {
            rows.see(byte)
            var byte = byte
            guard unsafe csv_parse(&parser, &byte, 1, takeField, endRow, context) == 1 else {
                throw CSVError(line: rows.beginning, cause: "a quotation mark in the middle of a field")
            }
        }
        guard unsafe csv_fini(&parser, takeField, endRow, context) == 0 else {
            throw CSVError(line: rows.beginning, cause: "a quotation mark that is not closed")
        }
        return rows.all
    }
}

/// What was read so far.
private final class Rows {
    private(set) var all: [CSVRow] = []
    /// The line on which the row begins that is being read.
    private(set) var beginning = 1
    private var line = 1
    private var fields: [String] = []
    private var hasBegun = false
    private var isAfterReturn = false

    func see(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\n") where isAfterReturn: isAfterReturn = false
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            isAfterReturn = byte == UInt8(ascii: "\r")
            line += 1
        default:
            isAfterReturn = false
            if !hasBegun { (beginning, hasBegun) = (line, true) }
        }
    }

    func take(_ field: String) { fields.append(field) }

    func end() {
        all.append(CSVRow(line: beginning, fields: fields))
        (fields, hasBegun) = ([], false)
    }
}

private func takeField(_ field: UnsafeMutableRawPointer?, _ count: Int, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    let bytes = unsafe UnsafeRawBufferPointer(start: field, count: unsafe field == nil ? 0 : count)
    unsafe Unmanaged<Rows>.fromOpaque(context).takeUnretainedValue().take(unsafe String(decoding: bytes, as: UTF8.self))
}

private func endRow(_ end: Int32, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<Rows>.fromOpaque(context).takeUnretainedValue().end()
}
