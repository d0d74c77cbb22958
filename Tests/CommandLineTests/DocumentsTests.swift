import Foundation
import TestSupport
import Testing

@testable import leadkeeper

/// The manual page of the program, and all that documents say to type.
@Suite struct DocumentsTests {
    private static let pages = [
        "leadkeeper.1", "leadkeeper.conf.5", "leadkeeper-connection.5", "leadkeeper-rotation.7",
    ]
    private static let documents =
        [
            "README.md", "Documentation/Demo.md", "Documentation/Network.md", "Documentation/Settings.md",
            "Documentation/Troubleshooting.md", "systemd/leadkeeper.conf", "systemd/connections/azure-ad.conf.sample",
            "systemd/connections/office365.conf.sample",
        ]
        + pages.map { "systemd/man/\($0).scd" }
        + ["", ".fr", ".nl", ".sv"].map { ".build/journal/leadkeeper\($0).catalog" }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
    }

    /// The headings of the entries in one section of the page, markup left out.
    private func entries(_ section: String) throws -> [String] {
        let text = try Self.text("systemd/man/leadkeeper.1.scd")
        let begin = try #require(text.range(of: "\n# \(section)\n")).upperBound
        let end = text.range(of: "\n# ", range: begin..<text.endIndex)?.lowerBound ?? text.endIndex
        let lines = text[begin..<end].split(separator: "\n")
        // What an entry says is indented below its heading.
        return zip(lines, lines.dropFirst()).filter { $0.first != "\t" && $1.first == "\t" }
            .map { String($0.0).replacing("*", with: "").replacing("_", with: "").replacing("...", with: "…") }
    }

    @Test func `the page has every command, with its names, and no other`() throws {
        let commands = Command.all.map { command in
            Help.usage(of: command).replacing("leadkeeper ", with: "").replacing(" [options]", with: "")
        }
        #expect(try entries("COMMANDS") == commands)
    }

    @Test func `the page has every option, with its value, and no other`() throws {
        let spellings = try entries("OPTIONS").map { $0.split(separator: ", ").last.map(String.init) ?? $0 }
        let expected = Option.known.map { $0 == .color ? "--color auto|always|never" : $0.spelling }
            .map { $0.split(separator: ", ").last.map(String.init) ?? $0 }
        #expect(spellings.sorted() == expected.sorted())
    }

    @Test func `the page has every exit code, and no other`() throws {
        let codes = (Int32(0)...255).filter { ExitCode(rawValue: $0) != nil }.map(String.init)
        #expect(try entries("EXIT STATUS") == codes)
    }

    @Test func `the page names the places that are built in`() throws {
        let text = try Self.text("systemd/man/leadkeeper.1.scd")
        for place in [
            Places.standardConfiguration, Places.standardState, Places.standardRuntime, Places.standardKeyring,
        ] {
            #expect(text.contains("_\(place)_"), "\(place)")
        }
    }

    @Test(arguments: documents) func `what a document says to type is understood`(document: String) throws {
        // A line that ends with a backslash, in a manual page with two, goes on in the next one.
        let text = try Self.text(document).replacing(#/\\{1,2}\n\s*/#, with: "")
        for line in text.split(separator: "\n") {
            let line = line.drop { " #".contains($0) }
            guard line.hasPrefix("leadkeeper "), !line.contains("(") else { continue }
            // What stands for a name or a date is in capitals, in the reader's language.
            let words = line.split(separator: " ").dropFirst().map { word in
                word.hasPrefix("@LEADKEEPER_") || word.allSatisfy(\.isUppercase) ? "contoso" : String(word)
            }
            guard Command.firstWords.contains(where: { $0.word == words.first }) else { continue }
            #expect(throws: Never.self, "\(line)") { try Invocation(words) }
        }
    }

    @Test func `what mails say to type is understood`() throws {
        let folder = Repository.root.appending(path: "Tests/NoticesTests/Golden")
        var count = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file.hasSuffix(".txt") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            // A command is indented by two characters more than the words around it.
            for match in text.matches(of: /(?m)^(?:  |      )leadkeeper (.+)$/) {
                let words = match.1.split(separator: " ").map { $0.allSatisfy(\.isUppercase) ? "contoso" : String($0) }
                #expect(throws: Never.self, "\(file): \(match.0)") {
                    try Invocation(words.map { $0 == "DATE|never" ? "never" : $0 })
                }
                count += 1
            }
        }
        #expect(count > 100)
    }

    @Test(arguments: documents) func `every command that a document names is one`(document: String) throws {
        let text = try Self.text(document)
        for match in text.matches(of: /(?:`|\*)leadkeeper ([a-z]+)(?: ([a-z]+))?/) {
            let first = String(match.1)
            #expect(Command.firstWords.contains { $0.word == first }, "\(match.0)")
            if Command.named(first) == nil {
                #expect(Command.named("\(first) \(match.2 ?? "")") != nil, "\(match.0)")
            }
        }
    }

    @Test(
        .enabled(
            if: ["scdoc", "man"].allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") },
            "scdoc or man is not installed"),
        arguments: pages)
    func `man formats a page without a warning`(page: String) async throws {
        let made = try await ChildProcess.run("/usr/bin/scdoc", [], input: .text(Self.text("systemd/man/\(page).scd")))
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
        let directory = try TemporaryDirectory()
        try Data(made.output.utf8).write(to: URL(filePath: "\(directory.path)/\(page)"))
        let read = try await ChildProcess.run(
            "/usr/bin/man", ["--warnings", "--local-file", "\(directory.path)/\(page)"],
            environment: ["LC_ALL": "C.UTF-8", "MANWIDTH": "80", "PATH": "/usr/bin:/bin"])
        #expect(read.status == 0 && read.errors.isEmpty, "\(read.errors)")
        #expect(read.output.contains("NAME"))
    }
}
