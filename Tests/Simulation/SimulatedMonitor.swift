package import Credentials
package import Ports
package import SecureMemory
package import Synchronization

/// A monitor that keeps the signs that it is given.
package final class SimulatedMonitor: LifeSignSender {
    package struct Sign: Hashable {
        package var sign: LifeSign
        package var url: String
        package var at: Instant
    }

    package let clock: ManualClock
    package let signs = Mutex<[Sign]>([])
    /// What it answers in place of taking a sign; `nil` where it takes it.
    package let refusal = Mutex<String?>(nil)
    /// Who waits for an answer while it hangs; `nil` where it does not.
    package let waiting = Mutex<[CheckedContinuation<Void, Never>]?>(nil)

    package init(clock: ManualClock) { self.clock = clock }

    package func send(_ sign: LifeSign, to url: SharedSecret, as heartbeat: Heartbeat) async -> LifeSignAnswer {
        signs.withLock { $0.append(Sign(sign: sign, url: url.text, at: clock.now())) }
        if waiting.withLock({ $0 != nil }) {
            await withCheckedContinuation { continuation in waiting.withLock { $0?.append(continuation) } }
        }
        let refusal = refusal.withLock { $0 }
        return LifeSignAnswer(isTaken: refusal == nil, host: "hc.example", text: refusal ?? "hc.example answered 200")
    }

    /// Lets all go who wait, and hangs no more.
    package func goOn() {
        let all = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting ?? []
        }
        for continuation in all { continuation.resume() }
    }
}
