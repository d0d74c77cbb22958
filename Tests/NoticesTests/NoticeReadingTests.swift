import Credentials
import Foundation
import Ports
import Testing

@testable import Notices
@testable import Wording

extension NoticeScene {
    /// What writes the scene's mail in a language.
    func drafter(_ catalog: Catalog = .english) -> NoticeDrafter {
        let composer = NoticeFixture.composer
        return NoticeDrafter(request: request, catalog: catalog, host: composer.host, portals: composer.portals)
    }

    /// Whether somebody is to do something.
    var asksForAction: Bool { drafter().asksForAction }

    /// Whether it is about a secret of leadkeeper's own.
    var isReserved: Bool { request.credential.name.isReserved }
}

/// Whether a person who has three seconds finds what matters: held against values and not against one language's words.
@Suite struct NoticeReadingTests {
    /// The words of a text as a reader counts them: without addresses, marks of lists, lines and arrows.
    private static func words(_ text: some StringProtocol) -> [String] {
        String(text).split { $0.isWhitespace }.map(String.init).filter { word in
            word.contains { $0.isLetter || $0.isNumber } && !word.hasPrefix("<") && !isNumberOfStep(word)
        }
    }

    /// Whether it is the mark of a step, "1.".
    private static func isNumberOfStep(_ word: String) -> Bool {
        word.hasSuffix(".") && word.dropLast().allSatisfy(\.isWholeNumber)
    }

    /// The text as one line of words.
    private static func line(_ text: some StringProtocol) -> String { words(text).joined(separator: " ") }

    private static func line(_ lines: [MarkedLine]) -> String {
        line(lines.map(\.onTerminal).joined(separator: " ").filter { !"“”$".contains($0) })
    }

    /// What the first step asks for: where it says to click, or whom to ask and for what; all of it up to the first
    /// link, label or command, the end of its sentence, or what is asked for beside it.
    private static func firstAction(_ drafter: NoticeDrafter) -> String? {
        guard let step = drafter.steps.first else { return nil }
        var action = ""
        for part in step {
            switch part {
            // "Ask your sysadmin to run" says nothing without what is to be run.
            case .command(let command):
                let isWhole = words(action).count > 8
                return line(isWhole ? action : "\(action) \(words(command).prefix(2).joined(separator: " "))")
            case .sentence(let runs):
                for run in runs {
                    guard run.style == .plain, run.link == nil else { return line(action + run.text) }
                    for mark in run.text.matches(of: /[.!?,:](?:\s|$)/) {
                        let clause = action + run.text[..<mark.range.upperBound]
                        if words(clause).count >= 5, !clause.hasSuffix(":") { return line(clause) }
                    }
                    action += run.text
                }
            }
        }
        return line(action)
    }

    /// Holds the first 60 words of a mail against the four questions that a reader has, by what leads it.
    static func expectAnswers(of drafter: NoticeDrafter, in text: String) {
        let start = words(text.filter { $0 != "\"" }).prefix(60).joined(separator: " ")
        func holds(_ needed: String, _ question: String) {
            #expect(start.contains(line(needed)), "\(question): \(needed)\n\(start)")
        }
        let request = drafter.request
        holds(drafter.value(of: request.credential.name.isReserved ? .host : .environmentHost), "what stops")
        guard drafter.asksForAction else {
            holds(line(drafter.lines(.advice(.nothingToDo))), "nothing to do")
            return
        }
        let isEarly = drafter.level == .reminder
        // What only grows old works on: there is a day by which to replace it, and none by which to begin.
        let isAge = if case .due = drafter.news { true } else { false }
        holds(
            isAge
                ? drafter.value(of: .moment)
                : isEarly
                    ? drafter.value(of: .startBy) : line(drafter.lines(.startBy(drafter.startByPhrase ?? .now))),
            "by when")
        let people = drafter.otherPeople + request.operators.filter { $0 != request.recipient }
        if drafter.helper != nil {
            holds(drafter.value(of: .helper), "who")
        } else if people.isEmpty || drafter.who == .operatorOfSetUp {
            holds(line(drafter.lines(.who(drafter.who))), "who")
        } else {
            #expect(people.contains { start.contains($0.description) }, "who\n\(start)")
        }
        // Whoever reads that somebody is on it asks that person first.
        if let helper = drafter.helper {
            holds(line(drafter.lines(helper)), "whom to ask first")
        } else if let action = firstAction(drafter) {
            holds(action, "first action")
        }
    }

    @Test(arguments: NoticeScene.all, CatalogUnderTest.all)
    func `the first 60 words tell what stops, by when to begin, who acts, and what the first action is`(
        scene: NoticeScene, language: CatalogUnderTest
    ) throws {
        let drafter = scene.drafter(language.catalog)
        Self.expectAnswers(of: drafter, in: drafter.document.text)
    }

    @Test(arguments: NoticeScene.all, CatalogUnderTest.all)
    func `a reminder has at most 200 words before the details`(scene: NoticeScene, language: CatalogUnderTest) throws {
        let drafter = scene.drafter(language.catalog)
        guard drafter.level == .reminder else { return }
        var document = drafter.document
        document.blocks = drafter.instructions + drafter.meaning
        let count = Self.words(document.text).count
        #expect(count <= 200, "\(count) words")
    }

    @Test(arguments: NoticeScene.all, CatalogUnderTest.all)
    func `a subject has the tag, fits whatever the names are, and keeps its days`(
        scene: NoticeScene, language: CatalogUnderTest
    ) throws {
        let days = scene.drafter(language.catalog).subject.components(separatedBy: ": ").last ?? ""
        for name in [nil, "x", String(repeating: "offer-", count: 50)] {
            var scene = scene
            let isReserved = scene.request.credential.name.isReserved
            if let name, !isReserved { scene.request.credential.offer = name }
            if name?.isEmpty == false, scene.request.credential.name.channel != nil {
                // The longest name that a channel may have; leadkeeper's own credentials have no offer.
                let longest = try #require(ChannelName(String(repeating: "c", count: ChannelName.longest)))
                scene.request.credential.name = longest.credential
            }
            let subject = scene.drafter(language.catalog).subject
            #expect(subject.hasPrefix("[leadkeeper] ") && subject.count <= 78, "\(subject)")
            #expect(scene.request.credential.name.channel != nil || subject.hasSuffix(days), "\(subject)")
        }
    }

    @Test(arguments: NoticeScene.all) func `there is one heading of the first rank, and no rank is left out`(
        scene: NoticeScene
    ) {
        let ranks = scene.notice.html.matches(of: /<h([1-6])[ >]/).map { String($0.1) }
        #expect(ranks.first == "1" && ranks.count { $0 == "1" } == 1)
        #expect(ranks.dropFirst().allSatisfy { $0 == "2" })
    }

    @Test func `levels are told apart by word and colour, and white can be read on each`() {
        #expect(Set(NoticeLevel.allCases.map { Catalog.english.text($0.key) }).count == NoticeLevel.allCases.count)
        #expect(Set(NoticeLevel.allCases.map(\.colour)).count == NoticeLevel.allCases.count)
        for level in NoticeLevel.allCases {
            let channels = [1, 3, 5].map { start in
                let digits = level.colour.dropFirst(start).prefix(2)
                let share = Double(Int(digits, radix: 16) ?? 0) / 255
                return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
            }
            let luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
            #expect(1.05 / (luminance + 0.05) >= 4.5, "\(level)")
        }
    }

    @Test func `each occasion has a mail of each matter that it can be about`() {
        let seen = Set(
            NoticeScene.all.map {
                "\($0.request.occasion.kind) \(NoticeMatter(of: $0.request.credential, $0.request.version))"
            })
        for kind in [NoticeKind.lapses, .lapsed, .refused, .unchecked, .worksAgain, .entryRemoved, .test] {
            for matter in NoticeMatter.allCases { #expect(seen.contains("\(kind) \(matter)")) }
        }
        for matter in [NoticeMatter.connectionSecret, .connectionPassword] {
            for kind in [NoticeKind.handOff, .rotationStuck, .rotated, .escalated] {
                #expect(seen.contains("\(kind) \(matter)"))
            }
        }
        for matter in [
            NoticeMatter.administratorSecret, .administratorCertificate, .mailSecret, .mailCertificate,
        ] {
            for kind in [NoticeKind.rotationStuck, .rotated] { #expect(seen.contains("\(kind) \(matter)")) }
        }
    }

    @Test(arguments: CatalogUnderTest.all) func `OK is selected before Validate wherever Validate stands`(
        language: CatalogUnderTest
    ) throws {
        let steps = NoticeScene.all.flatMap { scene in
            [scene.drafter(language.catalog).instructions, scene.drafter(language.catalog).meaning].flatMap(\.self)
        }
        let labels = steps.flatMap { block -> [[String]] in
            switch block {
            case .steps(let items), .points(let items): items.map(Self.labels)
            case .paragraph(let lines): [Self.labels(lines)]
            case .heading, .subheading, .facts, .footer: []
            }
        }
        let validate = Self.labels(Markup { _ in nil }.lines(language.catalog.text("step.contacts")))
        let (ok, last) = (try #require(validate.dropLast().last), try #require(validate.last))
        let telling = labels.filter { $0.contains(last) }
        #expect(!telling.isEmpty)
        for labels in telling { #expect(labels.prefix { $0 != last }.contains(ok), "\(labels)") }
    }

    private static func labels(_ lines: [MarkedLine]) -> [String] {
        lines.flatMap { line -> [String] in
            guard case .sentence(let runs) = line else { return [] }
            return runs.filter { $0.style == .label }.map(\.text)
        }
    }

    @Test func `each contact is written to in the own language, and the others in that of the connection`() throws {
        var request = try #require(NoticeScene.all.first).request
        let french = try #require(request.credential.contacts.last)
        request.credential.notices.languages = [french: .fr]
        for (recipient, language) in [(french, NoticePolicy.Language.fr), (request.recipient, .en)] {
            request.recipient = recipient
            let tag = Catalog.catalog(for: language).languageTag
            #expect(NoticeFixture.composer.compose(request).html.contains("<html lang=\"\(tag)\">"))
        }
    }

    @Test func `the answer that a mail prepares goes to the operators and says which offer it is`() throws {
        let scene = try #require(NoticeScene.all.first { $0.description == "azure-ad-lapses-in-7-days" })
        let address = try #require(scene.drafter().address(of: .answer))
        #expect(
            address
                == "mailto:sysadmin@contoso.com?subject=I%20am%20on%20it%3A%20contoso-crm-connector%20%28contoso%29")
        #expect(scene.notice.html.contains("href=\"\(address)\""))
        #expect(scene.notice.text.contains("<\(address)>"))
    }
}

/// The catalogues that every mail is written with in tests.
struct CatalogUnderTest: CustomStringConvertible, Sendable {
    let catalog: Catalog
    var description: String { catalog.languageTag }

    /// That of each language.
    static let all = NoticePolicy.Language.allCases.map { CatalogUnderTest(catalog: .catalog(for: $0)) }
}
