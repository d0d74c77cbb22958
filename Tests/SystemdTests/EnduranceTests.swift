import Foundation
import TestSupport
import Testing

@Suite(.bootsMachines)
struct EnduranceTests {
    /// How many times something is done to the services; `LEADKEEPER_KILLS` asks for more than a quick run has.
    private static let rounds = ProcessInfo.processInfo.environment["LEADKEEPER_KILLS"].flatMap { Int($0) } ?? 40

    /// How soon the secrets are to be served again; in a quick run, which shares the processor with other tests, there
    /// only to end a hang.
    private static let limit = Duration.seconds(
        ProcessInfo.processInfo.environment["LEADKEEPER_KILLS"] == nil ? 60 : 10)

    private static let harms = [
        "systemctl restart", "systemctl kill --kill-who=main --signal=ABRT", "systemctl kill --signal=KILL",
        "systemctl kill --kill-who=main --signal=TERM",
    ]

    @Test func `random restarts and kills under load lose nothing`() async throws {
        let machine = try await Machine.running()
        try await machine.configure("fabrikam", Machine.contoso.replacing("contoso.crm4", with: "fabrikam.crm4"))
        try await machine.must("systemctl reload leadkeeper")
        let journal = try await machine.followJournal()
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        // What may be found in the keyring: what was acknowledged last, or what was stored after it without an
        // acknowledgement.
        var accepted: [String: [String]] = [:]
        for name in ["contoso", "fabrikam"] {
            #expect(try await machine.store("secret 0 of \(name)", for: name))
            accepted[name] = ["secret 0 of \(name)"]
        }
        var times: [Duration] = []
        for round in 1...Self.rounds {
            let name = round.isMultiple(of: 2) ? "contoso" : "fabrikam"
            let secret = "secret \(round) of \(name)"
            let harm = try #require(Self.harms.randomElement(using: &random))
            let service = try #require(Machine.services.randomElement(using: &random))
            let probe = try machine.start("leadkeeper probe contoso fabrikam; leadkeeper status")
            async let isStored = machine.store(secret, for: name)
            try await machine.must("\(harm) \(service)")
            let start = ContinuousClock.now
            _ = try await machine.secretOnceServed(journal)
            // It waits until a start that is under way has ended.
            try await machine.must("systemctl start leadkeeper")
            times.append(ContinuousClock.now - start)
            accepted[name] = try await (isStored ? [] : accepted[name] ?? []) + [secret]
            for (name, secrets) in accepted {
                let found = try await machine.secretOnceServed(journal, of: name)
                #expect(
                    found.map(secrets.contains) == true,
                    "round \(round), seed \(seed): \(harm) \(service) gave \(found ?? "nothing")")
                accepted[name] = found.map { [$0] } ?? secrets
            }
            _ = await probe.exit()
        }
        let longest = try #require(times.max())
        print(
            "\(Self.rounds) restarts and kills, seed \(seed): served again after \(times.sorted()[times.count / 2]), at most \(longest)"
        )
        #expect(longest <= Self.limit)
        #expect(try await machine.deviations() == "")
    }
}
