import Credentials
import Foundation
import Ports
import TestSupport
import Testing

@testable import Notices

/// Several notices in one mail.
@Suite struct DigestTests {
    private let mail: NoticeMail

    init() throws {
        mail = NoticeMail(
            sender: try #require(EmailAddress("leadkeeper@srv1.contoso.com")), host: "srv1.contoso.com",
            portals: .publicCloud)
    }

    private func request(
        _ name: String, _ occasion: Occasion, method: NoticeFixture.Method = .azureAD, end: Instant = NoticeFixture.end,
        now: Instant = NoticeFixture.end - .days(10), application: String? = nil
    ) throws -> NoticeRequest {
        var credential = NoticeFixture.credential(
            method, name: name, environment: "https://\(name).crm4.dynamics.com", userName: "\(name)@contoso.com")
        if let application, case .azureAD(let directory, _) = credential.identity {
            credential.identity = .azureAD(directory: directory, application: try #require(GUID(application)))
        }
        var request = NoticeFixture.request(
            credential, occasion, standing: NoticeFixture.standing(nil, proof: now - .hours(2), now: now), now: now,
            version: NoticeFixture.version(of: credential, expires: .at(end, origin: .operator)))
        request.windowEnd = end
        request.operators = [try #require(EmailAddress("root@contoso.com"))]
        return request
    }

    private static let apps = (1...3).map { "2345605\($0)-aaaa-bbbb-8662-1234df56788f" }

    @Test func `the most urgent comes first, with its date, its people and its steps`() async throws {
        let requests = [
            try request(
                "bexley", .lapses(within: .days(14)), end: NoticeFixture.end + .days(3), application: Self.apps[0]),
            try request("aston", .lapses(within: .days(14)), application: Self.apps[1]),
            try request(
                "crewe", .lapses(within: .days(14)), end: NoticeFixture.end + .days(9), application: Self.apps[2]),
        ]
        let read = try await ReadMail.reading(mail.write(together: requests).message)
        #expect(read.defects == [])
        let places = try ["aston", "bexley", "crewe"].map { place in
            try #require(read.text.range(of: place), "\(read.text)").lowerBound
        }
        #expect(places == places.sorted())
        let words = read.text.split { $0 == " " || $0 == "\n" }.prefix(90).joined(separator: " ")
        #expect(words.contains("root@contoso.com") && words.contains("1."), "\(words)")
        let subject = try #require(read.headers["subject"])
        #expect(subject.contains("3") && subject.count <= 78, "\(subject)")
    }

    @Test func `connections of one app make one entry with one set of steps`() throws {
        let text = { (requests: [NoticeRequest]) in NoticeFixture.composer.compose(together: requests).text }
        let names = ["alpha", "beta", "gamma"]
        let shared = try text(names.map { try request($0, .lapses(within: .days(14)), application: Self.apps[0]) })
        let apart = try text(
            zip(names, Self.apps).map { try request($0, .lapses(within: .days(14)), application: $1) })
        let steps = { (text: String) in text.split(separator: "\n").count { $0.hasPrefix(" 1. ") } }
        #expect(steps(shared) == 1 && steps(apart) == 3, "\(shared)")
        for name in names { #expect(shared.contains(name) && apart.contains(name)) }
    }

    @Test func `what is urgent goes before what is not, whatever the dates`() throws {
        let requests = [
            try request("calm", .lapses(within: .days(14)), application: Self.apps[0]),
            try request(
                "broken", .refused(.secretWrong, since: NoticeFixture.end - .days(11), repetition: 0),
                end: NoticeFixture.end + .days(90), application: Self.apps[1]),
        ]
        let notice = NoticeFixture.composer.compose(together: requests)
        let broken = try #require(notice.text.range(of: "broken")).lowerBound
        #expect(broken < (try #require(notice.text.range(of: "calm")).lowerBound))
        #expect(notice.subject.contains("broken"), "\(notice.subject)")
    }

    @Test
    func `a digest of one version belongs to its thread, one of several to none, and each is important where one is`()
        async throws
    {
        let one = try request("alpha", .lapses(within: .days(14)))
        var two = one
        two.occasion = .handOff(rotation: "r", dueAt: one.now)
        let other = try request("beta", .lapses(within: .days(14)))
        let thread = try #require(mail.write(one).thread)
        #expect(mail.write(together: [one, two]).thread == thread)
        #expect(mail.write(together: [one, other]).thread == nil)
        #expect(mail.write(together: [one]) == mail.write(one))
        let read = try await ReadMail.reading(mail.write(together: [one, two]).message)
        #expect(read.headers["references"] == thread && read.headers["in-reply-to"] == thread)
        #expect(read.headers["reply-to"] == "root@contoso.com" && read.headers["importance"] == nil)
        #expect(read.headers["list-id"] == "leadkeeper on srv1.contoso.com <leadkeeper.srv1.contoso.com>")
        let urgent = try request(
            "gamma", .refused(.secretWrong, since: one.now - .days(1), repetition: 0), application: Self.apps[2])
        let important = try await ReadMail.reading(mail.write(together: [one, urgent]).message)
        #expect(important.headers["importance"] == "high" && important.headers["references"] == nil)
    }

    @Test func `whoever gets it in the place of another reads whose address failed, and how`() throws {
        var one = try request("alpha", .lapses(within: .days(14)))
        let address = try #require(EmailAddress("gone@contoso.com"))
        one.unreachable = UnreachableAddress(address, answer: "550 5.1.1 no such user")
        let other = try request("beta", .lapses(within: .days(14)), application: Self.apps[1])
        for text in [
            NoticeFixture.composer.compose(one).text, NoticeFixture.composer.compose(together: [one, other]).text,
        ] {
            let line = text.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
            #expect(line.contains("gone@contoso.com") && line.contains("550 5.1.1 no such user"), "\(text)")
        }
        #expect(mail.write(one).messageID != mail.write(try request("alpha", .lapses(within: .days(14)))).messageID)
    }

    @Test func `who is on it, and that others were told, stands in each entry`() throws {
        var one = try request("alpha", .lapses(within: .days(14)), application: Self.apps[0])
        var two = try request(
            "beta", .lapses(within: .days(14)), end: NoticeFixture.end + .days(3), application: Self.apps[1])
        var same = try request("gamma", .lapses(within: .days(14)), application: Self.apps[0])
        func isOnIt(_ helper: String, since: Instant) -> Acknowledgement {
            Acknowledgement(by: helper, since: since, until: since + .days(2), person: "user 0")
        }
        one.acknowledgement = isOnIt("Anna", since: one.now - .days(1))
        two.acknowledgement = isOnIt("Bo", since: one.now - .days(1))
        same.acknowledgement = isOnIt("Cleo", since: one.now - .days(1))
        var boss = two
        boss.credential.name = try #require(CredentialName("delta"))
        boss.credential.notices.escalateTo = [try #require(EmailAddress("boss@contoso.com"))]
        boss.occasion = .escalated(before: .days(1))
        let text = NoticeFixture.composer.compose(together: [one, two, same, boss]).text
        for name in ["Anna", "Bo", "Cleo", "boss@contoso.com"] { #expect(text.contains(name), "\(name): \(text)") }
    }

    @Test(arguments: DigestScene.all) func `both forms say the same`(scene: DigestScene) throws {
        let notice = scene.notice
        #expect(try PlainReading(of: notice.html).text == PlainReading.squeezed(notice.text))
    }

    @Test(arguments: DigestScene.all, CatalogUnderTest.all)
    func `the first 60 words tell what stops first, by when to begin, who acts, and what the first action is`(
        scene: DigestScene, language: CatalogUnderTest
    ) throws {
        let document = try #require(scene.document(language.catalog))
        let drafters = scene.requests.map { NoticeScene("lead", $0).drafter(language.catalog) }
        let lead = try #require(drafters.min { $0.comesBefore($1) })
        NoticeReadingTests.expectAnswers(of: lead, in: document.text)
    }

    @Test(arguments: DigestScene.all, CatalogUnderTest.all)
    func `no line is too long, none is left unfinished, and the subject fits`(
        scene: DigestScene, language: CatalogUnderTest
    ) throws {
        let document = try #require(scene.document(language.catalog))
        #expect(document.subject.hasPrefix("[leadkeeper] ") && document.subject.count <= 78, "\(document.subject)")
        for line in document.text.split(separator: "\n") {
            #expect(line.count <= 76 || line.contains("<https://") || line.contains("<mailto:"), "\(line)")
            #expect(!line.hasSuffix(" ") && !line.contains("–") && !line.contains("**") && !line.contains("{"))
        }
    }

    @Test func `the HTML forms are well-formed XML and clean HTML`() async throws {
        let folder = try TemporaryDirectory()
        for scene in DigestScene.all {
            for language in NoticePolicy.Language.allCases {
                let html = scene.written(in: language).notice.html
                #expect(html.contains("<html lang=\"\(language.rawValue)\">"))
                try html.write(
                    toFile: "\(folder.path)/\(scene)-\(language.rawValue).html", atomically: true, encoding: .utf8)
            }
        }
        #expect(try await MarkupCheck.check(URL(fileURLWithPath: folder.path)) == "")
    }
}
