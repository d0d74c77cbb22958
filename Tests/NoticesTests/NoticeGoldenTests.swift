import Foundation
import Testing

@testable import Notices

/// Whole mails, compared with the files under Golden/.
///
/// There is the text of each, and the HTML of ten that have all its parts between them; other tests hold both forms
/// of every mail to the same words.
///
/// With `LEADKEEPER_RECORD_GOLDEN=1` in the environment the files are written anew; the difference is then for a person
/// to read.
@Suite struct NoticeGoldenTests {
    @Test(arguments: NoticeScene.all) func `a notice is the one that was reviewed`(scene: NoticeScene) throws {
        try Self.compare(scene.notice, with: "\(scene)")
    }

    @Test(arguments: OperatorScene.all) func `a mail to operators is the one that was reviewed`(scene: OperatorScene)
        throws
    {
        try Self.compare(scene.notice, with: "\(scene)")
    }

    @Test(arguments: DigestScene.all) func `a digest is the one that was reviewed`(scene: DigestScene) throws {
        try Self.compare(scene.notice, with: "\(scene)")
    }

    @Test func `every file under Golden belongs to a scene`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let scenes =
            NoticeScene.all.map(\.description) + OperatorScene.all.map(\.description)
            + DigestScene.all.map(\.description)
        #expect(Set(files) == Set(scenes.map { "\($0).txt" } + Self.reviewedAsHTML.map { "\($0).html" }))
    }

    /// A secret and a password, a hand-off, a list of points, a test, the mail of leadkeeper's own secret, an
    /// operators' mail, a refusal, an escalation, a digest.
    private static let reviewedAsHTML: Set = [
        "azure-ad-lapses-in-7-days", "office365-lapses-in-7-days", "azure-ad-hand-off-reminder", "azure-ad-unchecked",
        "azure-ad-test", "mail-lapses-in-7-days", "operators-keyring-locked", "refused-access-blocked",
        "azure-ad-escalated", "digest-mixed",
    ]

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Golden")

    private static func compare(_ notice: NoticeText, with name: String) throws {
        try compare("Subject: \(notice.subject)\n\n\(notice.text)", with: "\(name).txt")
        if reviewedAsHTML.contains(name) { try compare(notice.html, with: "\(name).html") }
    }

    private static func compare(_ written: String, with name: String) throws {
        let file = folder.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["LEADKEEPER_RECORD_GOLDEN"] == "1" {
            try written.write(to: file, atomically: true, encoding: .utf8)
        }
        let reviewed = try String(contentsOf: file, encoding: .utf8)
        #expect(written == reviewed, "\(name) differs from what was reviewed")
    }
}
