package import Credentials

/// What one action or one person's request at a time may have: each credential, and the keyring's removals, which a
/// backup holds back.
///
/// Background actions look whether a credential is free and go on to another. People wait in a queue, and whoever
/// leaves hands over to the first in it, so that no background action comes between.
package struct Occupancy {
    /// What is waited for.
    package enum Place: Hashable {
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

    /// Everything is free.
    package init() {}

    /// Whether something is under way for a credential.
    package func contains(_ name: CredentialName) -> Bool { taken.contains(name) }

    /// How many wait.
    package var count: Int { queues.values.reduce(0) { $0 + $1.count } }

    /// Whether somebody waits.
    package var isAwaited: Bool { count > 0 }

    /// Takes a credential; answers whether it was free.
    @discardableResult
    package mutating func insert(_ name: CredentialName) -> Bool { taken.insert(name).inserted }

    /// Gives a credential back: to whoever has waited longest, else it is free.
    package mutating func remove(_ name: CredentialName) {
        guard let next = dequeue(.credential(name)) else {
            taken.remove(name)
            freed.insert(name)
            return
        }
        next.continuation.resume(returning: true)
    }

    /// Whether it has become free since `takeFreed`.
    package func isFreed(_ name: CredentialName) -> Bool { freed.contains(name) }

    /// What has become free since the last call.
    package mutating func takeFreed() -> Set<CredentialName> {
        defer { freed = [] }
        return freed
    }

    /// Lets all go on who wait for a place that nobody takes.
    package mutating func open(_ place: Place) {
        for waiter in queues.removeValue(forKey: place) ?? [] { waiter.continuation.resume(returning: true) }
    }

    /// A number for somebody who is going to wait.
    package mutating func ticket() -> Int {
        lastTicket += 1
        return lastTicket
    }

    /// Lets somebody wait; resumed with `true` at their turn, with `false` when they give up.
    package mutating func enqueue(_ ticket: Int, at place: Place, _ continuation: CheckedContinuation<Bool, Never>) {
        queues[place, default: []].append(Waiter(ticket: ticket, continuation: continuation))
    }

    /// Ends somebody's waiting in vain; does nothing once their turn has come.
    package mutating func giveUp(_ ticket: Int, at place: Place) {
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
