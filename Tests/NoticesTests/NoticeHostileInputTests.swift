import Foundation
import Ports
import TestSupport
import Testing
import Wording

@testable import Credentials
@testable import Notices

/// Names, addresses and codes come from people and servers; no notice may be steered by them.
@Suite struct NoticeHostileInputTests {
    private static let fragments = [
        "<script>alert(1)</script>", "</p><h1>", "&amp;&#x3c;", "\"'><img src=x>", "{name}", "**bold**", "`code`",
        "$ rm -rf /",
        "\r\nBcc: evil@example.com\r\n", "\u{0}", "\u{1B}[31m", "\u{85}", "\u{2028}", "\u{2029}", "\u{202E}gnp.exe",
        "\u{2066}x\u{2069}",
        "\u{200B}", "\u{FEFF}", "\u{E0041}", "\u{2FFF0}", "\u{E000}", "e\u{301}\u{301}\u{301}\u{301}",
        "\u{1F468}\u{200D}\u{1F469}",
        "\u{FE0F}", "\u{3164}", "Ünïcödé", "日本語", String(repeating: "x", count: 300),
        String(repeating: "y ", count: 150), "]]>",
        "<!--",
        "--", "\t", "\n\n", "%0d%0a", "=?utf-8?q?x?=", " ", "",
    ]

    private static func text(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in fragments.randomElement(using: &random) ?? "" }.joined()
    }

    private static func occasion(_ random: inout SeededGenerator, now: Instant) -> Occasion {
        let since = now - .hours(Int64.random(in: -5...500, using: &random))
        let repetition = Int64.random(in: 0...20, using: &random)
        let probeClass = ProbeClass.allCases.randomElement(using: &random) ?? .network
        return [
            .lapses(within: .days(Int64.random(in: 0...40, using: &random))), .lapsed(repetition: repetition),
            .refused(probeClass, since: since, repetition: repetition),
            .unchecked(since: since, repetition: repetition),
            .worksAgain(since: since), .test(id: text(&random)), .handOff(rotation: "r", dueAt: since),
            .rotationStuck(
                rotation: "r", reason: Rotation.Attention.Reason.allCases.randomElement(using: &random) ?? .noRoom,
                repetition: repetition), .rotated(rotation: "r"), .entryRemoved(at: since),
            .escalated(before: .days(Int64.random(in: 0...5, using: &random))), .silent(since: since),
        ].randomElement(using: &random) ?? .test(id: "")
    }

    private static func request(_ random: inout SeededGenerator) -> NoticeRequest {
        let method = NoticeFixture.Method.allCases.randomElement(using: &random) ?? .azureAD
        var credential = NoticeFixture.credential(
            method, name: Bool.random(using: &random) ? "contoso" : String(repeating: "n", count: 63),
            environment: Bool.random(using: &random) ? text(&random) : nil, userName: text(&random),
            offer: Bool.random(using: &random) ? text(&random) : nil)
        if Int.random(in: 0..<8, using: &random) == 0 { credential.identity = .mailbox(userName: text(&random)) }
        credential.notices.timeZone = Bool.random(using: &random) ? text(&random) : "Asia/Kathmandu"
        let now = NoticeFixture.end + .hours(Int64.random(in: -900...900, using: &random))
        var standing = Standing()
        if Bool.random(using: &random) {
            let probeClass = ProbeClass.allCases.randomElement(using: &random) ?? .tls
            let code = Bool.random(using: &random) ? text(&random) : nil
            standing = NoticeFixture.standing(
                Bool.random(using: &random)
                    ? .init(
                        class: probeClass, step: ProbeReport.StepName.allCases.randomElement(using: &random),
                        code: code,
                        message: text(&random))
                    : nil,
                proof: Bool.random(using: &random) ? now - .hours(3) : nil, now: now)
        }
        let expiry: SecretVersion.Expiry? =
            [
                .unknown, .never,
                .at(NoticeFixture.end, origin: Window.Origin.allCases.randomElement(using: &random) ?? .graph), nil,
            ].randomElement(using: &random) ?? nil
        let version = NoticeFixture.version(
            of: credential, expires: expiry, keyID: Bool.random(using: &random) ? text(&random) : nil)
        var request = NoticeFixture.request(
            credential, occasion(&random, now: now), standing: standing, now: now,
            version: .some(Int.random(in: 0..<8, using: &random) == 0 ? nil : version))
        request.rotation = Bool.random(using: &random) ? rotation(of: credential, &random, now: now) : nil
        if Bool.random(using: &random) {
            request.acknowledgement = Acknowledgement(
                by: text(&random), since: now - .hours(2), until: now + .days(3), person: text(&random))
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            request.unreachable = UnreachableAddress(
                NoticeFixture.address("gone@contoso.com"), answer: text(&random))
        }
        return request
    }

    private static func rotation(of credential: Credential, _ random: inout SeededGenerator, now: Instant) -> Rotation {
        let end = Bool.random(using: &random) ? now + .hours(Int64.random(in: -500...500, using: &random)) : nil
        var rotation = Rotation(
            id: "r", method: credential.identity.isPassword ? .password : .clientSecret, handOff: .person,
            account: credential.identity.account, application: credential.identity.application,
            policy: credential.rotation,
            isByHand: false, old: Rotation.Old(version: "old", keyID: nil, endsAt: end), copyEndsAt: end, at: now)
        rotation.advance(to: Rotation.Step.allCases.randomElement(using: &random) ?? .proven, at: now)
        if Bool.random(using: &random) {
            rotation.attention = Rotation.Attention(
                reason: .noRoom, since: now, code: Bool.random(using: &random) ? text(&random) : nil,
                message: text(&random))
        }
        return rotation
    }

    @Test func `no input breaks a notice`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hostile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for seed in 0..<600 {
            var random = SeededGenerator(seed: UInt64(seed))
            var request = Self.request(&random)
            request.trouble = Bool.random(using: &random) ? Self.occasion(&random, now: request.now) : nil
            let composer = NoticeComposer(
                host: Self.text(&random),
                portals: Portals(entra: Self.text(&random), microsoft365: nil, partnerCenter: "x"))
            let notice = composer.compose(request)
            #expect(notice.subject.count <= 78, "seed \(seed)")
            #expect(notice.subject.unicodeScalars.allSatisfy(Self.isHarmless), "seed \(seed)")
            let lines = notice.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(
                lines.allSatisfy { line in
                    (line.count <= 76 || line.contains("<https://") || line.contains("<mailto:"))
                        && line.unicodeScalars.allSatisfy(Self.isHarmless)
                }, "seed \(seed)")
            #expect(
                !notice.html.contains("<script") && !notice.html.contains("<img") && !notice.html.contains("<h1>"),
                "seed \(seed)")
            #expect(notice.text.utf8.count < 16_000 && notice.html.utf8.count < 32_000, "seed \(seed)")
            #expect(try PlainReading(of: notice.html).text == PlainReading.squeezed(notice.text), "seed \(seed)")
            try notice.html.write(to: folder.appendingPathComponent("\(seed).html"), atomically: true, encoding: .utf8)
        }
        #expect(try await MarkupCheck.check(folder) == "")
    }

    @Test(arguments: [
        ("contoso", "contoso"), ("a\r\nb", "a b"), ("  a \u{A0}\t b  ", "a b"), ("x\u{202E}y\u{200B}z", "xyz"),
        ("", "–"),
        ("\u{0}", "–"),
        (String(repeating: "a", count: 129), String(repeating: "a", count: 127) + "…"),
        (String(repeating: "a", count: 128), String(repeating: "a", count: 128)),
    ])
    func `a value is shown as one short line without anything invisible`(value: String, shown: String) {
        #expect(value.displayable() == shown)
    }

    @Test func `markup in a value is shown, not obeyed`() {
        let markup = Markup { $0 == "offer" ? "**x** `y` {host}\n$ z" : "HOST" }
        #expect(
            markup.lines("the {offer} on {host}") == [
                .sentence([.init(text: "the **x** `y` {host}\n$ z on HOST", style: .plain)])
            ])
    }

    @Test func `a long name is cut in the subject and whole in the text`() {
        let name = String(repeating: "n", count: 63)
        let credential = NoticeFixture.credential(.azureAD, offer: name)
        let notice = NoticeFixture.composer.compose(
            NoticeFixture.request(
                credential, .lapses(within: .days(7)), standing: Standing(), now: NoticeFixture.end - .days(7)))
        #expect(notice.subject.count <= 78)
        #expect(notice.subject.hasSuffix("…: leads stop 28 Nov, start by 23 Nov"))
        #expect(notice.text.contains(name))
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }
}
