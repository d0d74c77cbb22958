internal import Dispatch
internal import Glibc
internal import KeyringProtocol
internal import Synchronization

/// Ends the process with `EX_UNAVAILABLE` when a request takes too long, after answering in its place.
///
/// No other end has that code: by it the service manager knows that the keyring itself has to be started again.
///
/// libsecret blocks for up to 50 seconds when the keyring hangs, and nothing can be done about its thread. The watchdog
/// has a queue of its own, which no work can hold up.
final class RequestWatchdog: Sendable {
    private struct Guarded {
        let channel: FrameChannel
        let due: ContinuousClock.Instant
    }

    private let deadline: Duration
    private let queue = DispatchQueue(label: "leadkeeper.keyring-watchdog")
    private let guarded = Mutex<Guarded?>(nil)

    init(deadline: Duration) {
        self.deadline = deadline
    }

    /// Runs `body`, which answers the request on `channel`; does not return if it takes too long.
    ///
    /// - Parameter patience: how much longer than others the request may take.
    func watch<Result>(_ channel: FrameChannel, patience: Duration, _ body: () -> Result) -> Result {
        let deadline = deadline + patience
        guarded.withLock { $0 = Guarded(channel: channel, due: .now + deadline) }
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { @Sendable [self] in endIfOverdue() }
        let (seconds, attoseconds) = deadline.components
        timer.schedule(
            deadline: .now() + .seconds(Int(seconds)) + .nanoseconds(Int(attoseconds / 1_000_000_000)),
            repeating: .milliseconds(50))
        timer.activate()
        defer {
            timer.cancel()
            // Waits for a watchdog that is about to end the process, so that no request is answered twice.
            guarded.withLock { $0 = nil }
        }
        return body()
    }

    private func endIfOverdue() {
        guarded.withLock { guarded in
            guard let overdue = guarded, .now >= overdue.due else { return }
            try? overdue.channel.send(Wire.encode(.unavailable(.timedOut)), before: .now + .milliseconds(100))
            log("the keyring did not answer within \(deadline), ending")
            _exit(EX_UNAVAILABLE)
        }
    }
}
