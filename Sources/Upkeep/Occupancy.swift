internal import Credentials

/// What one action or one person's request at a time may have: each credential, and the keyring's removals, which a
/// backup holds back.
///
/// Background actions look whether a credential is free and go on to another. People wait in a queue, and whoever
/// leaves hands over to the first in it, so that no background action comes between.
struct Occupancy {
    /// What is waited for.
    enum Place: Hashable {
        /// That nothing is under way for a credential.
        case credential(CredentialName)
        /// That no backup is being made.
        case backup
    }

    private struct Waiter {
        var ticket: Int
        var continuation: CheckedContinuation<Bool, Never>
    }

    private var taken: Set<CredentialName> = []
    /// What has become free since it was asked last.
    private var freed: Set<CredentialName> = []
    private var queues: [Place: [Waiter]] = [:]
    private var lastTicket = 0

    /// Whether something is under way for a credential.
    func contains(_ name: CredentialName) -> Bool { taken.contains(name) }

    /// How many wait.
    var count: Int { queues.values.reduce(0) { $0 + $1.count } }

    /// Whether somebody waits.
    var isAwaited: Bool { count > 0 }

    /// Takes a credential; answers whether it was free.
    @discardableResult
    mutating func insert(_ name: CredentialName) -> Bool { taken.insert(name).inserted }

    /// Gives a credential back: to whoever has waited longest, else it is free.
    mutating func remove(_ name: CredentialName) {
        guard let next = dequeue(.credential(name)) else {
            taken.remove(name)
            freed.insert(name)
            return
        }
        next.continuation.resume(returning: true)
    }

    /// Whether it has become free since `takeFreed`.
    func isFreed(_ name: CredentialName) -> Bool { freed.contains(name) }

    /// What has become free since the last call.
    mutating func takeFreed() -> Set<CredentialName> {
        defer { freed = [] }
        return freed
    }

    /// Lets all go on who wait for a place that nobody takes.
    mutating func open(_ place: Place) {
        for waiter in queues.removeValue(forKey: place) ?? [] { waiter.continuation.resume(returning: true) }
    }

    /// A number for somebody who is going to wait.
    mutating func ticket() -> Int {
        lastTicket += 1
        return lastTicket
    }

    /// Lets somebody wait; resumed with `true` at their turn, with `false` when they give up.
    mutating func enqueue(_ ticket: Int, at place: Place, _ continuation: CheckedContinuation<Bool, Never>) {
        queues[place, default: []].append(Waiter(ticket: ticket, continuation: continuation))
    }

    /// Ends somebody's waiting in vain; does nothing once their turn has come.
    mutating func giveUp(_ ticket: Int, at place: Place) {
        guard let index = queues[place]?.firstIndex(where: { $0.ticket == ticket }) else { return }
        let waiter = queues[place]?.remove(at: index)
        if queues[place]?.isEmpty == true { queues[place] = nil }
        waiter?.continuation.resume(returning: false)
    }

    private mutating func dequeue(_ place: Place) -> Waiter? {
        guard queues[place]?.isEmpty == false else { return nil }
        let first = queues[place]?.removeFirst()
        if queues[place]?.isEmpty == true { queues[place] = nil }
        return first
    }
}

extension Engine {
    /// Takes a credential for a person's request, once the action under way for it has ended; `busy` where that takes
    /// too long.
    ///
    /// Whoever gets it gives it back by `busy.remove`. What was true before it was called may not be true afterwards.
    func occupy(_ name: CredentialName) async throws(EngineError) {
        if busy.insert(name) { return }
        guard await wait(for: .credential(name)) else { throw EngineError(.busy, name) }
    }

    /// Waits until no backup is being made; `backingUp` where that takes too long.
    func awaitBackup(for name: CredentialName) async throws(EngineError) {
        guard isBackingUp else { return }
        guard await wait(for: .backup), !isBackingUp else { throw EngineError(.backingUp, name) }
    }

    /// Waits for one's turn, as long as a person's patience lasts; answers whether it has come.
    private func wait(for place: Occupancy.Place) async -> Bool {
        let ticket = busy.ticket()
        let patience = limits.patience
        // It is a person who waits: by the machine's own time, whatever clock the engine is on.
        let timer = Task(executorPreference: actions.executor) { [weak self] in
            guard (try? await Task.sleep(for: patience)) != nil else { return }
            await self?.giveUp(ticket, at: place)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { busy.enqueue(ticket, at: place, $0) }
    }

    private func giveUp(_ ticket: Int, at place: Occupancy.Place) {
        busy.giveUp(ticket, at: place)
    }
}
