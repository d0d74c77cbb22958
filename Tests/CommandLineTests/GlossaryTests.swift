import Configuration
import Control
import Credentials
import Foundation
import TestSupport
import Testing
import Triage
import Wording

/// The pages for whoever does not know leadkeeper yet: the words, and what to do when something is wrong.
@Suite struct GlossaryTests {
    private static func page(_ name: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: "Documentation/\(name).md"), encoding: .utf8)
    }

    /// The cells of the tables in a page, without their headings.
    private static func rows(_ text: some StringProtocol) -> [[String]] {
        text.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| --- ") }.map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    @Test func `the glossary has each word once, in order`() throws {
        let words = try Self.rows(Self.page("Glossary")).dropFirst().map { $0[0] }
        #expect(words.count > 30 && Set(words).count == words.count)
        #expect(words == words.sorted())
    }

    @Test func `whatever word of a status a program may read stands in the glossary`() throws {
        let text = try Self.page("Glossary")
        let words =
            Condition.Kind.allCases.map(\.rawValue) + Condition.Status.allCases.map(\.rawValue)
            + Window.State.allCases.map(\.rawValue) + Window.Origin.allCases.map(\.rawValue)
            + Rotation.Step.allCases.map(\.rawValue) + RotationPolicy.Mode.allCases.map(\.rawValue)
            + SecretVersion.Stage.allCases.map(\.rawValue) + SignInMethod.allCases.map(\.rawValue)
            + ProbeReport.StepName.allCases.map(\.rawValue)
            + ProbeReport.Step.Result.allCases.map(\.rawValue) + ["never"]
        for word in words { #expect(text.contains("`\(word)`"), "\(word)") }
    }

    @Test func `troubleshooting has every state of a connection, the most urgent first, with what to do`() throws {
        let text = try Self.page("Troubleshooting")
        let begin = try #require(text.range(of: "\n## What `status` says")).upperBound
        let end = try #require(text.range(of: "\n## ", range: begin..<text.endIndex)).lowerBound
        let rows = Self.rows(text[begin..<end]).dropFirst()
        #expect(rows.allSatisfy { $0.count == 3 && !$0[1].isEmpty && !$0[2].isEmpty })
        var states = Concern.allCases.map { Catalog.english.text("concern.\($0.rawValue)") }
        states.append(Catalog.english.text("concern.fine.unseen"))
        // Two concerns may bear one word.
        let expected = states.enumerated().filter { !states[..<$0.offset].contains($0.element) }.map(\.element)
        #expect(rows.map { $0[0].replacing("`", with: "") } == expected)
    }

    @Test func `what troubleshooting says that leadkeeper says, leadkeeper says`() throws {
        var said = ""
        for folder in ["Sources", "systemd"] {
            let files = FileManager.default.enumerator(atPath: Repository.root.appending(path: folder).path)
            while let file = files?.nextObject() as? String {
                guard ["swift", "pot", "catalog"].contains(URL(filePath: file).pathExtension) else { continue }
                said += try String(contentsOf: Repository.root.appending(path: "\(folder)/\(file)"), encoding: .utf8)
            }
        }
        said.replace(#/\\\n\s*|"\n"/#, with: "")
        let rows = try Self.rows(Self.page("Troubleshooting")).filter { $0.count == 4 }.dropFirst()
        #expect(rows.count >= 15)
        for row in rows where !row[1].isEmpty {
            let quoted = try #require(row[1].wholeMatch(of: /"(.+)"/)?.1, "\(row[1])")
            for part in quoted.split(separator: "…") { #expect(said.contains(part), "\(part)") }
        }
    }
}
