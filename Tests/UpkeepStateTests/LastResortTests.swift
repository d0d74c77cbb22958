import Credentials
import Ports
import Testing

@testable import UpkeepState

/// When it is told that nobody can be notified, and when somebody is called.
@Suite struct LastResortTests {
    private static let start = Instant(secondsSinceEpoch: 1_800_000_000)
    private static let down = WaysOut.down([
        Alarm.Way("mail", reason: "it refuses"), Alarm.Way("channel ops", reason: "x answered 404"),
    ])

    /// What is to be done at that span from the start, as one letter: nothing, told and called, called, ended.
    private func turn(_ resort: inout LastResort, _ ways: WaysOut, at span: TimeSpan) -> Character {
        switch resort.turn(ways, at: Self.start + span, uptime: span) {
        case .nothing: "-"
        case .raise(let alarm, isTold: false): alarm.isOver ? "?" : "T"
        case .raise(_, isTold: true): "c"
        case .end(let alarm): alarm.isOver ? "E" : "?"
        }
    }

    /// Whether the journal is to have that a call came to nothing.
    private func ended(_ resort: inout LastResort, _ isAccepted: Bool, at span: TimeSpan) -> Bool {
        resort.endCall(isAccepted: isAccepted, at: span)
    }

    @Test func `it is told once, a day later again, and once that it is over`() {
        var resort = LastResort()
        #expect(turn(&resort, .untried, at: .seconds(0)) == "-" && turn(&resort, .open, at: .seconds(1)) == "-")
        #expect(turn(&resort, Self.down, at: .seconds(60)) == "T" && resort.since == Self.start + .seconds(60))
        #expect(ended(&resort, true, at: .seconds(61)) == false)
        for seconds in [61, 62, 3_600, 86_400, 86_459] as [Int64] {
            #expect(turn(&resort, Self.down, at: .seconds(seconds)) == "-", "\(seconds)")
        }
        #expect(resort.next(at: .seconds(86_459)) == .seconds(86_460))
        #expect(
            turn(&resort, Self.down, at: .seconds(86_460)) == "T"
                && turn(&resort, Self.down, at: .seconds(86_461)) == "-")
        #expect(turn(&resort, .untried, at: .seconds(90_000)) == "-" && resort.since != nil)
        #expect(turn(&resort, .open, at: .seconds(90_001)) == "E" && resort.since == nil)
        #expect(turn(&resort, .open, at: .seconds(90_002)) == "-" && resort.next(at: .seconds(90_002)) == nil)
        #expect(turn(&resort, Self.down, at: .seconds(90_003)) == "T")
    }

    @Test func `a call that comes to nothing is made again each hour, is told once, and tells nothing anew`() {
        var resort = LastResort()
        #expect(turn(&resort, Self.down, at: .seconds(0)) == "T")
        resort.beginCall()
        #expect(turn(&resort, Self.down, at: .hours(2)) == "-", "while one is made there is no other")
        #expect(ended(&resort, false, at: .hours(2)))
        #expect(turn(&resort, Self.down, at: .hours(3) - .seconds(1)) == "-")
        #expect(turn(&resort, Self.down, at: .hours(3)) == "c")
        #expect(!ended(&resort, false, at: .hours(3)))
        #expect(turn(&resort, Self.down, at: .hours(4)) == "c")
        #expect(!ended(&resort, true, at: .hours(4)))
        #expect(turn(&resort, Self.down, at: .hours(23)) == "-")
        #expect(turn(&resort, Self.down, at: .hours(24)) == "T")
    }

    @Test func `a call that says that it is over is not made again`() {
        var resort = LastResort()
        #expect(turn(&resort, Self.down, at: .seconds(0)) == "T" && turn(&resort, .open, at: .hours(1)) == "E")
        #expect(ended(&resort, false, at: .hours(1)))
        #expect(resort.next(at: .hours(1)) == nil && turn(&resort, .open, at: .hours(9)) == "-")
    }

    @Test(arguments: [
        (TimeSpan.seconds(0), TimeSpan.hours(24)), (.hours(1), .hours(23)), (.hours(23), .hours(1)),
        (.hours(24), .seconds(0)), (.days(9), .seconds(0)), (.seconds(-60), .hours(24)),
    ]) func `after a start it is told again a day after it was`(ago: TimeSpan, wait: TimeSpan) {
        var resort = LastResort()
        resort.recall(since: Self.start - .days(10), toldAgo: ago, at: .seconds(0))
        #expect(turn(&resort, .untried, at: wait + .seconds(1)) == "-")
        if wait > .seconds(0) { #expect(turn(&resort, Self.down, at: wait - .seconds(1)) == "-") }
        #expect(turn(&resort, Self.down, at: wait) == "T" && resort.since == Self.start - .days(10))
    }

    @Test func `the sentence names each way and its reason`() {
        let ways = [Alarm.Way("mail", reason: "it refuses"), Alarm.Way("channel ops", reason: "x answered 404")]
        #expect(
            Alarm(since: Self.start, ways: ways, at: Self.start).sentence
                == "nobody can be notified: every way out is down; mail: it refuses; channel ops: x answered 404")
        #expect(
            Alarm(since: Self.start, ways: [], at: Self.start).sentence
                == "somebody can be notified again: a way out works")
    }
}
