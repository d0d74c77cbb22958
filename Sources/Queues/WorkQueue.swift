public import Dispatch

/// The serial queue that the daemon's tasks run on, none of which ever blocks.
///
/// Swift's own executor runs tasks on Dispatch's global queues. On Linux, from the first use of such a queue, Dispatch
/// looks once a second whether its threads need company, for as long as the process lives: 3,600 wake-ups an hour in
/// which nothing happens (libdispatch, `src/event/workqueue.c`). The threads of serial queues are not looked after. A
/// task has to be started with this executor, and then its child tasks and the actors that have no executor of their
/// own run on it as well.
public final class WorkQueue: TaskExecutor {
    /// The queue, for the event sources whose handlers start tasks: no other thread is woken for them.
    public let queue: DispatchQueue

    /// - Parameter label: seen in crash logs and debuggers.
    public init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Runs the job after those that came before it.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
