import Configuration
import Foundation
import TestSupport
import Testing

@Suite struct ManualTests {
    /// The rows of the page's tables of keys.
    private static func rows(_ page: String) -> [Substring] {
        page.split(separator: "\n").filter { $0.hasPrefix("| `[") }
    }

    @Test func `Settings tells every key with its default and meaning, in the order of the table, and no other key`()
        throws
    {
        let page = Repository.root.appending(path: "Documentation/Settings.md")
        let rows = try Self.rows(String(contentsOf: page, encoding: .utf8))
        let table =
            Settings.keyTable.filter { $0.place != .connection } + Settings.keyTable.filter { $0.place == .connection }
        #expect(rows.count == table.count)
        for (row, key) in zip(rows, table) {
            let requirement = "required\(key.sharedGroup.map { ", here or in `[\($0)]`" } ?? "")"
            let none = key.isRequired ? requirement : key.derivedDefault ?? "–"
            let standard = key.defaultText.isEmpty ? none : "`\(key.defaultText)`"
            #expect(row.hasPrefix("| `[\(key.group)] \(key.key)` | \(standard) | \(key.explanation)"))
        }
    }
}
