import Credentials
import Foundation
import Ports
import TestSupport
import Testing

@testable import Notices

/// `Documentation/Mails`: one mail of each kind, as it is sent, in each language.
///
/// With `LEADKEEPER_RECORD_GOLDEN=1` in the environment the pages are written anew.
@Suite struct MailDocumentationTests {
    private static let shown = [
        "azure-ad-lapses-in-7-days", "office365-lapses-in-24-hours", "azure-ad-lapsed", "azure-ad-lapsed-unproven",
        "azure-ad-lapsed-yet-works", "false-alarm", "refused-secret-wrong", "refused-no-role", "azure-ad-unchecked",
        "azure-ad-works-again", "azure-ad-assisted-lapses-in-30-days", "azure-ad-hand-off",
        "azure-ad-hand-off-overdue", "stuck-pending-edits", "azure-ad-rotated", "mail-lapses-in-7-days",
        "administrator-lapses-in-7-days", "azure-ad-acknowledged", "azure-ad-escalated",
        "azure-ad-escalated-to-contact", "azure-ad-unreachable-to-another-contact",
        "azure-ad-unreachable-to-an-operator", "azure-ad-entry-removed", "azure-ad-silent",
        "azure-ad-silent-unexplained", "azure-ad-test",
    ]

    @Test(arguments: NoticePolicy.Language.allCases)
    func `the documentation shows each kind of mail as it is sent`(language: NoticePolicy.Language) throws {
        let file = Repository.root.appending(path: "Documentation/Mails/\(language.rawValue).md")
        let mails = Self.shown.compactMap { name in NoticeScene.all.first { $0.description == name } }
        #expect(mails.count == Self.shown.count)
        var page = "# Mails (\(language.rawValue))\n\nThe text part of one mail of each kind, as it is sent. "
        page += "A test keeps this page.\n"
        func show(_ name: String, _ notice: NoticeText) {
            page += "\n## \(name)\n\n```text\nSubject: \(notice.subject)\n\n\(notice.text)```\n"
        }
        for var scene in mails {
            scene.request.credential.notices.language = language
            show("\(scene)", scene.notice)
        }
        for scene in DigestScene.all { show("\(scene)", scene.written(in: language).notice) }
        if ProcessInfo.processInfo.environment["LEADKEEPER_RECORD_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try page.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == page)
    }
}
