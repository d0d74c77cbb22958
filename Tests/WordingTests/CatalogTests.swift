import Credentials
import Foundation
import TestSupport
import Testing

@testable import Wording

/// What must hold of every catalogue, whatever its language.
@Suite struct CatalogTests {
    static let folder = Repository.root.appending(path: "Sources/Wording/Catalogs")

    /// The catalogues that are compiled in, by language.
    static let compiled = NoticePolicy.Language.allCases.map { (language: $0, bytes: Catalog.compiled($0)) }

    @Test func `there is a file for each language that can be chosen, and for no other`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".po") }
        #expect(Set(files) == Set(NoticePolicy.Language.allCases.filter { $0 != .en }.map { "\($0.rawValue).po" }))
    }

    @Test func `msgfmt finds no fault, and what it compiles is what is compiled in`() async throws {
        for (language, bytes) in Self.compiled {
            let source = language == .en ? "msgen leadkeeper.pot -o -" : "cat \(language.rawValue).po"
            let script = "set -e; cd '\(Self.folder.path)'; \(source) | msgfmt --check --no-hash -o - -"
            let file = FileManager.default.temporaryDirectory.appending(path: "catalogue-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: file) }
            let run = try await ChildProcess.run("/bin/sh", ["-c", "{ \(script); } > '\(file.path)'"])
            #expect(run.errors == "", "\(run.errors)")
            #expect(try Array(Data(contentsOf: file)) == bytes, "run `make catalogs`")
        }
    }

    @Test func `every sentence is in every catalogue, of the English that there is now`() throws {
        let english = try MessageFile(Catalog.compiled(.en))
        #expect(english.messages.count > 600)
        for (language, bytes) in Self.compiled {
            let file = try MessageFile(bytes)
            #expect(file.messages.mapValues(\.source) == english.messages.mapValues(\.source), "\(language)")
        }
    }

    @Test func `a translation has the values and the commands that the English has`() throws {
        for (language, bytes) in Self.compiled {
            for (key, message) in try MessageFile(bytes).messages {
                let needed = Set(Self.values(in: message.source.last ?? ""))
                for form in message.forms {
                    let values = Set(Self.values(in: form))
                    // One of something may be said without the number.
                    #expect(
                        values == needed || message.forms.count > 1 && values.isSubset(of: needed), "\(language) \(key)"
                    )
                    #expect(Self.links(in: form) == Self.links(in: message.source.last ?? ""), "\(language) \(key)")
                    #expect(
                        Self.commands(in: form) == Self.commands(in: message.source.last ?? ""), "\(language) \(key)")
                    #expect(!form.hasPrefix(" ") && !form.hasSuffix(" ") && !form.isEmpty, "\(language) \(key)")
                    #expect(
                        form.components(separatedBy: "**").count % 2 == 1, "a label is not closed: \(language) \(key)")
                    #expect(
                        form.components(separatedBy: "`").count % 2 == 1, "a code is not closed: \(language) \(key)")
                }
            }
        }
    }

    @Test func `a reason is one short sentence of its own, and a subject is short`() throws {
        for (language, bytes) in Self.compiled {
            for (key, message) in try MessageFile(bytes).messages {
                for form in message.forms {
                    if key.hasPrefix("class."), key.contains(".reason") {
                        #expect(form.count <= 60 && Self.isOneSentence(form), "\(language) \(key)")
                    }
                    if key.hasPrefix("stuck."), key.contains(".reason") {
                        #expect(form.count <= 50 && Self.isOneSentence(form), "\(language) \(key)")
                    }
                    if key.hasPrefix("subject.") { #expect(form.count <= 70, "\(language) \(key)") }
                }
            }
        }
    }

    @Test func `what is not translated, or of an older sentence, is English`() throws {
        let english = MessageFile(["a": ["one"], "b": ["two"], "c": ["{count} day", "{count} days"]])
        let german = MessageFile(["a": ["one"], "b": ["too"]]) { _ in "deutsch" }
        let catalog = Catalog(languageTag: "de", german, english: english)
        #expect(catalog.text("a") == "deutsch")
        #expect(catalog.text("b") == "two")
        #expect(catalog.text("c", count: 1) == "{count} day" && catalog.text("c", count: 0) == "{count} days")
        #expect(catalog.text("d") == "d" && !catalog.has("d"))
    }

    @Test func `the most telling variant that there is decides`() throws {
        let english = MessageFile(["a": ["any"], "a.x": ["of x"], "b.1": ["first"], "b.2": ["second"], "b.4": ["lost"]])
        let catalog = Catalog(languageTag: "en", english, english: english)
        #expect(catalog.text("a", ["y", "x"]) == "of x")
        #expect(catalog.text("a", ["y"]) == "any")
        #expect(catalog.list("b") == ["first", "second"])
    }

    /// Whether it can stand alone: other languages cannot put a clause of one sentence into another.
    private static func isOneSentence(_ text: String) -> Bool {
        text.first?.isUppercase == true && text.hasSuffix(".") && text.count { $0 == "." } == 1 && !text.contains("{")
    }

    private static func values(in text: String) -> [String] {
        text.matches(of: /\{([A-Za-z0-9]+)\}/).map { String($0.1) }
    }

    private static func links(in text: String) -> [String] {
        text.matches(of: /\]\(([A-Za-z]+)\)/).map { String($0.1) }.sorted()
    }

    private static func commands(in text: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.hasPrefix("$ ") }
    }
}

extension MessageFile {
    /// A file with these English sentences by key, translated by that.
    fileprivate init(_ sources: [String: [String]], _ translate: (String) -> String = { $0 }) {
        self.init(messages: sources.mapValues { Message(source: $0, forms: $0.map(translate)) }, plural: .english)
    }
}
