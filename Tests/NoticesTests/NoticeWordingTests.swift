import Credentials
import Foundation
import Ports
import Testing
import Wording

@testable import Notices

/// What must hold of every notice, whatever it is about.
@Suite struct NoticeWordingTests {
    @Test func `the kind of lead destination decides between the variants of a sentence before the kind of secret`() {
        let own = ["connection-secret", "client-secret", "leads"]
        let words = NoticeWords(catalog: .english, matter: .connectionSecret, destination: .dynamics)
        #expect(words.variants == own.map { "dynamics.\($0)" } + ["dynamics"] + own)
        #expect(
            NoticeWords(catalog: .english, matter: .connectionString, destination: .table).variants
                == ["table.connection-string", "table.leads", "table", "connection-string", "leads"])
        #expect(
            NoticeWords(catalog: .english, matter: .mailPassword).variants == ["mail-password", "password", "mail"])
        let leads = NoticeWords(catalog: .english, for: NoticeFixture.credential(.azureAD))
        #expect(leads.variants == words.variants)
    }

    @Test(arguments: NoticeScene.all) func `both forms say the same`(scene: NoticeScene) throws {
        let notice = scene.notice
        #expect(try PlainReading(of: notice.html).text == PlainReading.squeezed(notice.text))
    }

    @Test(arguments: NoticeScene.all) func `no line is too long and none is left unfinished`(scene: NoticeScene) {
        let notice = scene.notice
        #expect(notice.subject.count <= 78)
        for line in notice.text.split(separator: "\n") {
            #expect(line.count <= 76 || line.contains("<https://") || line.contains("<mailto:"), "\(line)")
            #expect(!line.hasSuffix(" "), "\(line)")
        }
        for text in [notice.subject, notice.text] {
            #expect(
                !text.contains { "{}*`".contains($0) && text.contains("{") || $0 == "`" }, "markup is left: \(text)")
            #expect(!text.contains("–"), "a value is missing: \(text)")
            #expect(!text.contains("**"))
        }
    }

    @Test(arguments: NoticeScene.all) func `every notice but a test names what a contact and a sysadmin need`(
        scene: NoticeScene
    ) {
        let notice = scene.notice
        let credential = scene.request.credential
        let isTest = scene.request.occasion == .test(id: "0001")
        let needed =
            ["srv1.contoso.com"]
            + (isTest
                ? []
                : [credential.identity.account, credential.name.description, "leadkeeper status \(credential.name)"])
            + (isTest || credential.destination == nil ? [] : ["leadkeeper probe \(credential.name)"])
        for needed in needed {
            #expect(notice.text.contains(needed), "the text lacks \(needed)")
            #expect(notice.html.contains(needed), "the HTML lacks \(needed)")
        }
    }

    @Test(arguments: NoticeScene.all) func `what becomes of missed leads is said in one sentence, and once`(
        scene: NoticeScene
    ) {
        let text = Self.unwrapped(scene.notice.text)
        let sentence = Catalog.english.text("meaning.lost")
        #expect(text.components(separatedBy: sentence).count <= 2)
        #expect(!text.replacingOccurrences(of: sentence, with: "").contains(" lost for good"))
        // Where nothing ends, no lead is lost.
        guard scene.request.credential.destination != nil, scene.asksForAction,
            scene.request.window?.isDueDate != true
        else { return }
        #expect(text.contains(sentence) || !scene.request.standing.hasWorked, "\(text)")
    }

    @Test(arguments: NoticeScene.all) func `no notice hints at a secret or fetches anything`(scene: NoticeScene) {
        let notice = scene.notice
        for text in [notice.subject, notice.text, notice.html] {
            #expect(!text.lowercased().contains("hint"))
            #expect(!text.contains("0199f1c0"), "the version is of no use to a reader")
        }
        for remote in ["<img", "<link", "<script", "src=", "url(", "@import", "http-equiv", "<form", "<iframe"] {
            #expect(!notice.html.contains(remote))
        }
    }

    @Test(arguments: NoticeScene.all.filter { $0.description.contains("unchecked") && !$0.isReserved })
    func `a check that could not be made is not called a fault of the secret`(scene: NoticeScene) {
        let text = Self.unwrapped(scene.notice.text)
        for wrong in ["invalid", "refuses the", "is wrong", "has expired", "ACT NOW", "most likely stopped"] {
            #expect(!text.contains(wrong), "\(wrong)")
        }
        #expect(text.contains("may or may not be arriving"))
        #expect(text.contains("keeps trying") && text.contains("do not replace it"))
        #expect(text.contains("Last test lead"))
    }

    @Test func `a secret that is missing here was not refused by Microsoft`() throws {
        let scene = try #require(NoticeScene.all.first { $0.description == "refused-secret-missing" })
        let text = Self.unwrapped(scene.notice.text)
        #expect(text.contains("Microsoft has refused nothing"))
        #expect(!text.contains("Microsoft refuses"))
        #expect(!scene.notice.subject.contains("Microsoft"))
    }

    @Test(arguments: NoticeScene.all.filter { $0.description.hasSuffix("-test") })
    func `a test notice is marked, asks for nothing, states no facts, and says who would get which mail`(
        scene: NoticeScene
    ) {
        let (notice, text) = (scene.notice, Self.unwrapped(scene.notice.text))
        #expect(notice.subject.hasSuffix("test mail, nothing to do"))
        #expect(text.hasPrefix("TEST ") && text.contains("You need not do anything."))
        #expect(!notice.text.contains(" 1. ") && !notice.html.contains("<table"))
        for contact in scene.request.credential.contacts + scene.request.operators {
            #expect(text.contains(contact.description))
        }
        #expect(text.contains("30 days, 14 days, 7 days, 3 days and 24 hours before"))
    }

    @Test(arguments: ProbeClass.allCases, NoticeFixture.Method.allCases)
    func `every class has a reason that fits into a subject`(probeClass: ProbeClass, method: NoticeFixture.Method) {
        let matter = NoticeMatter(of: NoticeFixture.credential(method), nil)
        let words = NoticeWords(catalog: .english, matter: matter).finding(probeClass)
        #expect(words.reason.count <= 60)
        #expect(words.reason.hasSuffix(".") && !words.reason.contains("{"))
        #expect(words.meaning.hasSuffix("."))
        #expect(probeClass.callsForReplacement || !words.steps.isEmpty)
    }

    @Test(arguments: Rotation.Attention.Reason.allCases, NoticeFixture.Method.allCases)
    func `every reason why a rotation is stuck fits into a subject and has a way out`(
        reason: Rotation.Attention.Reason, method: NoticeFixture.Method
    ) {
        let matter = NoticeMatter(of: NoticeFixture.credential(method), nil)
        let words = NoticeWords(catalog: .english, matter: matter).stuck(reason)
        #expect(words.reason.count <= 50)
        #expect(words.reason.hasSuffix(".") && !words.reason.contains("{"))
        #expect(words.meaning.hasSuffix("."))
        #expect(!words.steps.isEmpty)
    }

    @Test(arguments: NoticeScene.all)
    func `whoever has a password for leads is told of the way out, and nobody else`(scene: NoticeScene) {
        let credential = scene.request.credential
        let isOffered = scene.notice.text.contains("leadkeeper migrate \(credential.name)")
        #expect(isOffered == (credential.identity.isPassword && credential.destination != nil))
    }

    @Test func `a hand-off says by when, what to do, and how to say that it is done`() throws {
        let scene = try #require(NoticeScene.all.first { $0.description == "azure-ad-hand-off" })
        let text = Self.unwrapped(scene.notice.text)
        for words in [
            "on Saturday 28 November 2026, 01:00 CET", "Start by Monday 23 November",
            "leadkeeper handoff contoso show", "\"Offer setup\" › \"Customer leads\" › \"Connect\"",
            "\"OK\", then \"Validate\"", "\"Publish\"", "\"Live\"", "leadkeeper handoff contoso confirm",
        ] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(Self.unwrapped(scene.notice.subject).hasSuffix("leads stop 28 Nov, start by 23 Nov"))
    }

    @Test func `what leadkeeper replaces by itself asks nothing of people until a week is left`() throws {
        let early = try #require(NoticeScene.all.first { $0.description == "azure-ad-assisted-lapses-in-30-days" })
            .notice.text
        let late = try #require(NoticeScene.all.first { $0.description == "azure-ad-assisted-lapses-in-7-days" }).notice
            .text
        #expect(
            !early.contains(" 1. ") && Self.unwrapped(early).contains("by itself")
                && early.contains("You need not do anything.") && early.hasPrefix("NO ACTION NEEDED"))
        #expect(late.contains(" 1. ") && late.contains("leadkeeper secret set contoso"))
    }

    @Test func `a hand-off that is overdue says since when leads are being lost`() throws {
        for (name, since) in [
            ("azure-ad-hand-off-overdue", "28 November 2026"), ("office365-hand-off", "29 October 2026"),
        ] {
            let scene = try #require(NoticeScene.all.first { $0.description == name })
            let essence = Self.unwrapped(scene.notice.text.components(separatedBy: "\n\n")[1])
            #expect(essence.contains("leads have most likely stopped"), "\(essence)")
            #expect(essence.contains(since), "\(essence)")
        }
    }

    @Test func `the HTML forms are well-formed XML and clean HTML`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notices-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for scene in NoticeScene.all {
            try scene.notice.html.write(
                to: folder.appendingPathComponent("\(scene).html"), atomically: true, encoding: .utf8)
        }
        #expect(try await MarkupCheck.check(folder) == "")
    }

    static func unwrapped(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
