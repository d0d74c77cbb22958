/// What runs beside the loop, each of which wakes it at its end.
struct Actions {
    /// What actions run on; `nil` for Swift's own.
    let executor: (any TaskExecutor)?
    /// Called when something has changed that a new pass may act upon; never from within a pass.
    let wake: @Sendable () -> Void
    private var tasks: [Int: Task<Void, Never>] = [:]
    private var last = 0

    /// Nothing runs yet.
    init(executor: (any TaskExecutor)?, wake: @escaping @Sendable () -> Void) {
        self.executor = executor
        self.wake = wake
    }

    /// How many have begun so far.
    var begun: Int { last }

    /// Whether none is under way.
    var isEmpty: Bool { tasks.isEmpty }

    /// One that is under way; `nil` where none is.
    var any: Task<Void, Never>? { tasks.values.first }

    /// Asks all to give up.
    func cancel() { for task in tasks.values { task.cancel() } }

    /// A number for one that is to begin.
    mutating func number() -> Int {
        last += 1
        return last
    }

    /// One has begun.
    mutating func begin(_ number: Int, _ task: Task<Void, Never>) { tasks[number] = task }

    /// One has ended.
    mutating func end(_ number: Int) { tasks[number] = nil }
}

extension Engine {
    /// Called when something has changed that a new pass may act upon.
    func wake() { actions.wake() }

    /// Whether an action is under way.
    public var isActing: Bool { !actions.isEmpty }

    /// How many actions have begun since the start, for a simulation's figures.
    package var actionsBegun: Int { actions.begun }

    /// Waits until no action is under way.
    ///
    /// For an orderly stop, and for simulations.
    public func quiesce() async {
        while let action = actions.any { await action.value }
    }

    /// Asks all actions under way to give up: what they have begun is journalled and resumed by the next start.
    public func cancelActions() { actions.cancel() }

    /// Runs `body` beside everything else, and wakes the loop when it has ended.
    func act(_ body: @escaping @Sendable (isolated Engine) async -> Void) {
        let number = actions.number()
        actions.begin(number, Task(executorPreference: actions.executor) { await self.run(number, body) })
    }

    private func run(_ number: Int, _ body: @Sendable (isolated Engine) async -> Void) async {
        await body(self)
        actions.end(number)
        wake()
    }
}
