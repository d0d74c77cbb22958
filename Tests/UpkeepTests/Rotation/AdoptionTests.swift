import Bookkeeping
import Credentials
import Foundation
import Simulation
import Synchronization
import Testing
import Upkeep
import UpkeepState

/// What `leadkeeper adopt` shows of a connection's client secrets, and which of them it takes.
@Suite struct AdoptionTests {
    private let site: RotationSite
    private let plain: Credential
    private let application: GUID

    init() async throws {
        plain = try Credential.rotating("plain", .remind, number: 7)
        application = try #require(plain.applicationID)
        site = try await RotationSite([plain])
        try await site.storeSecrets()
    }

    private func key(_ number: UInt64, start: Instant? = nil, end: Instant? = nil, hasNoEnd: Bool = false) -> IssuedKey
    {
        IssuedKey(
            keyID: GUID(high: 7, low: number), displayName: nil, hint: "pla", startsAt: start, endsAt: end,
            hasNoEnd: hasNoEnd)
    }

    private func put(_ keys: [IssuedKey], onPrincipal: [IssuedKey] = []) {
        site.cloud.state.withLock { state in
            state.keys[application] = keys.map {
                SimulatedCloud.Key(
                    issued: $0, value: "value of \($0.keyID)", listedFrom: Simulation.start,
                    acceptedFrom: Simulation.start)
            }
            state.principalKeys[application] = onPrincipal
        }
    }

    @Test func `what lies on the service principal alone is shown as that, and not taken`() async throws {
        let both = key(2, end: site.clock.now() + .days(50))
        let hidden = key(3, end: site.clock.now() + .days(70))
        put([both], onPrincipal: [both, hidden])
        let survey = try await site.engine.issuedKeys(of: plain.name)
        #expect(survey.keys.map(\.place) == [.application, .servicePrincipal] && survey.principalObstacle == nil)
        #expect(survey.keys.map(\.key.keyID) == [both.keyID, hidden.keyID])
        await #expect(throws: EngineError(.keyOnPrincipal, plain.name)) {
            try await site.engine.adoptKey(of: plain.name, keyID: hidden.keyID)
        }
        await #expect(throws: EngineError(.unknownKey, plain.name)) {
            try await site.engine.adoptKey(of: plain.name, keyID: GUID(high: 9, low: 9))
        }
        #expect(try await site.engine.adoptKey(of: plain.name, keyID: both.keyID).keyID == both.keyID.description)
    }

    @Test func `an application at home elsewhere has what its service principal has`() async throws {
        put([], onPrincipal: [key(3, hasNoEnd: true)])
        site.cloud.state.withLock { $0.keys[application] = nil }
        #expect(try await site.engine.issuedKeys(of: plain.name).keys.map(\.place) == [.servicePrincipal])
        await #expect(throws: EngineError(.keyOnPrincipal, plain.name)) {
            try await site.engine.adoptKey(of: plain.name, keyID: GUID(high: 7, low: 3))
        }
        site.cloud.state.withLock { $0.principalKeys[application] = [] }
        await #expect(throws: EngineError.self) { try await site.engine.issuedKeys(of: plain.name) }
    }

    @Test func `where the service principal may not be read, that is said, and the application's are listed`()
        async throws
    {
        put([key(2)], onPrincipal: [key(3)])
        site.cloud.state.withLock {
            $0.script["principalKeys"] = [Setback(.forbidden, code: "Authorization_RequestDenied", message: "no")]
        }
        let survey = try await site.engine.issuedKeys(of: plain.name)
        #expect(survey.keys.map(\.key.keyID) == [GUID(high: 7, low: 2)])
        #expect(survey.principalObstacle?.contains("Authorization_RequestDenied") == true)
    }

    @Test func `a key that never lapses and one that begins later are listed and taken as that`() async throws {
        let later = site.clock.now() + .days(10)
        put([key(2, hasNoEnd: true), key(3, start: later, end: later + .days(50))])
        let keys = try await site.engine.issuedKeys(of: plain.name).keys.map(\.key)
        #expect(keys.first { $0.hasNoEnd }?.keyID == GUID(high: 7, low: 2))
        #expect(keys.first { !$0.hasNoEnd }?.startsAt == later)
        let adopted = try await site.engine.adoptKey(of: plain.name, keyID: GUID(high: 7, low: 2))
        #expect(adopted.issuer?.end == .never)
        #expect(await site.engine.status(of: plain.name)?.window?.end == .never)
    }

    @Test(
        arguments: [
            (SecretVersion.Expiry.unknown, nil), (.never, nil),
            (
                .at(Instant(secondsSinceEpoch: 2_000_000_000), origin: .operator),
                Instant(secondsSinceEpoch: 2_000_000_000)
            ),
        ] as [(SecretVersion.Expiry, Instant?)])
    func `the listing learns that a key never lapses, and an earlier date of a person's has its reminders`(
        said: SecretVersion.Expiry, given: Instant?
    ) async throws {
        put([key(2, hasNoEnd: true)])
        _ = try await site.engine.storeSecret(
            secret("value of \(GUID(high: 7, low: 2))"), for: plain.name, issuedAt: nil, expiry: said,
            keyID: GUID(high: 7, low: 2).description)
        try await site.run(for: .hours(1), tick: .minutes(20))
        let window = try #require(await site.engine.status(of: plain.name)?.window)
        #expect(window.end == .never && window.origin == .graph && window.given == given)
    }

    @Test func `what the ledger kept of a key before is read as one whose end is known or not`() throws {
        let old = #"{"keyID":"0f0e0d0c-1111-2222-3333-444455556666","hint":"abc","startsAt":1700000000}"#
        let key = try JSONDecoder().decode(IssuedKey.self, from: Data(old.utf8))
        #expect(!key.hasNoEnd && key.endsAt == nil && key.displayName == nil && key.hint == "abc")
        let again = try JSONDecoder().decode(IssuedKey.self, from: JSONEncoder().encode(self.key(1, hasNoEnd: true)))
        #expect(again == self.key(1, hasNoEnd: true))
    }
}
