import Testing

@testable import LeadkeeperDaemon

/// A loop whose turns, and what follows them, end when the test says so.
private actor Loop {
    /// Where a turn is.
    enum Place: Hashable {
        case turning, settling
    }

    private(set) var turns = 0
    private(set) var settled = 0
    private(set) var answers: [Int] = []
    private let rounds = Turns()
    private var isStopping = false
    private var held: (place: Place, continuation: CheckedContinuation<Void, Never>)?
    private var watcher: CheckedContinuation<Void, Never>?
    private var isOpen = false

    func turn() async {
        let answer = await rounds.take(while: { !isStopping }) {
            turns += 1
            let number = turns
            await hold(.turning)
            return number
        } settle: {
            await hold(.settling)
            settled += 1
        }
        if let answer { answers.append(answer) }
    }

    func stop() { isStopping = true }

    private func hold(_ place: Place) async {
        guard !isOpen else { return }
        await withCheckedContinuation {
            held = (place, $0)
            watcher?.resume()
            watcher = nil
        }
    }

    /// Waits until it is held, and says where.
    func isHeld() async -> Place? {
        if held == nil { await withCheckedContinuation { watcher = $0 } }
        return held?.place
    }

    func release() {
        let continuation = held?.continuation
        held = nil
        continuation?.resume()
    }

    func open() {
        isOpen = true
        release()
    }
}

/// The daemon's loop: who asks for a turn gets one.
@Suite struct TurnsTests {
    private let loop = Loop()

    /// Begins, and goes on until what was begun is at that place.
    private func begin(until place: Loop.Place) async -> Task<Void, Never> {
        let task = Task { await loop.turn() }
        while await loop.isHeld() != place { await loop.release() }
        return task
    }

    @Test func `without anybody else's asking there is one turn, and what follows it`() async {
        let task = await begin(until: .turning)
        await loop.open()
        await task.value
        #expect(await loop.turns == 1)
        #expect(await loop.settled == 1)
        #expect(await loop.answers == [1])
    }

    /// The turn that was asked for while the daemon told its status was lost, until a minute later.
    @Test(arguments: [1, 2, 5])
    func `a turn that is asked for while what follows one is waited for is taken at once`(count: Int) async {
        let task = await begin(until: .settling)
        for _ in 1...count { await loop.turn() }
        await loop.open()
        await task.value
        #expect(await loop.turns == 2)
        #expect(await loop.answers == [2], "the last turn has the last word")
    }

    @Test func `a turn that is asked for while one is under way is taken after it, before anything else`() async {
        let task = await begin(until: .turning)
        await loop.turn()
        await loop.release()
        #expect(await loop.isHeld() == .turning)
        #expect(await loop.settled == 0)
        await loop.open()
        await task.value
        #expect(await loop.turns == 2)
        #expect(await loop.settled == 1)
    }

    @Test func `one after the other can be asked for, each while the one before ends`() async {
        let task = await begin(until: .settling)
        for _ in 1...3 {
            await loop.turn()
            await loop.release()
            #expect(await loop.isHeld() == .turning)
            await loop.release()
            #expect(await loop.isHeld() == .settling)
        }
        await loop.open()
        await task.value
        #expect(await loop.turns == 4)
    }

    @Test func `after the stop there are none, whoever asks`() async {
        let task = await begin(until: .settling)
        await loop.stop()
        await loop.turn()
        await loop.open()
        await task.value
        await loop.turn()
        #expect(await loop.turns == 1)
    }
}
