internal import Dispatch
internal import Glibc

/// The signals that the service manager and people send, as a sequence of numbers.
///
/// The first that asks for an end also sets the latest moment of it, on the queue of the signals alone: nothing that
/// hangs elsewhere, at start, in the midst of work or at the stop itself, can put it off.
///
/// The sources live as long as this does: one that is released leaves the process deaf, since the signals are blocked
/// otherwise.
final class SignalQueue: @unchecked Sendable {
    // Sendable: the sources are made and activated in `init` and only kept after that.
    private let sources: [any DispatchSourceSignal]
    /// The signals in the order of their coming; several of one kind may count as one.
    let signals: AsyncStream<Int32>

    /// - Parameters:
    ///   - numbers: the signals to listen for; those but SIGHUP ask for an end.
    ///   - patience: how long after the first of these the process ends whatever hangs; what was begun is in the
    ///     ledger, and the next start resumes it.
    ///   - overdue: called before it ends so.
    init(_ numbers: [Int32], patience: DispatchTimeInterval, overdue: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "leadkeeper.signals")
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(16))
        self.signals = signals
        sources = numbers.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in
                continuation.yield(number)
                guard number != SIGHUP else { return }
                queue.asyncAfter(deadline: .now() + patience) {
                    overdue()
                    _exit(EX_OK)
                }
            }
            source.activate()
            return source
        }
    }
}
