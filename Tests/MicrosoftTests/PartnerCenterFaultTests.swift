import Credentials
import Foundation
import Simulators
import Testing

@testable import Microsoft

@Suite struct PartnerCenterFaultTests {
    /// The calls, and the steps that each of them takes.
    private static let steps = [
        "offer": ["token", "product", "tree", "submissions"], "configure": ["token", "configure"],
        "publish": ["token", "submissions", "configure"], "job": ["token", "job"],
    ]

    @Test(arguments: Fault.Name.allCases)
    func `whatever goes wrong, only what is called uncertain may have been done, and it is never done twice`(
        name: Fault.Name
    )
        async throws
    {
        try await PartnerCenterRig.run(timeout: name == .hang ? .seconds(4) : .seconds(30)) { rig in
            let value = name == .slowDrip ? 1 : name == .throttle ? 7 : nil
            for (call, steps) in Self.steps.sorted(by: { $0.key < $1.key }) {
                for step in steps {
                    let host = step == "token" ? "login.localhost" : "graph.localhost"
                    rig.cloud.change { $0 = PartnerCenterRig.world() }
                    rig.cloud.clearFaults()
                    rig.cloud.advance(by: .seconds(10 * 86_400))
                    let job = call == "job" ? try await rig.configure() : ""
                    rig.cloud.inject(
                        Fault(name, host: host, step: name == .wrongCertificate ? nil : step, count: 1, value: value))
                    let before = rig.changes
                    let setback = await PartnerCenterRig.setback {
                        switch call {
                        case "offer": _ = try await rig.read()
                        case "configure": _ = try await rig.configure()
                        case "publish": _ = try await rig.publish(to: .preview)
                        default: _ = try await rig.job(job)
                        }
                    }
                    let changes = rig.changes - before
                    let place = "\(name.rawValue) at \(step) of \(call): \(setback.map { "\($0)" } ?? "done")"
                    #expect(changes <= 1, "\(place)")
                    guard let setback else {
                        #expect(changes == (call == "configure" || call == "publish" ? 1 : 0), "\(place)")
                        continue
                    }
                    if setback.kind != .uncertain { #expect(changes == 0, "\(place)") }
                    if step != "configure" { #expect(setback.kind != .uncertain, "\(place)") }
                    if name == .throttle {
                        #expect(setback.kind == .transient && setback.retryAfter == .seconds(7), "\(place)")
                    } else if name != .empty401 && name != .propagationDelay {
                        #expect(setback.kind == .transient || setback.kind == .uncertain, "\(place)")
                    }
                    #expect(!"\(setback)".contains("canary") && !"\(setback)".contains("eyJ"), "\(place)")
                }
            }
        }
    }

    @Test func `through a hostile week an offer is handed over, each call repeated until it is answered`() async throws
    {
        try await PartnerCenterRig.run(hostility: 0.1) { rig in
            func insist<Value>(_ call: () async throws -> Value) async throws -> Value {
                for _ in 0..<200 {
                    do {
                        return try await call()
                    } catch let setback as Setback {
                        #expect(setback.kind == .transient || setback.kind == .uncertain, "\(setback)")
                    }
                    rig.cloud.advance(by: .seconds(60))
                }
                throw CancellationError()
            }
            _ = try await insist { try await rig.configure() }
            rig.cloud.advance(by: .seconds(60))
            for target in [Offer.Submission.Target.preview, .live] {
                // An answer that was lost is reconciled by asking, as a rotation does.
                _ = await PartnerCenterRig.setback { try await rig.publish(to: target) }
                for _ in 0..<500 {
                    let newest = try await insist { try await rig.read() }.submissions.first { $0.target == target }
                    if let newest, newest.isComplete, target == .preview || newest.createdAt != nil, rig.isPast(target)
                    {
                        break
                    }
                    rig.cloud.advance(by: .seconds(43_200))
                    _ = await PartnerCenterRig.setback { try await rig.publish(to: target) }
                }
            }
            #expect(try await insist { try await rig.read() }.pendingEdits.isEmpty)
            #expect(rig.cloud.product(PartnerCenterRig.offer)?.tally.testsDelivered ?? 0 >= 1)
        }
    }
}

extension PartnerCenterRig {
    /// Whether an offer has got there, by what only the simulator knows.
    fileprivate func isPast(_ target: Offer.Submission.Target) -> Bool {
        let product = cloud.product(Self.offer)
        return target == .preview ? product?.preview != nil : product?.tally.testsDelivered ?? 0 > 0
    }
}
