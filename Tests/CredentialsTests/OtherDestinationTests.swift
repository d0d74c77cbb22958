import Credentials
import Foundation
import Testing

/// What differs where leads go to an HTTPS endpoint or into an Azure table.
@Suite struct OtherDestinationTests {
    private let stored = Instant(secondsSinceEpoch: 1_800_000_000)

    private func credential(_ identity: Identity, lifetime: Lifetime = .never, isAskedFor: Bool? = nil) throws
        -> Credential
    {
        var credential = try Sample.credential()
        credential.identity = identity
        credential.lifetime = lifetime
        credential.probing.isAskedFor = isAskedFor
        if case .azureTable = identity {
            credential.destination = .table(service: "https://contosoleads.table.core.windows.net", name: "leads")
        } else {
            credential.destination = .httpsEndpoint(origin: "https://hooks.contoso.com", allowsPrivate: false)
        }
        return credential
    }

    private var endpoint: Identity { .httpsEndpoint(host: "hooks.contoso.com") }
    private var table: Identity { .azureTable(account: "contosoleads") }

    private func facts(_ standing: Standing = Standing()) -> Facts {
        Facts(
            current: SecretVersion(
                id: "1", stage: .current, fingerprint: [], issuedAt: stored, storedAt: stored, expiry: .unknown,
                keyID: nil), standing: standing)
    }

    private func report(_ finding: ProbeReport.Finding?, _ extent: ProbeReport.Extent = .signIn, at: Instant)
        -> ProbeReport
    {
        ProbeReport(
            extent: extent, finding: finding, steps: [.init(name: .endpoint, result: .ok, durationMilliseconds: 1)],
            at: at, durationMilliseconds: 1)
    }

    private var withheld: ProbeReport.Finding { .init(class: .notPosted, step: nil, message: "nothing was posted") }

    @Test func `both forms come back from the ledger, and an environment stays a bare address`() throws {
        let coder = JSONEncoder()
        coder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for (destination, text) in [
            (LeadDestination.dynamics(environment: "https://a.example"), "\"https://a.example\""),
            (
                .httpsEndpoint(origin: "https://a.example", allowsPrivate: false),
                #"{"kind":"httpsEndpoint","origin":"https://a.example"}"#
            ),
            (
                .httpsEndpoint(origin: "https://a.example", allowsPrivate: true),
                #"{"allowsPrivate":true,"kind":"httpsEndpoint","origin":"https://a.example"}"#
            ),
            (
                .table(service: "https://a.table.core.windows.net", name: "leads"),
                #"{"kind":"table","origin":"https://a.table.core.windows.net","table":"leads"}"#
            ),
        ] {
            #expect(try String(decoding: coder.encode(destination), as: UTF8.self) == text)
            #expect(try JSONDecoder().decode(LeadDestination.self, from: Data(text.utf8)) == destination)
        }
        for identity in [endpoint, table] {
            let credential = try credential(identity, lifetime: .span(.days(180)), isAskedFor: true)
            #expect(try JSONDecoder().decode(Credential.self, from: coder.encode(credential)) == credential)
        }
    }

    @Test func `an endpoint is looked at as often as signing in, and never posted to unasked`() throws {
        let credential = try credential(endpoint)
        #expect(!credential.isWrittenUnasked && credential.isProbed)
        var standing = Standing()
        for hour in 0..<200 {
            let now = stored + .hours(Int64(hour))
            let decision = decide(credential, facts(standing), now: now)
            for due in decision.due {
                guard case .probe(let extent) = due.action else {
                    Issue.record("\(due)")
                    continue
                }
                #expect(extent == .signIn)
                standing = standing.after(report(withheld, at: now), at: now)
            }
        }
        #expect(standing.failures == 0 && standing.lastProbe?.isWithheld == true)
    }

    @Test func `an endpoint whose own file says how often is posted to`() throws {
        let credential = try credential(endpoint, isAskedFor: true)
        let probe = decide(credential, facts(), now: stored).due.first?.action
        #expect(credential.isWrittenUnasked && probe == .probe(.whole))
    }

    @Test func `an endpoint that cannot be reached is told of, and so is that it can again`() throws {
        let credential = try credential(endpoint)
        var standing = Standing()
        let trouble = ProbeReport.Finding(class: .network, step: .endpoint, message: "no route")
        standing = standing.after(report(withheld, at: stored), at: stored)
        for hour in 1...20 {
            let now = stored + .hours(Int64(hour))
            standing = standing.after(report(trouble, at: now), at: now)
        }
        let now = stored + .hours(20)
        let told = decide(credential, facts(standing), now: now).due.compactMap { due -> NoticeKind? in
            if case .notify(let occasion) = due.action { occasion.kind } else { nil }
        }
        #expect(told == [.unchecked])
        standing.alarmedSince = now
        standing.alarmedOf = .unchecked(since: stored, repetition: 0)
        let later = now + .hours(1)
        standing = standing.after(report(withheld, at: later), at: later)
        let over = decide(credential, facts(standing), now: later).due.contains { due in
            if case .notify(.worksAgain) = due.action { true } else { false }
        }
        #expect(over)
    }

    @Test func `an age that is set is told before it is reached and on the day, and nothing ends with it`() throws {
        for identity in [endpoint, table] {
            let credential = try credential(identity, lifetime: .span(.days(180)))
            let window = Window(
                of: try #require(facts().current), identity: identity, lifetime: credential.lifetime)
            let end = stored + .days(180)
            #expect(window.end == .at(end, .age) && window.isDueDate)
            #expect(window.state(at: end + .days(30), longestLeadTime: .days(30)) == .notice)
            var facts = facts()
            facts.standing = facts.standing.after(report(nil, .whole, at: end - .hours(1)), at: end - .hours(1))
            var told: [Occasion] = []
            for hour in stride(from: Int64(-31 * 24), through: 90 * 24, by: 1) {
                let now = end + .hours(hour)
                facts.standing.lastAttemptAt = now
                facts.standing.lastWholeAt = now
                facts.standing.lastConclusiveAt = now
                for case .notify(let occasion) in decide(credential, facts, now: now).due.map(\.action) {
                    told.append(occasion)
                    facts.noticed.insert(occasion)
                }
            }
            let days: [Int64] = [30, 14, 7, 3, 1, 0]
            #expect(told == days.map { .lapses(within: .days($0)) }, "\(told)")
            let attention = conditions(of: credential, facts, now: end + .days(1)).first { $0.kind == .needsAttention }
            #expect(attention?.reason == "RenewalDue" && attention?.status == .true)
        }
    }

    @Test func `what never expires has no window, and what an operator says of an end is one`() throws {
        let version = try #require(facts().current)
        #expect(Window(of: version, identity: table, lifetime: .never).end == .never)
        var dated = version
        dated.expiry = .at(stored + .days(10), origin: .operator)
        let window = Window(of: dated, identity: table, lifetime: .span(.days(5)))
        #expect(window.end == .at(stored + .days(10), .operator) && !window.isDueDate)
    }

    @Test func `what Partner Center is to have is the kind, and the host where it can be seen there`() throws {
        let endpoint = try #require(LeadConfiguration(of: credential(endpoint)))
        #expect(endpoint.kind == Stated(.httpsEndpoint) && endpoint.address == "https://hooks.contoso.com")
        let table = try #require(LeadConfiguration(of: credential(table)))
        #expect(table.kind == Stated(.table) && table.address == nil && table.account == nil)
    }
}
