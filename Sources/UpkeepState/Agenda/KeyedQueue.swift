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
            switch (places[key], newValue) {
            case (let place?, let priority?):
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
        let last = heap.count - 1
        swap(place, last)
        places[heap.removeLast().key] = nil
        if place < last { settle(place) }
    }

    private mutating func settle(_ place: Int) {
        rise(from: place)
        sink(from: place)
    }

    private mutating func rise(from start: Int) {
        var place = start
        while place > 0, case let parent = (place - 1) / 2, heap[place].priority < heap[parent].priority {
            swap(place, parent)
            place = parent
        }
    }

    private mutating func sink(from start: Int) {
        var place = start
        while true {
            var least = 2 * place + 1
            guard least < heap.count else { return }
            if least + 1 < heap.count, heap[least + 1].priority < heap[least].priority { least += 1 }
            guard heap[least].priority < heap[place].priority else { return }
            swap(place, least)
            place = least
        }
    }

    private mutating func swap(_ one: Int, _ other: Int) {
        heap.swapAt(one, other)
        places[heap[one].key] = one
        places[heap[other].key] = other
    }
}
