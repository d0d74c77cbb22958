import Credentials
import Curl
import Foundation
import Refusals
import Simulators
import Testing
import Wording

@testable import Microsoft

@Suite struct StrangerTests {
    private static let steps = ["endpoint", "token", "identity", "choices", "create", "read", "remove"]
    private static let strangers: [Fault] = [
        Fault(.redirect), Fault(.htmlPage), Fault(.empty401), Fault(.garbageJSON), Fault(.wall, value: 400),
        Fault(.wall, value: 401),
        Fault(.wall, value: 403), Fault(.wall, value: 404), Fault(.wall, value: 407), Fault(.wall, value: 412),
        Fault(.wall, value: 451), Fault(.wall, value: 502), Fault(.wall, value: 511),
    ]

    @Test(arguments: steps)
    func `where Dynamics has answered before, no stranger at any step counts against the credential`(step: String)
        async throws
    {
        try await Rig.run { first in
            for var fault in Self.strangers {
                fault.step = step
                fault.count = 1
                let rig = try first.again(fault: fault)
                let report = try await rig.probe(lead: Rig.lead(), isAddressProven: true)
                let name: Comment = "\(fault.name.rawValue) \(fault.value ?? 0) at \(step)"
                #expect(report.result == (step == "choices" || step == "remove" ? .ok : .unknown), name)
                #expect(rig.leads.count <= 1, name)
                if let finding = report.finding {
                    #expect(finding.step?.rawValue == step, name)
                    #expect(!finding.advice.contains("login.microsoftonline.com"), name)
                    let isTheirs = [401, 502].contains(fault.value) || fault.name == .empty401
                    #expect(finding.answeredBy == .proxy || isTheirs || fault.name == .garbageJSON, name)
                }
            }
        }
    }

    @Test(arguments: [
        Fault(.redirect), Fault(.wall, value: 404), Fault(.wall, value: 400), Fault(.wall, value: 401),
        Fault(.empty401),
    ])
    func `at an address where Dynamics has never answered, a stranger is most likely right to be there`(fault: Fault)
        async throws
    {
        try await Rig.run { first in
            var fault = fault
            fault.step = "endpoint"
            let report = try await first.again(fault: fault).probe(lead: Rig.lead())
            #expect(report.finding?.class == .notDynamics && report.result == .failed)
            let proven = try await first.again(fault: fault).probe(lead: Rig.lead(), isAddressProven: true)
            #expect(
                proven.finding?.class == .serviceFault && proven.result == .unknown
                    && proven.finding?.answeredBy == .proxy)
        }
    }

    @Test(arguments: [407, 511, 403])
    func `a proxy's wish for a sign-in, or a network's, says nothing of an address`(status: Int) async throws {
        try await Rig.run { rig in
            rig.cloud.inject(Fault(.wall, step: "endpoint", value: status))
            let report = try await rig.probe(lead: Rig.lead())
            #expect(report.result == .unknown && report.finding?.answeredBy == .proxy)
            #expect(report.finding?.advice.contains("let HTTPS to Microsoft pass") == true)
        }
    }

    @Test(arguments: strangers)
    func `a password is not sent where a stranger answers the question before it`(fault: Fault) async throws {
        guard ![400, 401, 403, 404, 412, 451].contains(fault.value ?? 0), fault.name != .empty401 else { return }
        var fault = fault
        fault.step = "realm"
        try await Rig.run { rig in
            rig.cloud.inject(fault)
            let report = try await rig.probe(.user, lead: nil)
            #expect(report.result == .unknown && report.finding?.step == .token)
            #expect(!rig.steps.contains("token"))
            #expect(report.verdict == nil)
        }
    }

    @Test func `what Dataverse says itself at the first step counts, whoever was met there before`() async throws {
        let body = Array(#"{"error":{"code":"0x8004A104","message":"The organization is disabled."}}"#.utf8)
        for (status, isProven) in [(403, true), (404, false), (302, true)] {
            #expect {
                _ = try Probe.challenge(
                    in: .init(status: status, body: body), plan: ProbePlan(lead: nil, isAddressProven: isProven),
                    now: Instant(secondsSinceEpoch: 0))
            } throws: { ($0 as? ExchangeFailure)?.class == .environmentDisabled }
        }
    }

    @Test(arguments: [302, 403, 404, 407, 511])
    func `neither is Graph's nor Partner Center's what a stranger says`(status: Int) {
        for hasEffect in [false, true] {
            let graph = GraphError.setback(nil, status: status, hasEffect: hasEffect, retryAfter: nil)
            let page = PartnerCenterSession.setback(
                .init(status: status, body: Array("<html>".utf8)), hasEffect: hasEffect)
            for setback in [graph, page] {
                #expect(setback.kind == .transient || hasEffect && setback.kind == .uncertain && status != 407)
                #expect(setback.answeredBy == .proxy)
            }
        }
    }
}
