package import Queues

/// One queue for the engine, its ledger and the world that answers it.
///
/// Nothing in a simulation blocks, so that nothing needs a thread of its own: no call has to wake another thread, and
/// what one seed brings comes in one order.
package struct OneQueue: Sendable {
    /// What tasks and actors run on.
    package let tasks: WorkQueue
    /// What the ledger runs on.
    package let ledger: QueueExecutor

    package init() {
        tasks = WorkQueue(label: "leadkeeper.simulation")
        ledger = QueueExecutor(sharing: tasks.queue)
    }

    /// Runs a task's work on it, as far as that belongs to no actor with an executor of its own.
    package func run<Value>(
        isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
    ) async rethrows -> Value {
        try await withTaskExecutorPreference(tasks, operation: work)
    }
}
