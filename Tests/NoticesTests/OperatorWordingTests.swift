import Credentials
import Foundation
import Ports
import Testing

@testable import Notices

/// What must hold of every mail to the operators, whatever it is about.
@Suite struct OperatorWordingTests {
    @Test(arguments: OperatorScene.all) func `both forms say the same`(scene: OperatorScene) throws {
        #expect(try PlainReading(of: scene.notice.html).text == PlainReading.squeezed(scene.notice.text))
    }

    @Test(arguments: OperatorScene.all)
    func `the essence stands behind the level and the headline, as one sentence with host and moment`(
        scene: OperatorScene
    ) {
        let essence = scene.notice.text.components(separatedBy: "\n\n")[1].replacingOccurrences(of: "\n", with: " ")
        #expect(essence.hasSuffix(".") && essence.components(separatedBy: ". ").count == 1, "\(essence)")
        #expect(essence.contains("srv1.contoso.com") && essence.contains("21 November 2026, 09:30 UTC"))
        #expect(scene.notice.subject.hasPrefix("[leadkeeper] srv1.contoso.com: "))
    }

    @Test(arguments: OperatorScene.all)
    func `no line is too long and nothing is left unfinished`(scene: OperatorScene) {
        #expect(scene.notice.subject.count <= 78 && !scene.notice.subject.hasSuffix("…"))
        #expect(scene.notice.text.split(separator: "\n").allSatisfy { $0.count <= 76 })
        for mark in ["{", "}", "**", "`", "–"] { #expect(!scene.notice.text.contains(mark), "\(mark)") }
    }

    @Test(arguments: OperatorScene.all)
    func `trouble comes with its meaning for the leads, steps and commands`(scene: OperatorScene) {
        let text = NoticeWordingTests.unwrapped(scene.notice.text)
        #expect(text.contains("leadkeeper status") && text.contains("journalctl"))
        if scene.request.occasion.kind == .restored {
            #expect(text.contains("You need not do anything."))
            return
        }
        #expect(text.contains(" 1. ") && text.contains(" 2. "))
        #expect(text.lowercased().contains("leads "))
    }

    @Test func `the HTML forms are well-formed XML and clean HTML`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("operators-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for scene in OperatorScene.all {
            try scene.notice.html.write(
                to: folder.appendingPathComponent("\(scene).html"), atomically: true, encoding: .utf8)
        }
        #expect(try await MarkupCheck.check(folder) == "")
    }

    @Test func `what a server says cannot steer the mail`() throws {
        var request = try #require(OperatorScene.all.first).request
        request.message = "535 <script>\r\nBcc: eve@example.com \u{202E}**x** {host} `y`"
        let notice = NoticeComposer(host: "srv1\r\nSubject: x").compose(request)
        #expect(
            !notice.subject.contains { $0.isNewline } && !notice.text.contains("\u{202E}")
                && !notice.html.contains("<script"))
        #expect(notice.text.split(separator: "\n").allSatisfy { !$0.hasPrefix("Bcc:") })
    }
}
