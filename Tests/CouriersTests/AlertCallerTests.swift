import Credentials
import Hooks
import JSON
import Ports
import TestBasics
import Testing

@testable import Couriers

/// The call when nothing else reaches anybody, over a real socket.
@Suite struct AlertCallerTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func `the script learns what is down, and that it is over`() async throws {
        let listener = try HookListener(at: HookSocket.alert.path(in: directory.path), answering: "exit 0\n")
        defer { listener.stop() }
        let caller = AlertCaller(HookCaller(directory: directory.path, patience: .seconds(20)), host: "gate")
        let (since, now) = (Instant(secondsSinceEpoch: 1_000), Instant(secondsSinceEpoch: 2_000))
        let ways = [Alarm.Way("mail", reason: "it refuses"), Alarm.Way("channel ops", reason: "it does not listen")]
        for ways in [ways, []] {
            #expect(await caller.call(Alarm(since: since, ways: ways, at: now)).isAccepted)
        }
        let events = try listener.received.map { try JSONCoder.decode(CloudEvent.self, from: $0) }
        #expect(events.map(\.data.kind) == ["impaired", "restored"])
        #expect(events.map(\.data.level) == ["act-now", "works-again"])
        #expect(events.map(\.data.fault) == ["alert-path", "alert-path"] && events.allSatisfy { $0.channel == nil })
        #expect(events[0].data.subject == "leadkeeper on gate cannot notify anybody")
        #expect(events[0].data.text.contains("mail: it refuses; channel ops: it does not listen"))
    }

    @Test func `where nobody listens it says what makes somebody`() async throws {
        let caller = AlertCaller(HookCaller(directory: directory.path), host: "gate")
        let delivery = await caller.call(
            Alarm(since: Instant(secondsSinceEpoch: 0), ways: [], at: Instant(secondsSinceEpoch: 0)))
        #expect(
            delivery.text
                == "leadkeeper-alert.socket does not listen; run `systemctl enable --now leadkeeper-alert.socket`")
    }
}
