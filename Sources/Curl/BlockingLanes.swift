internal import Dispatch
internal import Synchronization

/// Runs work that blocks, some pieces at a time and the rest in the order in which it came.
///
/// Each lane is a serial queue of its own: those get threads beyond the global pool, which blocked work would exhaust.
final class BlockingLanes: Sendable {
    private struct State {
        var idle: [DispatchQueue]
        var waiting: [@Sendable () -> Void] = []
    }

    private let state: Mutex<State>

    init(label: String, count: Int) {
        state = Mutex(State(idle: (1...max(1, count)).map { DispatchQueue(label: "\(label).\($0)") }))
    }

    /// Runs `work` as soon as a lane is free.
    func run(_ work: @escaping @Sendable () -> Void) {
        let lane = state.withLock { state in
            let lane = state.idle.popLast()
            if lane == nil { state.waiting.append(work) }
            return lane
        }
        lane?.async { self.follow(work, on: lane) }
    }

    /// Runs `work`, then what has waited for longest, or gives the lane back.
    private func follow(_ work: () -> Void, on lane: DispatchQueue?) {
        work()
        let next = state.withLock { state -> (@Sendable () -> Void)? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            if let lane { state.idle.append(lane) }
            return nil
        }
        guard let next else { return }
        lane?.async { self.follow(next, on: lane) }
    }
}
