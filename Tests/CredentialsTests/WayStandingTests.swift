import Credentials
import Testing

/// What is remembered of a way out, and what of it counts.
@Suite struct WayStandingTests {
    private let now = Instant(secondsSinceEpoch: 1_795_000_000)
    private let lasting = WayStanding.Fault("Refuses", "the server answered 535", isLasting: true)
    private let passing = WayStanding.Fault("TakesNothing", "no route", isLasting: false)

    private func out(_ standing: WayStanding, at now: Instant) -> AlertPath {
        AlertPath(nil, kind: "mail", reachesOperators: true, standing, at: now)
    }

    @Test func `a proof counts for two days, one by deliveries alone for thirty`() {
        var standing = WayStanding()
        #expect(out(standing, at: now).status == .unknown)
        let news1 = standing.works(by: .canary, "it takes mail", at: now)
        #expect(news1)
        let news2 = standing.works(by: .canary, "it takes mail", at: now + .days(1))
        #expect(!news2)
        #expect(standing.since == now && standing.provenAt == now + .days(1))
        #expect(out(standing, at: now + .days(3) - .seconds(1)).status == .true)
        let old = out(standing, at: now + .days(3))
        #expect(old.status == .unknown && old.reason == "NotProvenLately" && !old.isProven && !old.isDown)

        var silent = WayStanding()
        silent.isLeftToDeliveries("a test would be seen", at: now)
        #expect(out(silent, at: now).status == .unknown)
        let news3 = silent.works(by: .delivery, WayStanding.delivered, at: now)
        #expect(news3)
        silent.isLeftToDeliveries("a test would be seen", at: now + .days(1))
        #expect(out(silent, at: now + .days(30) - .seconds(1)).isProven)
        #expect(out(silent, at: now + .days(30)).status == .unknown)
    }

    @Test func `what is said for good is down at once, what may pass after an hour and three failures`() {
        var refused = WayStanding()
        let news4 = refused.fails(by: .canary, lasting, at: now)
        #expect(news4)
        #expect(out(refused, at: now).isDown)
        var away = WayStanding()
        for minutes in [0, 30] { _ = away.fails(by: .canary, passing, at: now + .minutes(Int64(minutes))) }
        #expect(!out(away, at: now + .hours(2)).isDown, "it was met twice")
        _ = away.fails(by: .delivery, passing, at: now + .minutes(59))
        #expect(!out(away, at: now + .hours(1) - .seconds(1)).isDown)
        #expect(out(away, at: now + .hours(1)).isDown)
        let news5 = away.works(by: .delivery, WayStanding.delivered, at: now + .hours(2))
        #expect(news5)
        #expect(out(away, at: now + .hours(2)).isProven)
    }

    @Test func `canaries come daily and early by their jitter, and after a failure as the ladder has it`() {
        var standing = WayStanding(jitterPermille: 100)
        #expect(standing.due(with: "a", at: now) == now)
        _ = standing.works(by: .canary, "it takes mail", at: now)
        standing.isTried(with: "a", at: now)
        #expect(standing.due(with: "a", at: now) == now + .seconds(86_400 - 8_600))
        #expect(standing.due(with: "b", at: now) == now, "it is set up otherwise")
        #expect(standing.due(with: "a", at: now - .days(400)) == now - .days(400), "the clock was set back")
        for delay in [TimeSpan.minutes(1), .minutes(2), .minutes(2), .minutes(5)] {
            _ = standing.fails(by: .canary, passing, at: now)
            standing.isTried(with: "a", at: now)
            #expect(standing.due(with: "a", at: now) == now + delay)
        }
        standing.isTried(with: "a", rest: .hours(2), at: now)
        #expect(standing.due(with: "a", at: now) == now + .hours(2), "as it was asked to")
        _ = standing.fails(by: .canary, lasting, at: now)
        standing.isTried(with: "a", at: now)
        #expect(standing.due(with: "a", at: now) == now + .hours(1), "a refused password may lock an account")
    }

    @Test func `what was proven of another set-up is proven no more, and no old notice proves it again`() {
        var standing = WayStanding()
        _ = standing.works(by: .delivery, WayStanding.delivered, at: now)
        standing.isTried(with: "a", at: now)
        standing.isSetUpAnew(at: now + .hours(1))
        standing.isLeftToDeliveries("a test would be seen", at: now + .hours(1))
        standing.isTried(with: "b", at: now + .hours(1))
        standing.wasProven(at: now)
        #expect(out(standing, at: now + .hours(1)).status == .unknown)
        #expect(!out(standing, at: now + .hours(1)).isProven && standing.provenAt == nil)
        let isNews = standing.works(by: .delivery, WayStanding.delivered, at: now + .hours(2))
        #expect(isNews && out(standing, at: now + .days(20)).isProven)
    }

    @Test func `all are down once none is left by which operators are told`() throws {
        var refused = WayStanding()
        _ = refused.fails(by: .canary, lasting, at: now)
        var later = WayStanding()
        _ = later.fails(by: .canary, lasting, at: now + .hours(1))
        let name = try #require(ChannelName("ops"))
        let mail = out(refused, at: now + .hours(2))
        let channel = { (standing: WayStanding, reaches: Bool) in
            AlertPath(name, kind: "slack", reachesOperators: reaches, standing, at: now + .hours(2))
        }
        #expect(AlertPaths([mail]).areAllDown)
        #expect(!AlertPaths([mail, channel(WayStanding(), true)]).areAllDown)
        #expect(AlertPaths([mail, channel(WayStanding(), false)]).areAllDown)
        let all = AlertPaths([mail, channel(later, true)])
        #expect(all.areAllDown && all.allDownSince == now + .hours(1))
        #expect(all[name]?.name == "ops" && all[nil]?.name == "mail")
    }
}
