import CSV
import Testing

@Suite struct CSVTableTests {
    private func rows(_ text: String, separator: Character = ",") throws -> [CSVRow] {
        try CSVTable.rows(of: Array(text.utf8), separator: separator.asciiValue ?? 0)
    }

    @Test func `fields are as RFC 4180 has them`() throws {
        let text = "a,\"b \"\"c\"\"\",\"d,e\"\r\n\"1\n2\",,\" x \"\r\n"
        #expect(
            try rows(text) == [
                CSVRow(line: 1, fields: ["a", "b \"c\"", "d,e"]), CSVRow(line: 2, fields: ["1\n2", "", " x "]),
            ])
    }

    @Test(arguments: ["a;b\nc;d", "a;b\r\nc;d\r\n", "a;b\rc;d\r"])
    func `any line end ends a row, and the last may be missing`(text: String) throws {
        #expect(try rows(text, separator: ";").map(\.fields) == [["a", "b"], ["c", "d"]])
    }

    @Test func `rows are numbered by the lines that they begin on`() throws {
        #expect(try rows("a\r\n\r\n\"b\r\nc\"\r\n\n\nd\n").map(\.line) == [1, 3, 7])
    }

    @Test(arguments: [("a\n\"b", 2), ("a\n\n\"b\n\n\n", 3), ("a\nb\nc\"d\"\n", 3), ("\"a\"b\n", 1)])
    func `a quotation mark that is out of place is an error on its row's line`(text: String, line: Int) {
        #expect { try rows(text) } throws: { ($0 as? CSVError)?.line == line }
    }
}
