public import Dispatch

/// Runs an actor on a serial queue of its own, so that what blocks there holds up nobody else.
///
/// `DispatchSerialQueue`, which is an executor already, is missing from Dispatch on Linux.
public final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue
    /// The serial queue of those who hand out most of the work; nil where it is unknown.
    private let company: DispatchQueue?

    /// Makes the queue.
    ///
    /// - Parameters:
    ///   - label: seen in crash logs and debuggers.
    ///   - company: the serial queue of those who hand out most of the work, which never blocks; nil where it is
    ///     unknown.
    public init(label: String, company: DispatchQueue? = nil) {
        queue = DispatchQueue(label: label)
        self.company = company
    }

    /// Takes a queue that others use too, for a simulation in which nothing blocks and everything has its turn.
    public init(sharing queue: DispatchQueue) {
        self.queue = queue
        company = nil
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

    /// Runs `work` on the queue, after what waits there already, and after what the company hands out in doing what
    /// waits for it now: so much can be done together the more, the busier the company is.
    public func afterCompany(_ work: @escaping @Sendable () -> Void) {
        guard let company else { return afterwards(work) }
        company.async { self.afterwards(work) }
    }

    /// Runs `work` on the queue before there is an actor to run it.
    public func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
