/// A priority queue in which each key has one place at most, which can be changed: a binary heap beside an index.
///
/// To put, to change and to remove takes time that grows with the logarithm of the count; to look at the first takes
/// none.
package struct KeyedQueue<Key: Hashable & Sendable, Priority: Comparable & Sendable>: Sendable {
    private var heap: [(key: Key, priority: Priority)] = []
    private var places: [Key: Int] = [:]

    /// An empty queue.
    package init() {}

    /// How many keys are in it.
    package var count: Int { heap.count }

    /// The key of the least priority; `nil` where there is none.
    package var first: (key: Key, priority: Priority)? { heap.first }

    /// The priority of a key, which can be changed; `nil` where it is not in the queue.
    package subscript(key: Key) -> Priority? {
        get { places[key].map { heap[$0].priority } }
        set {
            if newValue == nil, heap.isEmpty { return }
            switch (places[key], newValue) {
            case (let place?, let priority?):
                guard heap[place].priority != priority else { return }
                heap[place].priority = priority
                settle(place)
            case (let place?, nil): remove(at: place)
            case (nil, let priority?):
                heap.append((key, priority))
                places[key] = heap.count - 1
                rise(from: heap.count - 1)
            case (nil, nil): break
            }
        }
    }

    /// Takes the key of the least priority out; `nil` where there is none.
    package mutating func popFirst() -> Key? {
        guard let key = heap.first?.key else { return nil }
        remove(at: 0)
        return key
    }

    /// So many of the least priorities, in order, or all where there are fewer: meant for a few.
    ///
    /// The place of the n-th in a heap is among the first 2ⁿ - 1.
    package func least(_ count: Int) -> [(key: Key, priority: Priority)] {
        let reach = count < 16 ? (1 << count) - 1 : heap.count
        return Array(heap.prefix(reach).sorted { $0.priority < $1.priority }.prefix(count))
    }

    /// Takes everything out.
    package mutating func removeAll() {
        heap.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    private mutating func remove(at place: Int) {
        let last = heap.removeLast()
        if place == heap.count {
            places[last.key] = nil
            return
        }
        places[heap[place].key] = nil
        put(last, at: place)
        settle(place)
    }

    private mutating func settle(_ place: Int) {
        rise(from: place)
        sink(from: place)
    }

    /// Lets it go up to where it belongs; what it passes goes down by one.
    private mutating func rise(from start: Int) {
        let rising = heap[start]
        var place = start
        while place > 0, case let parent = (place - 1) / 2, rising.priority < heap[parent].priority {
            put(heap[parent], at: place)
            place = parent
        }
        if place != start { put(rising, at: place) }
    }

    /// Lets it go down to where it belongs; what it passes goes up by one.
    private mutating func sink(from start: Int) {
        let sinking = heap[start]
        var place = start
        while true {
            var least = 2 * place + 1
            if least + 1 < heap.count, heap[least + 1].priority < heap[least].priority { least += 1 }
            guard least < heap.count, heap[least].priority < sinking.priority else { break }
            put(heap[least], at: place)
            place = least
        }
        if place != start { put(sinking, at: place) }
    }

    private mutating func put(_ entry: (key: Key, priority: Priority), at place: Int) {
        heap[place] = entry
        places[entry.key] = place
    }
}
