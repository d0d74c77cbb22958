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
