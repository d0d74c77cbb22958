import Configuration
import Foundation
import TestSupport
import Testing

/// The manual pages of the files, held against the table of keys.
@Suite struct ManualPageTests {
    /// What a page says of a key: the text of the entry `*Key=*` below the heading `# [Group] GROUP`, on one line.
    private func entries(_ page: String) throws -> [String: String] {
        let text = try String(contentsOf: Repository.root.appending(path: "systemd/man/\(page).5.scd"), encoding: .utf8)
        var entries: [String: String] = [:]
        var group: Substring?
        var key: String?
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# ") {
                group = line.wholeMatch(of: /# \[(.*)\] GROUP/)?.1
                key = nil
            } else if let group, let match = line.wholeMatch(of: /\*(.*)=\*/) {
                key = "\(group) \(match.1)"
                entries["\(group) \(match.1)"] = ""
            } else if let key, line.hasPrefix("\t") {
                entries[key, default: ""] += (entries[key]?.isEmpty ?? true ? "" : " ") + line.dropFirst()
            }
        }
        return entries
    }

    private func rows(_ page: String) -> [KeyDescription] {
        page == "leadkeeper.conf"
            ? Settings.keyTable.filter { $0.place != .connection } + Settings.channelKeyTable
            : Settings.keyTable.filter { $0.place == .connection }
    }

    @Test(arguments: ["leadkeeper.conf", "leadkeeper-connection"])
    func `a page has each key of its files, and no other`(page: String) throws {
        #expect(try entries(page).keys.sorted() == rows(page).map { "\($0.group) \($0.key)" }.sorted())
    }

    @Test(arguments: ["leadkeeper.conf", "leadkeeper-connection"])
    func `a page says what each key accepts, and what it is without being given`(page: String) throws {
        let entries = try entries(page)
        for row in rows(page) {
            let entry = entries["\(row.group) \(row.key)"] ?? ""
            #expect(entry.contains("Accepted: \(row.accepted)."), "\(row.group) \(row.key)")
            let without =
                row.isRequired
                ? "Required\(row.sharedGroup.map { ", here or in [\($0)] of leadkeeper.conf" } ?? "")."
                : row.defaultText.isEmpty
                    ? row.derivedDefault.map { "Default: \($0)." } : "Default: \(row.defaultText)."
            #expect(
                entry.hasSuffix(without ?? ".") && entry.contains(without ?? "Default: no"), "\(row.group) \(row.key)")
        }
    }
}
