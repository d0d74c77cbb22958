import Foundation
import Simulators
import TestSupport
import Testing

/// Whatever the network and the services do, the credential is not blamed, and other connections go on.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct NetworkFaultTests {
    @Test func `no misbehaviour of a server is ever held against a credential`() async throws {
        try await Site.run(Site.Plan(settings: "[Network]\nTimeout=2s")) { site in
            _ = try await site.startAll()
            try await site.until {
                try await site.store(site.issueSecret(for: "contoso"), for: "contoso").exit == .code(0)
            }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            let faults: [Fault.Name] = [
                .hang, .endlessBody, .htmlPage, .redirect, .throttle, .status500, .status503, .dropBeforeEffect,
                .dropAfterEffect,
                .empty401, .garbageJSON, .deepJSON, .wall,
            ]
            for name in faults {
                // At the first step too, as the environment has answered there before.
                for step in ["endpoint", "token", "create"] {
                    site.cloud.inject(Fault(name, step: step))
                    let answer = try await site.command("probe", "contoso", "--json")
                    let probe = answer.json.probes[0].probe
                    #expect(
                        answer.exit != .code(1),
                        "\(name) at \(step): \(probe.class.string ?? "") \(probe.message.string ?? "")")
                    #expect(probe.result.string != "failed")
                    #expect(site.leads(of: "contoso") <= 1)
                    site.cloud.clearFaults()
                }
            }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            #expect(site.leads(of: "contoso") == 0)
        }
    }

    @Test func `a name that does not resolve is the network's fault, be it the environment's or Entra's`() async throws
    {
        try await Site.run(Site.Plan(connections: ["contoso", "fabrikam"])) { site in
            try site.connect("fabrikam", url: "https://environment.invalid")
            let (daemon, _) = try await site.startAll()
            for name in ["contoso", "fabrikam"] {
                try await site.until { try await site.store(site.issueSecret(for: name), for: name).exit == .code(0) }
            }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            let environment = try await site.command("probe", "fabrikam", "--json")
            #expect(environment.exit == .code(75))
            #expect(environment.json.probes[0].probe.class.string == "network")
            try site.override("[Entra]\nLoginEndpoint=https://login.invalid")
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: 2)
            let entra = try await site.command("probe", "contoso", "--json")
            #expect(entra.exit == .code(75))
            #expect(["network", "tenant-mismatch"].contains(entra.json.probes[0].probe.class.string))
        }
    }

    @Test func `a host that swallows every packet keeps nobody else waiting`() async throws {
        try await Site.run(Site.Plan(connections: ["contoso", "fabrikam"], settings: "[Network]\nTimeout=20s")) {
            site in
            let hole = try Blackhole()
            try site.connect("fabrikam", url: "https://fabrikam.localhost:\(hole.port)")
            _ = try await site.startAll()
            for name in ["fabrikam", "contoso"] {
                try await site.until { try await site.store(site.issueSecret(for: name), for: name).exit == .code(0) }
            }
            let lost = try site.begin("probe", "fabrikam", "--json")
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            #expect(lost.isRunning)
            let answer = try await lost.answer()
            #expect(answer.exit == .code(75))
            #expect(["timeout", "network"].contains(answer.json.probes[0].probe.class.string))
        }
    }
}
