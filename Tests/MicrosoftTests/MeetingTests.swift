import Credentials
import Simulators
import Testing

@testable import Microsoft

/// Asking an address whose it is, before it is a connection's.
@Suite struct MeetingTests {
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)

    @Test func `an environment tells its directory to somebody without a credential, in one request`() async throws {
        try await Rig.run { rig in
            let (directory, report) = await rig.prober.meet(rig.cloud.url(Rig.host), at: Self.now)
            #expect(directory?.description == Rig.directory)
            #expect(report.result == .ok && report.finding == nil)
            #expect(report.steps.map(\.name) == [.endpoint] && report.steps.map(\.result) == [.ok])
            #expect(report.clockSkew != nil)
            #expect(rig.steps == ["endpoint"])
        }
    }

    @Test(arguments: [
        (Fault(.redirect), ProbeClass.notDynamics), (Fault(.wall, value: 404), .notDynamics),
        (Fault(.empty401), .notDynamics), (Fault(.wall, value: 407), .serviceFault), (Fault(.status503), .serviceFault),
    ])
    func `what answers in another way is told as a probe tells it`(fault: Fault, expected: ProbeClass) async throws {
        try await Rig.run { rig in
            var fault = fault
            fault.step = "endpoint"
            rig.cloud.inject(fault)
            let (directory, report) = await rig.prober.meet(rig.cloud.url(Rig.host), at: Self.now)
            #expect(directory == nil)
            #expect(report.finding?.class == expected && report.finding?.step == .endpoint, "\(report)")
            #expect(report.steps.map(\.result) == [expected.result == .failed ? .failed : .unknown])
        }
    }

    @Test func `an address that nobody answers at is unknown, not wrong`() async throws {
        try await Rig.run { rig in
            let (directory, report) = await rig.prober.meet("https://localhost:1", at: Self.now)
            #expect(directory == nil && report.result == .unknown && report.finding?.class == .network)
        }
    }
}
