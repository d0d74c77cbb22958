internal import Dispatch

/// The signals that the service manager and people send, as a sequence of numbers.
///
/// The sources live as long as this does: one that is released leaves the process deaf, since the signals are ignored otherwise.
final class SignalQueue: @unchecked Sendable {
    // Sendable: the sources are made and activated in `init` and only kept after that.
    private let sources: [any DispatchSourceSignal]
    /// The signals in the order of their coming; several of one kind may count as one.
    let signals: AsyncStream<Int32>

    init(_ numbers: [Int32]) {
        let queue = DispatchQueue(label: "leadkeeper.signals")
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(16))
        self.signals = signals
        sources = numbers.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in continuation.yield(number) }
            source.activate()
            return source
        }
    }
}
