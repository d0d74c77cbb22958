import Control
import Credentials
import Testing
import Triage

/// A connection that works and needs nobody, to be changed by a test.
func connection(_ name: String = "contoso", _ change: (inout ConnectionStatus) -> Void = { _ in }) -> ConnectionStatus {
    var connection = ConnectionStatus(
        name: name, url: "https://contoso.crm4.dynamics.com", method: "azure-ad", identity: "app",
        contacts: ["ops@contoso.com"], secret: SecretStatus(stored: true, kind: .clientSecret),
        window: WindowStatus(state: .open, expiresAt: Timestamp(now + .days(90))), probe: probe(nil),
        conditions: [], next: nil, decision: DecisionStatus(reason: .nothingDue, message: "nothing is due"))
    change(&connection)
    return connection
}

let now = Instant(secondsSinceEpoch: 1_763_700_000)

/// What a probe found: that it works, or that.
func probe(_ found: ProbeClass?) -> ProbeStatus {
    ProbeStatus(
        ProbeReport(
            extent: .whole, finding: found.map { .init(class: $0, step: .token, message: "it was refused") }, steps: [],
            at: now, durationMilliseconds: 1))
}

@Suite struct ConcernTests {
    @Test(arguments: Attention.allCases)
    func `whatever asks for somebody is a concern of somebody's, but leadkeeper's own trouble`(attention: Attention) {
        let concern = connection { $0.attention = attention }.concern(at: now)
        #expect(concern.level == (attention == .leadkeeper ? .fine : .somebody))
        #expect(concern == .fine || concern != connection { $0.attention = nil }.concern(at: now))
    }

    @Test func `a hand-off is late from its very deadline on, and not a second before`() {
        let waiting = connection {
            $0.attention = .handOff
            $0.handOff = HandOffRecord(nil, deadline: now)
        }
        #expect(waiting.concern(at: now - .seconds(1)) == .handOff)
        #expect(waiting.concern(at: now) == .handOffOverdue)
        let ofRotation = connection {
            $0.attention = .handOff
            $0.rotation.deadline = Timestamp(now)
        }
        #expect(ofRotation.concern(at: now) == .handOffOverdue && ofRotation.concern(at: now - .days(1)) == .handOff)
        #expect(connection { $0.attention = .handOff }.concern(at: now) == .handOff, "nobody has set a deadline")
    }

    @Test func `a renewal is late from its start-by date on, unless somebody is at work`() {
        let due = connection {
            $0.attention = .renewalDue
            $0.startBy = Timestamp(now)
        }
        #expect(due.concern(at: now - .seconds(1)) == .expiring && due.concern(at: now) == .overdue)
        var attended = due
        attended.acknowledgement = AcknowledgementStatus(
            Acknowledgement(by: "Anna", since: now, until: now + .days(3), person: "user 0"))
        #expect(attended.concern(at: now) == .attended)
        #expect(due.concern(at: now).isUrgent && !attended.concern(at: now).isUrgent)
        #expect(due.concern(at: now).isOfDate && attended.concern(at: now).isOfDate)
    }

    @Test func `what nobody has to act about is fine, not known, or at work`() {
        #expect(connection().concern(at: now) == .fine)
        #expect(connection { $0.probe = probe(.network) }.concern(at: now) == .unclear)
        #expect(connection { $0.probe = probe(.secretWrong) }.concern(at: now) == .unclear, "once is not believed")
        #expect(connection { $0.probe = probe(.notPosted) }.concern(at: now) == .fine, "no more can be seen")
        #expect(connection { $0.probe = ProbeStatus(nil) }.concern(at: now) == .untried)
        let unprobed = connection {
            $0.probe = ProbeStatus(nil)
            $0.conditions = [
                ConditionStatus(Condition(.credentialValid, .unknown, Condition.notProbed, "not probed", since: nil))
            ]
        }
        #expect(unprobed.concern(at: now) == .fine)
        #expect(connection { $0.rotation.step = .minted }.concern(at: now) == .underWay)
    }

    @Test func `the most urgent come first, then the nearest deadline, then the name`() {
        let all = [
            connection("a-fine"), connection("b-late") { $0.attention = .lapsed },
            connection("c-soon") {
                $0.attention = .renewalDue
                $0.window.expiresAt = Timestamp(now + .days(20))
            },
            connection("d-sooner") {
                $0.attention = .renewalDue
                $0.window.expiresAt = Timestamp(now + .days(10))
            },
            connection("e-unclear") { $0.probe = probe(.timeout) }, connection("f-refused") { $0.attention = .refused },
            connection("b-fine"),
        ]
        let expected = ["b-late", "f-refused", "d-sooner", "c-soon", "e-unclear", "a-fine", "b-fine"]
        #expect(all.triaged(at: now).map(\.name) == expected)
        #expect(all.reversed().triaged(at: now).map(\.name) == expected)
    }

    @Test func `each counts once`() {
        let tally = Tally(Concern.allCases)
        #expect(tally.all == Concern.allCases.count)
        #expect(tally.unknown == 2 && tally.fine == 2 && tally.somebody == Concern.allCases.count - 4)
        #expect(Concern.allCases.sorted() == Concern.allCases)
    }
}
