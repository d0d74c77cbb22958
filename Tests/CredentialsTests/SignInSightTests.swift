import Testing

@testable import Credentials

@Suite struct SignInSightTests {
    private static let now = Sample.start + .days(20)
    private static let (old, new) = (GUID(high: 2, low: 1), GUID(high: 2, low: 2))
    private static let dynamics = SignInResource(id: SignInResource.dataverse, name: "Dataverse")

    private static func signIn(
        _ key: GUID, _ before: TimeSpan, id: String = "theirs", correlation: String? = nil,
        from address: String? = "20.1.2.3", to resource: SignInResource? = dynamics, isRefused: Bool = false
    ) -> KeySignIn {
        KeySignIn(
            keyID: key, at: now - before, requestID: id, correlationID: correlation, address: address,
            resource: resource, isRefused: isRefused)
    }

    private static func sight(
        last: [KeySignIn]? = nil, events: [KeySignIn]? = nil, isWhole: Bool = true, after known: SignInSight? = nil,
        own: OwnSignIns = OwnSignIns(ids: ["ours"])
    ) -> SignInSight {
        SignInSight(
            SignInReport(last: last, events: events, areEventsWhole: isWhole), after: known, of: [old, new], own: own,
            at: now)
    }

    @Test func `sets leadkeeper's own sign-ins aside by either id, in whatever case a report writes it`() {
        let own = OwnSignIns(ids: ["ours", "ours-too"])
        let events = [
            Self.signIn(Self.new, .hours(1), id: "OURS"),
            Self.signIn(Self.new, .hours(2), id: "unknown", correlation: "Ours-Too"),
            Self.signIn(Self.new, .hours(3)),
        ]
        let use = Self.sight(events: events, own: own).use(of: Self.new, at: Self.now)
        #expect(use?.at == Self.now - .hours(3) && use?.leadsAt == Self.now - .hours(3) && use?.isUnclear == false)
        #expect(use?.address == "20.1.2.3" && use?.who == "from 20.1.2.3, to Dynamics 365")
    }

    @Test func `cannot tell where the last one is ours and the single ones cannot be read`() {
        let last = [Self.signIn(Self.new, .hours(1), id: "ours", from: nil)]
        let blind = Self.sight(last: last).use(of: Self.new, at: Self.now)
        #expect(blind?.at == nil && blind?.isUnclear == true)
        let whole = Self.sight(last: last, events: []).use(of: Self.new, at: Self.now)
        #expect(whole?.at == nil && whole?.isUnclear == false)
        let cut = Self.sight(last: last, events: [], isWhole: false).use(of: Self.new, at: Self.now)
        #expect(cut?.isUnclear == true)
        // What was seen before stays seen.
        let seen = Self.sight(last: [Self.signIn(Self.new, .hours(30), from: nil)])
        let later = Self.sight(last: last, after: seen).use(of: Self.new, at: Self.now)
        #expect(later?.at == Self.now - .hours(30) && later?.isUnclear == true)
    }

    @Test func `counts nobody's sign-in for theirs that may be ours`() {
        let gap = OwnSignIns(gaps: [Self.now - .hours(3)...Self.now - .hours(2)])
        for (span, isCounted) in [
            (TimeSpan.seconds(3 * 3_600 + 1), true), (.hours(3), false), (.hours(2), false),
            (.seconds(2 * 3_600 - 1), true),
        ] {
            let use = Self.sight(events: [Self.signIn(Self.old, span)], own: gap).use(of: Self.old, at: Self.now)
            #expect((use?.at != nil) == isCounted && use?.isUnclear == !isCounted, "\(span)")
        }
        let since = OwnSignIns(knownSince: Self.now - .hours(5))
        #expect(
            Self.sight(events: [Self.signIn(Self.old, .hours(6))], own: since).use(of: Self.old, at: Self.now)?.at
                == nil)
        #expect(since.owner(of: Self.signIn(Self.old, .hours(5))) == .others)
        var nameless = Self.signIn(Self.old, .hours(1))
        nameless.requestID = nil
        #expect(since.owner(of: nameless) == .unknown)
        // Its answer may be on its way to us.
        #expect(Self.sight(events: [Self.signIn(Self.old, .minutes(4))]).use(of: Self.old, at: Self.now)?.at == nil)
    }

    @Test func `takes for a use by the marketplace what got a token for Dynamics alone`() {
        let graph = SignInResource(id: GUID(high: 3, low: 3), name: "Something")
        for other in [
            Self.signIn(Self.new, .hours(1), to: graph), Self.signIn(Self.new, .hours(1), to: nil),
            Self.signIn(Self.new, .hours(1), isRefused: true),
        ] {
            let use = Self.sight(events: [other]).use(of: Self.new, at: Self.now)
            #expect(use?.at == Self.now - .hours(1) && use?.leadsAt == nil)
        }
    }

    @Test func `is asked for again a day after it was refused, and forgets nothing by that`() {
        let seen = Self.sight(events: [Self.signIn(Self.old, .hours(1))])
        let refused = SignInSight(.init(code: "X", message: "no licence"), after: seen, at: Self.now)
        #expect(!refused.mayBeRead(at: Self.now + .days(1) - .seconds(1)) && refused.mayBeRead(at: Self.now + .days(1)))
        #expect(refused.use(of: Self.old, at: Self.now + .days(7)) != nil)
        #expect(refused.use(of: Self.old, at: Self.now + .days(7) + .seconds(1)) == nil, "a week old")
        #expect(seen.mayBeRead(at: Self.now))
    }

    // MARK: What follows for a rotation

    private static func rotation(oldEnds: Instant? = Sample.start + .days(400)) -> Rotation {
        var rotation = Rotation(
            id: "0199", method: .clientSecret, handOff: .person, account: "a",
            application: EntraApplication(directory: GUID(high: 1, low: 1), id: GUID(high: 1, low: 2)),
            policy: RotationPolicy(mode: .assisted), isByHand: false,
            old: Rotation.Old(version: "v1", keyID: old, endsAt: oldEnds), copyEndsAt: nil, at: Sample.start)
        rotation.new = Rotation.New(version: "v2", keyID: new, endsAt: nil)
        rotation.advance(to: .confirmed, at: Sample.start)
        return rotation
    }

    private static func facts(_ sight: SignInSight?, maySee: Bool = true) -> RotationFacts {
        var facts = RotationFacts(
            install: GUID(high: 9, low: 9), isConfigured: true, currentVersion: "v2", isCurrentProven: true,
            isCurrentRefused: false, hasAdministrator: true, mintsFrom: nil, knownRotations: ["0199"], clockDoubt: nil,
            isUnverified: false, signIns: sight, maySeeSignIns: maySee)
        _ = facts.handOff.confirm(by: "user 0", at: Sample.start)
        return facts
    }

    @Test func `spares the old secret while somebody uses it, and reads again before it goes`() {
        let used = Self.sight(events: [Self.signIn(Self.old, .hours(9))])
        var rotation = Self.rotation()
        #expect(rotation.move(Self.facts(used), now: Self.now) == .perform(.readSignIns))
        rotation = rotation.after(
            .readSignIns, .signIns(SignInReport(last: nil, events: nil)), Self.facts(used), at: Self.now)
        #expect(rotation.move(Self.facts(used), now: Self.now) == .wait(until: Self.now + .hours(6), for: .oldInUse))
        #expect(rotation.move(Self.facts(used), now: Self.now + .hours(6)) == .perform(.readSignIns))
        var ordered = rotation
        ordered.orderRetirement(by: "user 0")
        #expect(ordered.move(Self.facts(used), now: Self.now) == .perform(.listKeys))
        for unused in [Self.sight(events: []), Self.sight(events: [Self.signIn(Self.new, .hours(1))])] {
            #expect(rotation.move(Self.facts(unused), now: Self.now) == .perform(.listKeys))
        }
    }

    @Test
    func `holds nothing up by a sign-in before the hand-off, after the secret's end, or that nobody can see any more`()
    {
        let asked = { (rotation: Rotation) in
            var rotation = rotation
            rotation.signInsAskedAt = Self.now
            return rotation
        }
        let used = Self.sight(events: [Self.signIn(Self.old, .hours(9))])
        let before = Self.sight(events: [Self.signIn(Self.old, .days(20) + .seconds(1))])
        #expect(asked(Self.rotation()).move(Self.facts(before), now: Self.now) == .perform(.listKeys))
        let ended = asked(Self.rotation(oldEnds: Self.now))
        #expect(ended.move(Self.facts(used), now: Self.now) == .perform(.listKeys))
        let blind = asked(Self.rotation())
        #expect(
            blind.move(Self.facts(used, maySee: false), now: Self.now + .days(30))
                == .wait(until: Self.now + .days(30) + .seconds(1), for: .oldInUse))
        #expect(
            blind.move(Self.facts(used, maySee: false), now: Self.now + .days(30) + .seconds(1)) == .perform(.listKeys))
        #expect(asked(Self.rotation()).move(Self.facts(nil, maySee: false), now: Self.now) == .perform(.listKeys))
    }

    @Test
    func `spares it no longer once nobody has used it for a month and the marketplace has used the new one since`() {
        var rotation = Self.rotation()
        rotation.signInsAskedAt = Self.now
        var sight = Self.sight(events: [Self.signIn(Self.new, .hours(1))])
        let index = sight.keys.firstIndex { $0.keyID == Self.old } ?? 0
        sight.keys[index].at = Self.now - .days(30) + .seconds(1)
        var facts = Self.facts(sight)
        facts.handOff.confirmedAt = Self.now - .days(31)
        #expect(rotation.useOfOld(sight, facts.handOff, now: Self.now) != nil)
        sight.keys[index].at = Self.now - .days(30)
        #expect(rotation.useOfOld(sight, facts.handOff, now: Self.now) == nil)
        sight.keys[1 - index].leadsAt = nil
        #expect(rotation.useOfOld(sight, facts.handOff, now: Self.now) != nil, "nobody was seen with the new one")
    }

    @Test func `looks again when a use stops to count, though the reports are not to be read by then`() {
        let asked = { (rotation: Rotation) in
            var rotation = rotation
            rotation.signInsAskedAt = Self.now
            return rotation
        }
        let wait = { (rotation: Rotation, sight: SignInSight) in asked(rotation).move(Self.facts(sight), now: Self.now)
        }
        let used = Self.sight(events: [Self.signIn(Self.old, .hours(9))])
        for (left, next) in [(TimeSpan.hours(2), TimeSpan.hours(2)), (.hours(6), .hours(6)), (.hours(7), .hours(6))] {
            #expect(
                wait(Self.rotation(oldEnds: Self.now + left), used)
                    == .wait(until: Self.now + next, for: .oldInUse), "its end, in \(left)")
        }
        for (age, next) in [(TimeSpan.days(30) - .hours(2), TimeSpan.hours(2)), (.days(29), .hours(6))] {
            var sight = used
            let index = sight.keys.firstIndex { $0.keyID == Self.old } ?? 0
            sight.keys[index].at = Self.now - age
            var facts = Self.facts(sight)
            facts.handOff.confirmedAt = Self.now - .days(31)
            #expect(
                asked(Self.rotation()).move(facts, now: Self.now) == .wait(until: Self.now + next, for: .oldInUse),
                "the last one, \(age) ago")
        }
    }

    @Test func `waits a day for reports that pass, and for those that may not be read not at all`() {
        let end = Self.rotation().retiresAt ?? Sample.start
        let passing = Setback(.transient, code: "HTTP 503", message: "not now")
        let waits = Self.rotation().after(.readSignIns, .setback(passing), Self.facts(nil), at: end)
        #expect(waits.signInsAskedAt == nil && waits.nextAt.map { $0 > end } == true && waits.attention == nil)
        let late = Self.rotation().after(.readSignIns, .setback(passing), Self.facts(nil), at: end + .days(1))
        #expect(late.signInsAskedAt == end + .days(1) && late.nextAt == nil)
        let forbidden = Setback(.forbidden, code: "X", message: "no licence")
        let refused = Self.rotation().after(.readSignIns, .setback(forbidden), Self.facts(nil), at: end)
        #expect(refused.signInsAskedAt == end && refused.nextAt == nil && refused.attention == nil)
        #expect(refused.move(Self.facts(nil), now: end) == .perform(.listKeys))
    }

    // MARK: Where a person stored the secret

    @Test func `tells of the old secret only once the new one should be in use, by the offer's time and a day`() {
        var version = SecretVersion(
            id: "v2", stage: .current, fingerprint: [1], issuedAt: Sample.start, storedAt: Sample.start,
            expiry: .unknown, keyID: Self.new.description)
        version.handOff.dueSince = Self.now - .days(10)
        version.handOff.copyKeyID = Self.old
        let late = { (span: TimeSpan, version: SecretVersion) in
            LateUse(
                of: version, nil, Self.sight(events: [Self.signIn(Self.old, span)]), publishingTime: .days(5),
                at: Self.now)
        }
        #expect(late(.days(4), version) == nil)
        let found = late(.days(4) - .seconds(1), version)
        #expect(found?.goneBy == Self.now - .days(4) && found?.isSpared == false)
        #expect(found?.sentence.contains("20.1.2.3, to Dynamics 365") == true)
        var said = version
        _ = said.handOff.confirm(by: "user 0", at: Self.now - .days(8))
        #expect(late(.days(7), said) == nil && late(.days(7) - .seconds(1), said) != nil)
        var ended = version
        ended.handOff.copyEndsAt = Self.now
        #expect(late(.hours(9), ended) == nil)
        #expect(found?.week(at: Self.now) == Self.now - .days(4))
        #expect(found?.week(at: Self.now + .days(3)) == Self.now + .days(3))
        #expect(found?.week(at: Self.now + .days(3) - .seconds(1)) == Self.now - .days(4))
    }
}
