import Control
import Credentials
import GLib
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import Wording
@testable import leadkeeper

/// What `leadkeeper handoff show` prints, in the language of whoever enters it.
@Suite struct HandOffPaperTests {
    private static let now = Instant(secondsSinceEpoch: 1_797_724_800)

    private static func paper(_ sheet: HandOffStatus, _ catalog: Catalog? = nil) throws -> String {
        let times = LocalTimes(zone: try #require(Zone(identifier: "Europe/Stockholm")), now: now)
        let paper = HandOffPaper(sheet, times, Output(.never), catalog)
        return paper.beforeSecret + "\n" + paper.afterSecret
    }

    private static func sheets() throws -> [HandOffStatus] {
        try [false, true].flatMap { isUser in
            let name = try #require(CredentialName("contoso"))
            let sheet = try #require(Samples.handOff(name, isUser: isUser))
            return [nil, now + .days(3), now - .days(3)].map { deadline in
                var sheet = sheet
                sheet.handOff.deadline = deadline.map(Timestamp.init)
                sheet.steps = []
                return sheet
            }
        }
    }

    @Test func `no sheet has a word that is not of its language`() throws {
        let english = try MessageFile(Catalog.compiled(.en))
        let messages = english.messages.mapValues { message in
            MessageFile.Message(source: message.source, forms: message.forms.map(PseudoLanguage.bracketed))
        }
        let catalog = Catalog(
            languageTag: PseudoLanguage.tag, MessageFile(messages: messages, plural: english.plural), english: english)
        for sheet in try Self.sheets() {
            let names = [
                sheet.name, sheet.url, sheet.applicationID, sheet.directoryID, sheet.userName, sheet.offer,
                "leadkeeper handoff \(sheet.name) confirm",
            ].compactMap(\.self)
            for line in try Self.paper(sheet, catalog).split(separator: "\n") {
                #expect(PseudoLanguage.bare(String(line), names: names) == "", "\(line)")
            }
        }
    }

    @Test(arguments: NoticePolicy.Language.allCases) func `a sheet is in the language of the connection's notices`(
        language: NoticePolicy.Language
    ) throws {
        for var sheet in try Self.sheets() {
            sheet.language = language
            let paper = try Self.paper(sheet)
            #expect(paper == (try Self.paper(sheet, .catalog(for: language))))
            #expect((paper == (try Self.paper(sheet, .english))) == (language == .en))
        }
    }
}
