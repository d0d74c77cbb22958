import Credentials
import Ports
import Testing

@testable import Notices

/// What a mail says at a glance, and how soon it comes, are one thing.
@Suite struct NoticeLevelTests {
    private static let sender = NoticeFixture.address("leadkeeper@srv1.contoso.com")
    private static let writer = NoticeMail(sender: sender, host: "srv1.contoso.com", portals: .publicCloud)

    private static func isImportant(_ draft: NoticeDraft) -> Bool {
        String(decoding: draft.message, as: UTF8.self).contains("\r\nImportance: high\r\n")
    }

    private static func level(_ request: NoticeRequest) -> NoticeLevel {
        NoticeFixture.composer.drafter(of: request).level
    }

    @Test func `a mail has Importance exactly where it says to act now, whatever it is about`() {
        var levels: Set<NoticeLevel> = []
        for scene in NoticeScene.all {
            let level = Self.level(scene.request)
            levels.insert(level)
            #expect(scene.notice.text.hasPrefix("ACT NOW") == (level == .actNow), "\(scene)")
            #expect(Self.isImportant(Self.writer.write(scene.request)) == (level == .actNow), "\(scene)")
            #expect(level != .actNow || Self.writer.urgency(of: scene.request) == .now, "\(scene)")
        }
        #expect(levels == Set(NoticeLevel.allCases), "every level is among them")
        #expect(Set(NoticeScene.all.map(\.request.occasion.kind)).isSuperset(of: [.lapses, .lapsed, .refused]))
    }

    @Test func `an operator's mail has it there too`() {
        for scene in OperatorScene.all {
            let isUrgent = scene.notice.text.hasPrefix("ACT NOW")
            #expect(Self.isImportant(Self.writer.write(scene.request)) == isUrgent, "\(scene)")
        }
    }

    @Test func `what was asked for comes at once, what may have stopped soon, and the rest in good time`() {
        for scene in NoticeScene.all {
            let urgency = Self.writer.urgency(of: scene.request)
            switch (Self.level(scene.request), scene.request.occasion.kind) {
            case (.test, _): #expect(urgency == .asked, "\(scene)")
            case (.actNow, _), (.check, .lapsed), (.check, .refused): #expect(urgency == .now, "\(scene)")
            case (.check, .unchecked): #expect(urgency == .later, "\(scene)")
            case (.check, _): break
            case (.reminder, _), (.worksAgain, _), (.noAction, _): #expect(urgency == .later, "\(scene)")
            }
        }
    }

    @Test func `a mail about several has it where one of them says to act now, which stands first`() throws {
        let requests = NoticeScene.all.map(\.request)
        let calm = try #require(requests.first { Self.level($0) == .reminder })
        for urgent in requests where Self.level(urgent) == .actNow {
            for pair in [[calm, urgent], [urgent, calm]] {
                let draft = Self.writer.write(together: pair)
                #expect(Self.isImportant(draft), "\(urgent.key)")
                let text = NoticeFixture.composer.compose(together: pair).text
                #expect(text.hasPrefix("ACT NOW"), "\(urgent.key)")
            }
        }
        #expect(!Self.isImportant(Self.writer.write(together: [calm, calm])))
    }
}
