import Credentials
import Foundation
import TestSupport
import Testing

@testable import LeadkeeperDaemon

/// The message catalogs with which `journalctl -x` explains our messages.
@Suite struct CatalogTests {
    private static let languages = ["", ".fr", ".sv", ".nl"]
    private static let directory = Repository.root.appending(path: "systemd").path

    private static let ids = EventKind.allCases.compactMap(\.messageID)

    /// One entry of a catalog.
    private struct Entry {
        var id: String
        /// The word in the comment above it.
        var word: Substring
        var headers: [String: String] = [:]
        var body: [Substring] = []
    }

    private static func path(_ language: String) -> String { "\(directory)/leadkeeper\(language).catalog" }

    private func entries(_ language: String) throws -> [Entry] {
        var entries: [Entry] = []
        var isHead = false
        var word: Substring = ""
        let text = try String(contentsOfFile: Self.path(language), encoding: .utf8)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("#") {
                word = line.dropFirst(2)
            } else if line.hasPrefix("-- ") {
                entries.append(Entry(id: String(line.dropFirst(3)), word: word))
                isHead = true
            } else if let last = entries.indices.last {
                let parts = line.split(separator: ": ", maxSplits: 1)
                if line.isEmpty { isHead = false }
                if isHead, parts.count == 2 {
                    entries[last].headers[String(parts[0])] = String(parts[1])
                } else {
                    entries[last].body.append(line)
                }
            }
        }
        return entries
    }

    /// The lines with a command that the reader is to type, and the fields that are filled in.
    private func commands(_ entry: Entry) -> [String] {
        entry.body.filter { $0.hasPrefix("        ") }.map { line in
            // What stands for a date or a name is in the reader's language.
            line.split(separator: " ").map { $0.allSatisfy(\.isUppercase) ? "X" : String($0) }.joined(separator: " ")
        }
    }

    @Test(arguments: languages) func `every message that a person may act upon is explained, once`(language: String)
        throws
    {
        let explained = EventKind.allCases.filter { $0.messageID != nil }
        #expect(try entries(language).map(\.id).sorted() == explained.compactMap(\.messageID).sorted())
        #expect(Set(explained.compactMap(\.messageID)).count == explained.count)
        for entry in try entries(language) {
            #expect(explained.first { $0.messageID == entry.id }?.word == String(entry.word))
        }
    }

    @Test(arguments: languages) func `every entry has a subject, its sender, the manual, and numbered steps`(
        language: String
    )
        throws
    {
        for entry in try entries(language) {
            #expect(entry.headers["Subject"]?.isEmpty == false)
            #expect(entry.headers["Defined-By"] == "leadkeeper")
            #expect(entry.headers["Documentation"] == "man:leadkeeper(1)")
            #expect(entry.body.contains { $0.hasPrefix(" 1. ") }, "\(entry.id)")
            for line in entry.body { #expect(line.count <= 78, "\(line)") }
        }
    }

    @Test(arguments: languages.dropFirst()) func `the translations say to type the same`(language: String) throws {
        for (english, translated) in zip(try entries(""), try entries(language)) {
            #expect(english.id == translated.id)
            #expect(commands(english) == commands(translated), "\(english.id)")
            let fields = { (entry: Entry) in
                Set(
                    (entry.body.map(String.init) + [entry.headers["Subject"] ?? ""]).joined(separator: " ").matches(
                        of: /@[A-Z_]+@/
                    ).map { $0.0 })
            }
            #expect(fields(english) == fields(translated), "\(english.id)")
        }
    }

    @Test func `the fields that are filled in are those that messages have`() throws {
        let text = try String(contentsOfFile: Self.path(""), encoding: .utf8)
        let fields = Set(text.matches(of: /@([A-Z_]+)@/).map { String($0.1) })
        #expect(fields == ["LEADKEEPER_CONNECTION", "LEADKEEPER_CLASS"])
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/journalctl"), "journalctl is not installed")
    )
    func `journalctl takes all of them`() async throws {
        let root = try TemporaryDirectory()
        let catalogs = "\(root.path)/usr/lib/systemd/catalog"
        try FileManager.default.createDirectory(atPath: catalogs, withIntermediateDirectories: true)
        for language in Self.languages {
            let path = Self.path(language)
            try FileManager.default.copyItem(
                atPath: path, toPath: "\(catalogs)/\(URL(filePath: path).lastPathComponent)")
        }
        let update = try ChildProcess(
            "/usr/bin/journalctl", ["--update-catalog", "--root=\(root.path)"], environment: [:])
        #expect(await update.exit() == .code(0))
        #expect(update.output.isEmpty)
        let list = try ChildProcess("/usr/bin/journalctl", ["--list-catalog", "--root=\(root.path)"], environment: [:])
        #expect(await list.exit() == .code(0))
        for id in Self.ids { #expect(list.output.contains(id)) }
    }
}
