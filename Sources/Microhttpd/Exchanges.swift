/// The requests under way, and those among them whose answer is waited for.
struct Exchanges {
    /// How many are under way.
    private(set) var count = 0
    private var waiting: [ObjectIdentifier: Exchange] = [:]

    /// Those whose connection is suspended until their answer is there.
    var suspended: some Collection<Exchange> { waiting.values }

    /// One begins.
    mutating func begin() { count += 1 }

    /// One has ended.
    mutating func end(_ exchange: Exchange) {
        waiting[ObjectIdentifier(exchange)] = nil
        count -= 1
    }

    /// Whether its connection is suspended.
    func isSuspended(_ exchange: Exchange) -> Bool { waiting[ObjectIdentifier(exchange)] != nil }

    /// Its connection is suspended.
    mutating func suspend(_ exchange: Exchange) { waiting[ObjectIdentifier(exchange)] = exchange }

    /// Its connection goes on.
    mutating func resume(_ exchange: Exchange) { waiting[ObjectIdentifier(exchange)] = nil }
}
