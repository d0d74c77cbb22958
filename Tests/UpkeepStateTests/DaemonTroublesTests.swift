import Credentials
import Ports
import Testing
import UpkeepState

/// Trouble of the daemon as a value: what the journal has of it, and when operators are told.
@Suite struct DaemonTroublesTests {
    private static let noon = Instant(secondsSinceEpoch: 1_795_000_000)

    @Test func `the journal has a trouble once, and its end once`() {
        var troubles = DaemonTroubles()
        #expect(troubles.isMet(.keyringLocked, "it is locked", at: Self.noon)?.kind == .keyringFailed)
        #expect(troubles.isMet(.keyringLocked, "it is locked", at: Self.noon + .minutes(1)) == nil)
        #expect(troubles[.keyring]?.since == Self.noon)
        #expect(troubles.isOver(.keyring, at: Self.noon + .minutes(2))?.kind == .keyringWorks)
        #expect(troubles.isOver(.keyring, at: Self.noon + .minutes(3)) == nil)
        #expect(troubles.keyringAnswersSince == Self.noon + .minutes(2))
    }

    @Test func `mail that is delayed and then refused is told to the journal twice, since it now needs somebody`() {
        var troubles = DaemonTroubles()
        #expect(troubles.isMet(.mailUnreachable, "no answer", at: Self.noon)?.kind == .mailDelayed)
        #expect(troubles.isMet(.mailRefused, "no such user", at: Self.noon)?.kind == .mailFailed)
        #expect(troubles.isMet(.mailRefused, "no such user", at: Self.noon) == nil)
    }

    @Test func `that trouble is over is owed to those who were told of it, and to nobody else`() throws {
        var troubles = DaemonTroubles()
        _ = troubles.isMet(.keyringLocked, "it is locked", at: Self.noon)
        _ = troubles.isOver(.keyring, at: Self.noon)
        #expect(troubles.overAndUntold.isEmpty)
        _ = troubles.isMet(.keyringLocked, "it is locked", at: Self.noon)
        troubles.isTold(.keyring)
        _ = troubles.isOver(.keyring, at: Self.noon + .hours(1))
        let past = try #require(troubles.overAndUntold.first)
        #expect(past.fault == .keyringLocked)
        #expect(past.since == Self.noon)
        troubles.isTold(over: past)
        #expect(troubles.overAndUntold.isEmpty)
    }

    @Test func `while the clock is in doubt operators are told of nothing but the clock`() throws {
        var troubles = DaemonTroubles()
        for _ in 1...2 { _ = troubles.isMet(.clockImplausible, "it jumped", at: Self.noon) }
        _ = troubles.isMet(.configurationRefused, "a line is wrong", at: Self.noon)
        let later = Self.noon + .days(1)
        #expect(troubles.toTell(at: later, isClockDoubted: true).due.map(\.fault) == [.clockImplausible])
        #expect(
            Set(troubles.toTell(at: later, isClockDoubted: false).due.map(\.fault))
                == [.clockImplausible, .configurationRefused])
    }
}
