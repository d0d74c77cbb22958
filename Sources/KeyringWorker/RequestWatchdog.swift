internal import Dispatch
internal import Glibc
internal import KeyringProtocol
internal import Synchronization

/// Ends the process with `EX_UNAVAILABLE` when requests take too long, after answering in its place.
///
/// No other end has that code: by it the service manager knows that the keyring itself has to be started again.
///
/// The thread that asks blocks when the keyring hangs, and nothing can be done about it. The watchdog
/// has a queue of its own, which no work can hold up. Its timer is left to fire when a request has ended and looks at
/// the next one then: so requests that follow each other cost it nothing.
final class RequestWatchdog: Sendable {
    private struct State {
        let timer: any DispatchSourceTimer
        /// Who waits, and for how many answers; `nil` where nobody does.
        var channel: FrameChannel?
        var count = 0
        var due = ContinuousClock.Instant.now
        /// For when the timer is set; `nil` where it is not.
        var armedFor: ContinuousClock.Instant?
    }

    private let deadline: Duration
    private let state: Mutex<State>

    init(deadline: Duration) {
        self.deadline = deadline
        let queue = DispatchQueue(label: "leadkeeper.keyring-watchdog")
        state = Mutex(State(timer: DispatchSource.makeTimerSource(queue: queue)))
        state.withLock { state in
            state.timer.setEventHandler { @Sendable [self] in look() }
            state.timer.activate()
        }
    }

    /// Runs `body`, which answers so many requests on `channel`; does not return if that takes too long.
    ///
    /// - Parameter patience: how much longer than others the requests may take.
    func watch<Result>(_ channel: FrameChannel, count: Int, patience: Duration, _ body: () -> Result) -> Result {
        state.withLock { state in
            (state.channel, state.count, state.due) = (channel, count, .now + deadline + patience)
            if state.armedFor.map({ state.due < $0 }) ?? true { arm(&state) }
        }
        // Waits for a watchdog that is about to end the process, so that no request is answered twice.
        defer { state.withLock { $0.channel = nil } }
        return body()
    }

    private func arm(_ state: inout State) {
        state.armedFor = state.due
        let (seconds, attoseconds) = max(.milliseconds(1), state.due - .now).components
        state.timer.schedule(deadline: .now() + .seconds(Int(seconds)) + .nanoseconds(Int(attoseconds / 1_000_000_000)))
    }

    private func look() {
        state.withLock { state in
            state.armedFor = nil
            guard let overdue = state.channel else { return }
            guard .now >= state.due else { return arm(&state) }
            let replies = Array(repeating: Reply.unavailable(.timedOut), count: state.count)
            try? overdue.send(replies, before: .now + .milliseconds(100))
            log("the keyring did not answer within \(deadline), ending")
            _exit(EX_UNAVAILABLE)
        }
    }
}
