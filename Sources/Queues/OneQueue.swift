/// One queue for an engine on a virtual clock, its ledger and the world that answers it.
///
/// Nothing in such a world blocks for long, so that nothing needs a thread of its own: no call has to wake another
/// thread, and what happens comes in one order.
package struct OneQueue: Sendable {
    /// What tasks and actors run on.
    package let tasks: WorkQueue
    /// What the ledger runs on.
    package let ledger: QueueExecutor

    /// Makes the queue.
    ///
    /// - Parameter label: seen in crash logs and debuggers.
    package init(label: String = "leadkeeper.simulation") {
        tasks = WorkQueue(label: label)
        ledger = QueueExecutor(sharing: tasks.queue)
    }

    /// Runs a task's work on it, as far as that belongs to no actor with an executor of its own.
    package func run<Value>(
        isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
    ) async rethrows -> Value {
        try await withTaskExecutorPreference(tasks, operation: work)
    }
}
