import Credentials
import Foundation
import TestSupport
import Testing

@testable import LeadkeeperDaemon

/// The message catalogs with which `journalctl -x` explains our messages, as `make catalogs` makes them of the English
/// one and its translations.
@Suite struct CatalogTests {
    private static let languages = ["", ".fr", ".sv", ".nl"]
    private static let directory = Repository.root.appending(path: ".build/journal").path

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

    private static func shell(_ command: String) async throws -> ChildProcess.Ended {
        try await ChildProcess.run("/bin/sh", ["-c", "cd '\(Repository.root.path)' && \(command)"])
    }

    @Test func `what is built is of the words that there are now`() async throws {
        for language in Self.languages {
            let made = try await Self.shell("make --silent --question '.build/journal/leadkeeper\(language).catalog'")
            #expect(made.exit == .code(0), "run `make catalogs`")
        }
    }

    @Test(arguments: languages.dropFirst()) func `every message is translated, from the English that there is now`(
        language: String
    ) async throws {
        let source = "systemd/catalog/\(language.dropFirst()).po"
        let template = "awk -f systemd/catalog/catalog.awk -v template=1 systemd/leadkeeper.catalog"
        let merged = try await Self.shell(
            "\(template) | msgmerge --quiet '\(source)' - | msgattrib --untranslated --no-wrap - "
                + "&& \(template) | msgmerge --quiet '\(source)' - | msgattrib --only-fuzzy --no-wrap -")
        #expect(merged.exit == .code(0) && merged.output.isEmpty, "\(merged.output)")
        let checked = try await Self.shell("msgfmt --check --output-file=/dev/null '\(source)'")
        #expect(checked.exit == .code(0) && checked.errors.isEmpty, "\(checked.errors)")
    }

    @Test func `a translation that is missing is English in the catalog, and one that is there takes its place`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let po = """
            msgid ""
            msgstr "Content-Type: text/plain; charset=UTF-8\\n"

            msgid "The disk \\"full\\" is"
            msgstr "Le disque \\"plein\\""

            #, fuzzy
            msgid " 1. See:\\n        df"
            msgstr " 1. Faux :\\n        df"

            """
        let catalog = """
            # Words.

            # disk-full
            -- fb7abff7dcfb40d5a5e8f3594000c015
            Subject: The disk "full" is
            Defined-By: leadkeeper
            Documentation: man:leadkeeper(1)

             1. See:
                    df

            """
        try po.write(toFile: "\(directory.path)/fr.po", atomically: true, encoding: .utf8)
        try catalog.write(toFile: "\(directory.path)/en.catalog", atomically: true, encoding: .utf8)
        let made = try await Self.shell(
            "msgattrib --translated --no-fuzzy --no-obsolete --no-wrap '\(directory.path)/fr.po' "
                + "| awk -f systemd/catalog/catalog.awk - '\(directory.path)/en.catalog'")
        let expected = catalog.replacing("# Words.\n\n", with: "").replacing(
            "The disk \"full\" is", with: "Le disque \"plein\"")
        #expect(made.output == expected)
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
