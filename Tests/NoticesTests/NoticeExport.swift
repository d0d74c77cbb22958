import Credentials
import Foundation
import Ports
import Testing

@testable import Notices

/// Every mail in every language, as files for judges that are not Swift.
///
/// With `LEADKEEPER_EXPORT_NOTICES=DIR` in the environment, each scene is written there as `LANGUAGE/SCENE.eml` (as it
/// is sent), `.html` and `.txt`; else nothing is done. `Tests/Judges/mail_judge.py` reads them.
@Suite struct NoticeExport {
    private static let folder = ProcessInfo.processInfo.environment["LEADKEEPER_EXPORT_NOTICES"]

    @Test(.enabled(if: folder != nil)) func `every mail in every language is written into the folder`() throws {
        let sender = try #require(EmailAddress("leadkeeper@contoso.com"))
        let composer = NoticeFixture.composer
        let writer = NoticeMail(sender: sender, host: composer.host, portals: composer.portals)
        let root = URL(fileURLWithPath: try #require(Self.folder))
        for language in CatalogUnderTest.all {
            let folder = root.appending(path: language.description)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            func write(_ name: String, _ notice: NoticeText, _ message: [UInt8]) throws {
                let file = folder.appending(path: name)
                try Data(message).write(to: file.appendingPathExtension("eml"))
                try notice.html.write(to: file.appendingPathExtension("html"), atomically: true, encoding: .utf8)
                try "Subject: \(notice.subject)\n\n\(notice.text)".write(
                    to: file.appendingPathExtension("txt"), atomically: true, encoding: .utf8)
            }
            for var scene in NoticeScene.all {
                let written = NoticePolicy.Language(rawValue: language.description) ?? .en
                scene.request.credential.notices.language = written
                try write("\(scene)", scene.notice, writer.write(scene.request).message)
            }
            for scene in DigestScene.all {
                let scene = scene.written(in: NoticePolicy.Language(rawValue: language.description) ?? .en)
                try write("\(scene)", scene.notice, writer.write(together: scene.requests).message)
            }
            for scene in OperatorScene.all where language.description == "en" {
                try write("\(scene)", scene.notice, writer.write(scene.request).message)
            }
        }
    }
}
