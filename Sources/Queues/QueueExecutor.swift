public import Dispatch

/// Runs an actor on a serial queue of its own, so that what blocks there holds up nobody else.
///
/// `DispatchSerialQueue`, which is an executor already, is missing from Dispatch on Linux.
public final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// Makes the queue.
    ///
    /// - Parameter label: seen in crash logs and debuggers.
    public init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Takes a queue that others use too, for a simulation in which nothing blocks and everything has its turn.
    public init(sharing queue: DispatchQueue) {
        self.queue = queue
    }

    /// Runs a job of the actor's when its turn comes.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Traps anywhere but on the queue.
    public func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }

    /// Runs `work` on the queue, after what waits there already.
    public func afterwards(_ work: @escaping @Sendable () -> Void) {
        queue.async(execute: work)
    }

    /// Runs `work` on the queue before there is an actor to run it.
    public func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
