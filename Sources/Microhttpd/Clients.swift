internal import Dispatch

/// Who is connected, and by when each of them must have asked for something.
struct Clients {
    private var clients: [UInt64: Client] = [:]
    /// The number of the one who came last; 0 before the first.
    private(set) var last: UInt64 = 0
    /// No deadline of a client is earlier, though this may be earlier than all of them.
    private(set) var nextDeadline = DispatchTime.distantFuture
    /// Whether somebody has left during this run.
    var hasRoom = false

    /// Lets somebody in.
    mutating func connect(_ socket: Int32, by deadline: DispatchTime) -> Client {
        last += 1
        let client = Client(number: last, socket: socket, deadline: deadline)
        clients[client.number] = client
        return client
    }

    /// Somebody has left.
    mutating func disconnect(_ client: Client) {
        clients[client.number] = nil
        hasRoom = true
        if clients.isEmpty { nextDeadline = .distantFuture }
    }

    /// A request must have arrived by then.
    mutating func expect(_ deadline: DispatchTime) { nextDeadline = min(nextDeadline, deadline) }

    /// Those whose request should have arrived by now.
    func late(at now: DispatchTime) -> [Client] {
        clients.values.filter { $0.deadline.map { $0 <= now } ?? false }
    }

    /// Once some have been hung up on, looks for the deadline that comes next.
    mutating func findNextDeadline() { nextDeadline = clients.values.compactMap(\.deadline).min() ?? .distantFuture }
}
