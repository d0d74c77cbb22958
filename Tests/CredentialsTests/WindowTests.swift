import Testing

@testable import Credentials

@Suite struct WindowTests {
    private let policyEnd = Sample.start + .days(90)

    private func window(
        _ method: Sample.Method, _ expiry: SecretVersion.Expiry, lifetime: Lifetime = .span(.days(90)),
        refused: Instant? = nil
    ) throws -> Window {
        Window(
            of: Sample.version(expiry), identity: try Sample.credential(method).identity, lifetime: lifetime,
            refusedAsLapsedAt: refused)
    }

    @Test func `the end wins whose origin counts most, and keeps it`() throws {
        let operators = SecretVersion.Expiry.at(Sample.end, origin: .operator)
        #expect(try window(.azureAD, operators).end == .at(Sample.end, .operator))
        #expect(try window(.office365, operators).end == .at(Sample.end, .operator))
        #expect(
            try window(.office365, .at(policyEnd + .seconds(1), origin: .operator)).end
                == .at(policyEnd + .seconds(1), .operator)
        )
        #expect(
            try window(.office365, .at(policyEnd + .days(9), origin: .graph)).end == .at(policyEnd + .days(9), .graph))
        #expect(
            try window(.azureAD, .at(Sample.end, origin: .graph), refused: policyEnd).end == .at(policyEnd, .refusal))
        #expect(
            try window(.office365, .at(policyEnd - .seconds(1), origin: .graph)).end
                == .at(policyEnd - .seconds(1), .graph))
        #expect(
            try window(.azureAD, operators, refused: Sample.end - .seconds(1)).end
                == .at(Sample.end - .seconds(1), .refusal))
        #expect(
            try window(.azureAD, operators, refused: Sample.end + .seconds(1)).end
                == .at(Sample.end + .seconds(1), .refusal))
    }

    @Test func `a password's window follows from its day of issue, unless somebody says that it never ends`() throws {
        #expect(try window(.office365, .unknown).end == .at(policyEnd, .policy))
        #expect(try window(.office365, .never).end == .never)
        #expect(try window(.office365, .unknown, lifetime: .never).end == .never)
        #expect(
            try window(.office365, .at(Sample.end, origin: .operator), lifetime: .never).end
                == .at(Sample.end, .operator))
    }

    @Test func `a client secret's end that nobody said is unknown, never endless`() throws {
        #expect(try window(.azureAD, .unknown).end == .unknown)
        #expect(try window(.azureAD, .unknown, lifetime: .never).end == .unknown)
        #expect(try window(.azureAD, .never).end == .never)
    }

    @Test(arguments: [SecretVersion.Expiry.unknown, .never])
    func `what Entra says of the end outweighs who said none, or never`(expiry: SecretVersion.Expiry) throws {
        for method in Sample.Method.allCases {
            #expect(try window(method, expiry, refused: Sample.start).end == .at(Sample.start, .refusal))
        }
    }

    private func window(
        _ expiry: SecretVersion.Expiry, says end: IssuerReport.End, method: Sample.Method = .azureAD,
        startsAt: Instant? = nil, lifetime: Lifetime = .span(.days(90)), refused: Instant? = nil
    ) throws -> Window {
        var version = Sample.version(expiry)
        version.issuer = IssuerReport(since: Sample.start, startsAt: startsAt, end: end)
        return Window(
            of: version, identity: try Sample.credential(method).identity, lifetime: lifetime,
            refusedAsLapsedAt: refused)
    }

    @Test(arguments: Sample.Method.allCases)
    func `what Microsoft says outweighs whoever stored it and the policy, and a refusal outweighs Microsoft`(
        method: Sample.Method
    ) throws {
        let end = policyEnd + .days(30)
        for expiry in [SecretVersion.Expiry.unknown, .never, .at(end + .days(50), origin: .operator)] {
            let window = try window(expiry, says: .at(end), method: method)
            #expect(window.end == .at(end, .graph) && window.given == nil)
            let never = try self.window(expiry, says: .never, method: method)
            #expect(never.end == .never && never.origin == .graph)
        }
        let refused = try window(.unknown, says: .never, method: method, refused: policyEnd)
        #expect(refused.end == .at(policyEnd, .refusal) && refused.given == nil)
        let pessimistic = try window(.at(end - .days(3), origin: .graph), says: .at(end), method: method)
        #expect(pessimistic.end == .at(end - .days(3), .graph), "the earliest among equals")
    }

    @Test func `what Microsoft does not say is left to the operator and the policy, from the day it was changed`()
        throws
    {
        let changed = Sample.start - .days(20)
        for end in [IssuerReport.End.onPremises, .unsaid] {
            #expect(
                try window(.unknown, says: end, method: .office365, startsAt: changed).end
                    == .at(changed + .days(90), .policy))
            #expect(
                try window(.at(Sample.end, origin: .operator), says: end, method: .office365).end
                    == .at(Sample.end, .operator))
            #expect(try window(.unknown, says: end).end == .unknown)
        }
    }

    @Test func `an earlier end that a person gave stays for reminders, until it is there`() throws {
        let later = Sample.end + .days(100)
        for end in [IssuerReport.End.at(later), .never] {
            let window = try window(.at(Sample.end, origin: .operator), says: end)
            #expect(window.given == Sample.end && window.origin == .graph)
            #expect(window.reminded(at: Sample.end - .seconds(1)) == Sample.end)
            #expect(window.reminded(at: Sample.end) == window.endInstant)
            #expect(window.state(at: Sample.end - .days(30), longestLeadTime: .days(30)) == .notice)
            #expect(window.state(at: Sample.end - .days(30) - .seconds(1), longestLeadTime: .days(30)) != .notice)
            #expect(window.state(at: Sample.end, longestLeadTime: .days(30)) != .lapsed)
        }
        // A day apart is one day, in whatever time zone it was read.
        #expect(try window(.at(later - .days(1), origin: .operator), says: .at(later)).given == nil)
        #expect(try window(.at(later - .days(1) - .seconds(1), origin: .operator), says: .at(later)).given != nil)
    }

    @Test func `a window turns at its very seconds`() throws {
        let window = Window(end: .at(Sample.end, .operator))
        let states: [(Instant, Window.State)] = [
            (Sample.end - .days(30) - .seconds(1), .open), (Sample.end - .days(30), .notice),
            (Sample.end - .seconds(1), .notice),
            (Sample.end, .lapsed), (Sample.end + .seconds(1), .lapsed),
        ]
        for (now, state) in states { #expect(window.state(at: now, longestLeadTime: .days(30)) == state) }
        #expect(window.remaining(at: Sample.end + .seconds(1)) == .seconds(-1))
        #expect(Window(end: .never).state(at: Sample.end, longestLeadTime: .days(30)) == .never)
        #expect(Window(end: .unknown).state(at: Sample.end, longestLeadTime: .days(30)) == .unknown)
        #expect(Window(end: .unknown).remaining(at: Sample.end) == nil)
    }

    @Test func `an unknown end is said of a credential, and asks a person for the date`() throws {
        let all = conditions(of: try Sample.credential(), Sample.facts(Sample.version(.unknown)), now: Sample.start)
        let known = try #require(all.first { $0.kind == .windowKnown })
        #expect(known.status == .false && known.message.contains("--expires"))
    }
}
