import Credentials
import Foundation
import ICal
import Mime
import Ports
import TestSupport
import Testing

@testable import Notices
@testable import Wording

/// No sentence in a language that is not its catalogue's: of a language in which every word stands in brackets, each
/// mail, calendar entry and step has nothing without them but names, addresses, links, commands and codes.
@Suite struct PseudoLanguageTests {
    private static let english = try? MessageFile(Catalog.compiled(.en))

    /// English with each word in brackets.
    static let catalog = english.map { english in
        let messages = english.messages.mapValues { message in
            MessageFile.Message(source: message.source, forms: message.forms.map(PseudoLanguage.bracketed))
        }
        return Catalog(
            languageTag: PseudoLanguage.tag, MessageFile(messages: messages, plural: english.plural), english: english)
    }

    /// What stands in a mail as it is, whatever its language: names that people gave, addresses, ids, and the words that
    /// a server or the JSON has.
    private static let names: [NoticeValue] = [
        .name, .account, .directory, .environment, .environmentHost, .place, .offer, .secretID, .host, .operators,
        .otherPeople, .people, .contacts, .escalatedTo, .helper, .recipient, .unreachable, .answer, .code, .class,
        .step, .rotationStep, .obstacleCode,
    ]

    private static func names(of drafter: NoticeDrafter) -> Set<String> {
        Set(names.map { drafter.value(of: $0) }.filter { !$0.contains("⟦") })
            .union(drafter.otherPeople.map(\.description))
            // The doctor's own words.
            .union(drafter.silenceCauses.flatMap { [$0.evidence, $0.check] })
    }

    /// The sentences of a mail, without what is to be typed.
    private static func sentences(_ document: NoticeDocument) -> [String] {
        var lines = document.opening.flatMap(\.self) + document.headline
        for block in document.blocks {
            switch block {
            case .heading(let some), .subheading(let some), .paragraph(let some), .footer(let some): lines += some
            case .steps(let items), .points(let items): lines += items.flatMap(\.self)
            case .facts(let facts): lines += facts.flatMap { $0.label + $0.value }
            }
        }
        let written = lines.compactMap { line -> String? in
            guard case .sentence(let runs) = line else { return nil }
            return runs.filter { $0.style != .code }.map(\.text).joined()
        }
        return written + [String(document.subject.dropFirst(MailSubject.tag.count)), document.levelWord]
    }

    private static func expectNothingBare(_ sentences: [String], names: Set<String>) {
        for sentence in sentences {
            #expect(PseudoLanguage.bare(sentence, names: names) == "", "\(sentence)")
        }
    }

    @Test(arguments: NoticeScene.all) func `no mail has a word that is not of its language`(scene: NoticeScene) throws {
        var scene = scene
        // A place that fits into the subject whole.
        scene.request.credential.offer = "x-1"
        let drafter = scene.drafter(try #require(Self.catalog))
        Self.expectNothingBare(Self.sentences(drafter.document), names: Self.names(of: drafter))
    }

    @Test(arguments: DigestScene.all) func `no digest has a word that is not of its language`(scene: DigestScene) throws
    {
        var scene = scene
        for index in scene.requests.indices { scene.requests[index].credential.offer = "x-\(index)" }
        let catalog = try #require(Self.catalog)
        let names = scene.requests.map { request in
            let composer = NoticeFixture.composer
            return Self.names(
                of: NoticeDrafter(
                    request: request, catalog: catalog, host: composer.host, portals: composer.portals))
        }
        Self.expectNothingBare(
            Self.sentences(try #require(scene.document(catalog))), names: names.reduce([]) { $0.union($1) })
    }

    /// What a person reads of a calendar object: titles and descriptions, those of reminders too, unfolded and without
    /// escapes.
    private static func texts(of object: [UInt8]) -> [String] {
        let unfolded = String(decoding: object, as: UTF8.self).replacing("\r\n ", with: "").replacing(
            "\r\n\t", with: "")
        return unfolded.split(separator: "\r\n").compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = parts[0].split(separator: ";").first,
                ["SUMMARY", "DESCRIPTION", "COMMENT", "LOCATION", "CATEGORIES"].contains(String(name))
            else { return nil }
            return String(parts[1]).replacing("\\n", with: "\n").replacing(/\\(.)/) { $0.output.1 }
        }
    }

    @Test(arguments: CalendarEntry.Matter.allCases, [false, true])
    func `no calendar entry has a word that is not of its language`(
        matter: CalendarEntry.Matter, isCancelled: Bool
    ) throws {
        let matters = Dictionary(grouping: NoticeScene.all) {
            NoticeMatter(of: $0.request.credential, $0.request.version)
        }
        #expect(matters.count == NoticeMatter.allCases.count)
        for scene in matters.values.compactMap(\.first) {
            let drafter = scene.drafter(try #require(Self.catalog))
            let end = NoticeFixture.end
            let entry = CalendarEntry(
                scene.request.credential.name, version: "1", matter: matter, recipient: scene.request.recipient,
                dates: .init(begin: end - .days(5), end: end, timeZone: "Europe/Stockholm"), isCancelled: isCancelled)
            let part = CalendarDrafter(
                drafter: drafter, entry: entry, sender: .init(address: "leadkeeper@contoso.com", name: "leadkeeper")
            ).part(named: "leadkeeper.ics")
            let texts = Self.texts(of: try #require(part).object)
            // Its title and its description, and where it stays, what its reminders say.
            #expect(texts.count >= (isCancelled ? 2 : 4), "\(texts)")
            Self.expectNothingBare(texts, names: Self.names(of: drafter))
        }
    }

    @Test(arguments: NoticeFixture.Method.allCases, [nil, "x-1"])
    func `no step of a hand-off has a word that is not of its language`(
        method: NoticeFixture.Method, offer: String?
    ) throws {
        let credential = NoticeFixture.credential(method, offer: offer)
        let steps = NoticeFixture.composer.steps(of: .handOver, for: credential, try #require(Self.catalog))
        #expect(!steps.isEmpty)
        let scene = NoticeScene(
            "steps",
            NoticeFixture.request(credential, .test(id: "1"), standing: Standing(), now: NoticeFixture.end))
        Self.expectNothingBare(
            steps.flatMap { $0.split(separator: "\n").map(String.init) }.filter { !$0.hasPrefix("$ ") },
            names: Self.names(of: scene.drafter()))
    }
}
