import Credentials
import Foundation
import Ports
import Testing

@testable import Notices
@testable import Wording

/// No sentence in a language that is not its catalogue's: of a language in which every word stands in brackets, each
/// mail has nothing without them but names, addresses, links, commands and codes.
@Suite struct PseudoLanguageTests {
    private static let english = try? MessageFile(Catalog.compiled(.en))

    /// English with each word in brackets; values, commands, codes and the names of links stay as they are.
    static let catalog = english.map { english in
        let messages = english.messages.mapValues { message in
            MessageFile.Message(source: message.source, forms: message.forms.map(bracketed))
        }
        return Catalog(
            languageTag: "en-x-pseudo", MessageFile(messages: messages, plural: english.plural), english: english)
    }

    private static func bracketed(_ template: String) -> String {
        template.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard !line.hasPrefix("$ ") else { return String(line) }
            return String(line).replacing(/\{[^}]*\}|\]\([A-Za-z]+\)|`[^`]*`|[\p{L}\p{N}'’\u{A0}]+/) { match in
                let word = match.output
                return word.hasPrefix("{") || word.hasPrefix("](") || word.hasPrefix("`") ? String(word) : "⟦\(word)⟧"
            }
        }.joined(separator: "\n")
    }

    @Test(arguments: NoticeScene.all) func `no mail has a word that is not of its language`(scene: NoticeScene) throws {
        var scene = scene
        // A place that fits into the subject whole.
        scene.request.credential.offer = "x-1"
        let drafter = scene.drafter(try #require(Self.catalog))
        let document = drafter.document
        var lines = document.opening.flatMap(\.self) + document.headline
        for block in document.blocks {
            switch block {
            case .heading(let some), .subheading(let some), .paragraph(let some), .footer(let some): lines += some
            case .steps(let items), .points(let items): lines += items.flatMap(\.self)
            case .facts(let facts): lines += facts.flatMap { $0.label + $0.value }
            }
        }
        let sentences = lines.compactMap { line -> String? in
            guard case .sentence(let runs) = line else { return nil }
            return runs.filter { $0.style != .code }.map(\.text).joined()
        }
        let values = NoticeValue.allCases.map { drafter.value(of: $0) }.filter { !$0.contains("⟦") && $0.count > 1 }
        for sentence in sentences + [String(document.subject.dropFirst("[leadkeeper] ".count)), document.levelWord] {
            var rest = sentence.replacing(/⟦[^⟧]*[⟧…]/, with: "")
            for value in values.sorted(by: { $0.count > $1.count }) {
                rest = rest.replacingOccurrences(of: value, with: "")
            }
            rest = rest.replacing(/\d\d:\d\d|\d{4}-\d\d-\d\d|UTC|CES?T|[\w.\-]+@[\w.\-]+/, with: "")
            #expect(!rest.contains { $0.isLetter }, "\(sentence)")
        }
    }
}
