import Testing

@testable import Credentials

@Suite struct OccasionTests {
    private static let since = Sample.start
    private static let all: [Occasion] = [
        .lapses(within: .days(30)), .lapses(within: .days(7)), .lapsed(repetition: 0), .lapsed(repetition: 4),
        .refused(.secretWrong, since: since, repetition: 0), .refused(.noRole, since: since, repetition: 2),
        .refused(.noRole, since: since + .days(1), repetition: 0), .unchecked(since: since, repetition: 0),
        .unchecked(since: since, repetition: 1), .worksAgain(since: since), .test(id: "a"), .test(id: "b"),
        .handOff(rotation: "r", dueAt: since), .handOff(rotation: "r", dueAt: since + .days(3)),
        .handOff(rotation: "s", dueAt: since),
        .rotationStuck(rotation: "r", reason: .noRoom, repetition: 0),
        .rotationStuck(rotation: "r", reason: .noRoom, repetition: 1),
        .rotationStuck(rotation: "r", reason: .keyring, repetition: 0), .rotated(rotation: "r"),
        .rotated(rotation: "s"), .escalated(before: .days(3)), .escalated(before: .days(0)), .entryRemoved(at: since),
        .silent(since: since),
    ]

    @Test(arguments: all) func `an occasion is read back from its key`(occasion: Occasion) {
        #expect(Occasion(key: occasion.key) == occasion)
        #expect(occasion.key.hasPrefix("\(occasion.kind.word)/"))
    }

    @Test func `each kind is one of a credential or of the daemon`() throws {
        let daemons: [DaemonOccasion] = [
            .impaired(.diskFull, since: Self.since), .restored(.diskFull, since: Self.since),
            .secretRefused(try #require(CredentialName("contoso")), .secretWrong, version: "v", since: Self.since),
            .channelFails(try #require(ChannelName("channel")), since: Self.since),
            .oldSecretUsed(try #require(CredentialName("contoso")), version: "v", since: Self.since),
            .channelWorks(try #require(ChannelName("teams-ops")), since: Self.since),
            .held(count: 3, since: Self.since),
            .keysChanged(try #require(CredentialName("contoso")), since: Self.since),
            .passwordChanged(try #require(CredentialName("keys")), since: Self.since),
            .mayStop(try #require(CredentialName("password")), since: Self.since),
        ]
        for occasion in daemons { #expect(DaemonOccasion(key: occasion.key) == occasion) }
        let (ofCredential, ofDaemon) = (Set(Self.all.map(\.kind)), Set(daemons.map(\.kind)))
        #expect(ofCredential.isDisjoint(with: ofDaemon) && ofCredential.union(ofDaemon) == Set(NoticeKind.allCases))
        for occasion in daemons { #expect(occasion.key.hasPrefix("\(occasion.kind.word)/")) }
    }

    @Test(arguments: [
        "", "lapses", "lapses/", "lapses/x", "lapses/1/2", "lapsed/1/", "refused/nonsense/1/0", "refused/no-role/1",
        "unchecked/1",
        "works-again", "LAPSED/1", " lapsed/1", "hand-off/r", "hand-off/r/x", "rotation-stuck/r/nonsense/0",
        "rotation-stuck/r/no-room", "rotated",
    ]) func `what is no key is not read`(key: String) {
        #expect(Occasion(key: key) == nil)
    }

    @Test func `none supersedes itself, and of two at most one the other`() {
        for one in Self.all {
            #expect(!one.supersedes(one))
            for other in Self.all where one.supersedes(other) && other.supersedes(one) {
                // Trouble and its end take turns, and so do rotations and their obstacles; whichever is raised later is
                // the news.
                let isOfRotation = [one, other].allSatisfy {
                    $0.key.hasPrefix("hand-off/") || $0.key.hasPrefix("rotation-stuck/")
                }
                #expect(isOfRotation || [one, other].contains(.worksAgain(since: Self.since)))
            }
        }
    }

    @Test func `what ends another kind is about trouble, a rotation or an end`() {
        for kind in NoticeKind.allCases {
            #expect(!kind.ends.contains(kind) && !kind.ends.contains(.test), "\(kind)")
            #expect(NoticeKind(word: kind.word) == kind)
        }
        #expect(NoticeKind(word: "of-a-later-release") == nil)
    }

    @Test func `the more urgent supersedes the less urgent, and the end of trouble its telling`() {
        let (long, short) = (Occasion.lapses(within: .days(30)), Occasion.lapses(within: .days(7)))
        let refused = Occasion.refused(.noRole, since: Self.since, repetition: 2)
        #expect(short.supersedes(long) && !long.supersedes(short))
        #expect(Occasion.lapsed(repetition: 0).supersedes(short) && !short.supersedes(.lapsed(repetition: 0)))
        #expect(Occasion.lapsed(repetition: 1).supersedes(.lapsed(repetition: 0)))
        #expect(Occasion.refused(.noRole, since: Self.since + .days(1), repetition: 0).supersedes(refused))
        #expect(refused.supersedes(.unchecked(since: Self.since, repetition: 7)))
        #expect(Occasion.worksAgain(since: Self.since).supersedes(refused))
        #expect(!Occasion.worksAgain(since: Self.since).supersedes(short))
        let later = Occasion.handOff(rotation: "r", dueAt: Self.since + .days(3))
        #expect(later.supersedes(.handOff(rotation: "r", dueAt: Self.since)))
        for occasion in [later, .rotationStuck(rotation: "r", reason: .keyring, repetition: 3)] {
            #expect(Occasion.rotated(rotation: "r").supersedes(occasion))
        }
        for occasion in Self.all {
            #expect(!occasion.supersedes(.test(id: "x")) && !Occasion.test(id: "x").supersedes(occasion))
        }
    }

    @Test func `what has lapsed comes before what is refused now, and that before what lapses`() {
        let now = Sample.start
        let order: [(Occasion, Instant?)] = [
            (.lapsed(repetition: 3), now - .days(3)), (.refused(.noRole, since: now, repetition: 0), now + .days(9)),
            (.lapses(within: .days(1)), now + .hours(20)), (.unchecked(since: now, repetition: 0), now + .days(3)),
            (.worksAgain(since: now), nil), (.lapses(within: .days(30)), now + .days(30)),
        ]
        let deadlines = order.map { $0.deadline(windowEnd: $1, raisedAt: now) }
        #expect(deadlines == deadlines.sorted() && Set(deadlines).count == deadlines.count)
        #expect(Occasion.lapsed(repetition: 0).deadline(windowEnd: nil, raisedAt: now) == now)
    }

    @Test(arguments: DaemonFault.allCases) func `an occasion of the daemon is read back from its key`(
        fault: DaemonFault
    ) {
        let (begun, over) = (
            DaemonOccasion.impaired(fault, since: Self.since), DaemonOccasion.restored(fault, since: Self.since)
        )
        for occasion in [begun, over] {
            #expect(DaemonOccasion(key: occasion.key) == occasion)
            #expect(Occasion(key: occasion.key) == nil)
            #expect(occasion.fault == fault && occasion.since == Self.since)
        }
        #expect(over.supersedes(begun) && !begun.supersedes(over) && !begun.supersedes(begun))
        #expect(!over.supersedes(.impaired(fault, since: Self.since + .seconds(1))))
        #expect(DaemonOccasion(key: "lapsed/0") == nil && DaemonOccasion(key: "impaired/nonsense/1") == nil)
    }

    @Test(arguments: ["ops", "channel", "teams-ops"])
    func `word of a channel has a key that is read back, and that it works again ends its own trouble alone`(
        text: String
    ) throws {
        let name = try #require(ChannelName(text))
        let other = try #require(ChannelName("other"))
        let (fails, works) = (
            DaemonOccasion.channelFails(name, since: Self.since), DaemonOccasion.channelWorks(name, since: Self.since)
        )
        for occasion in [fails, works] {
            #expect(DaemonOccasion(key: occasion.key) == occasion)
            #expect(occasion.fault == nil && occasion.since == Self.since)
        }
        #expect(works.supersedes(fails) && !fails.supersedes(works))
        #expect(!works.supersedes(.channelFails(other, since: Self.since)))
        #expect(!works.supersedes(.channelFails(name, since: Self.since + .seconds(1))))
        #expect(DaemonOccasion(key: "impaired/other/\(text)/1") == nil)
        #expect(DaemonOccasion(key: "impaired/channel/mail/1") == nil)
    }

    @Test(arguments: ["contoso", "@mail", "@administrator"])
    func `word of a secret that was refused has a key that is read back, and ends no trouble`(name: String) throws {
        let refused = DaemonOccasion.secretRefused(
            try #require(CredentialName(name)), .secretWrong, version: "0199f1c0-0000-7000-8000-000000000001",
            since: Self.since)
        #expect(DaemonOccasion(key: refused.key) == refused)
        #expect(refused.fault == nil && refused.since == Self.since)
        #expect(!refused.supersedes(.impaired(.diskFull, since: Self.since)))
        #expect(!DaemonOccasion.restored(.diskFull, since: Self.since).supersedes(refused))
        #expect(DaemonOccasion(key: "secret-refused/contoso/nonsense/1/2") == nil)
    }
}
