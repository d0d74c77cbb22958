import Credentials
import Foundation
import TestSupport
import Testing

@testable import Wording

/// What translations call Microsoft's pages, fields and buttons.
@Suite struct LabelTests {
    private static let folder = Repository.root.appending(path: "Tests/WordingTests/Labels")

    /// Microsoft's names in a language, by their English ones; those that are not known there are left out.
    private func labels(_ language: NoticePolicy.Language) async throws -> [String: String] {
        let file = FileManager.default.temporaryDirectory.appending(path: "labels-\(UUID().uuidString).mo")
        defer { try? FileManager.default.removeItem(at: file) }
        let source = Self.folder.appending(path: "\(language.rawValue).po")
        let run = try await ChildProcess.run("/usr/bin/msgfmt", ["--check", "-o", file.path, source.path])
        #expect(run.errors == "", "\(run.errors)")
        return try MessageFile(Array(Data(contentsOf: file))).messages.compactMapValues(\.forms.first)
    }

    @Test(arguments: CatalogTests.compiled.filter { $0.language != .en }.map(\.language))
    func `a translation calls pages and buttons what Microsoft calls them`(language: NoticePolicy.Language) async throws
    {
        let labels = try await labels(language)
        #expect(labels.count >= 20, "\(language)")
        let bytes = try #require(CatalogTests.compiled.first { $0.language == language }).bytes
        var held = 0
        for (key, message) in try MessageFile(bytes).messages {
            if key.hasPrefix("portal."), let name = labels[message.source.joined()] {
                held += 1
                #expect(message.forms == [name], "\(language) \(key)")
            }
            for label in Self.marked(in: message.source.joined()) {
                guard let name = labels[label] else { continue }
                held += 1
                for form in message.forms {
                    #expect(Self.marked(in: form).contains(name), "\(language) \(key): \(label)")
                }
            }
        }
        #expect(held >= 60, "\(language): \(held)")
    }

    /// What stands between two asterisks on each side.
    private static func marked(in text: String) -> [String] {
        text.matches(of: /\*\*(.+?)\*\*/).map { String($0.1) }
    }
}
