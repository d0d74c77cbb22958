import CSQLite
import Credentials
import Dispatch
import Foundation
import Queues
import Synchronization
import Testing

@testable import Bookkeeping

/// Changes that meet.
///
/// All of them are on the ledger's queue before the first of them is done, as its queue is the one
/// that their tasks run on.
@Suite struct GroupTests {
    private let directory: TemporaryDirectory
    private let system = FaultyFileSystem()
    private let queue = OneQueue(label: "leadkeeper.test")

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test(arguments: [(1, 1), (2, 1), (16, 1), (256, 1), (257, 2), (700, 3)])
    func `changes that meet are one commit, and whoever goes on finds it done`(count: Int, commits: Int) async throws {
        let ledger = try await open()
        let syncs = Mutex(0)
        let path = directory.file()
        system.observe(willChange: { _, _ in }, didSync: { synced in if synced == path { syncs.withLock { $0 += 1 } } })
        let seen = await meet(count) { number in
            _ = try await ledger.append(Self.event(number))
            return syncs.withLock { $0 }
        }
        #expect(syncs.withLock { $0 } == commits)
        #expect(try seen.allSatisfy { try $0.get() >= 1 }, "nobody goes on before the disk has it")
        #expect(try await numbers(in: ledger) == Array(0..<count), "in the order in which they came")
    }

    @Test func `changes that do not meet are a commit each`() async throws {
        let ledger = try await open()
        let syncs = Mutex(0)
        let path = directory.file()
        system.observe(willChange: { _, _ in }, didSync: { synced in if synced == path { syncs.withLock { $0 += 1 } } })
        for number in 0..<5 { try await ledger.append(Self.event(number)) }
        #expect(syncs.withLock { $0 } == 5)
    }

    /// The ledger has a queue of its own here.
    @Test(arguments: [1, 2, 5, 16, 255])
    func `what comes before the queue on which the daemon works has had its turn is one commit`(
        count: Int
    ) async throws {
        let work = DispatchQueue(label: "leadkeeper.test.work")
        let ledger = try await Ledger.open(
            file: LedgerFile(path: directory.file(), fileSystem: system.name, ballastSize: 0),
            on: QueueExecutor(label: "leadkeeper.test.ledger", company: work))
        let syncs = Mutex(0)
        let path = directory.file()
        system.observe(willChange: { _, _ in }, didSync: { synced in if synced == path { syncs.withLock { $0 += 1 } } })
        for round in 1...3 {
            work.suspend()
            let changes = (0..<count).map { number in Task { try await ledger.append(Self.event(number)) } }
            while await ledger.group?.waiting.count != count { await Task.yield() }
            #expect(syncs.withLock { $0 } == round - 1, "it has not had its turn yet")
            work.resume()
            for change in changes { _ = try await change.value }
            #expect(syncs.withLock { $0 } == round)
        }
        #expect(try await numbers(in: ledger).count == 3 * count)
    }

    @Test(arguments: [[0], [7], [15], [3, 4, 9], Array(0..<16)])
    func `one that is refused fails alone`(refused: [Int]) async throws {
        let ledger = try await open()
        let outcomes = await meet(16) { number in
            if refused.contains(number) {
                try await ledger.beginStoring(Sample.version("v\(number)"), for: Sample.name("unknown"))
            } else {
                try await ledger.append(Self.event(number))
            }
        }
        for (number, outcome) in outcomes.enumerated() {
            #expect(outcome.error?.code == (refused.contains(number) ? .conflict : nil), "\(number)")
        }
        #expect(try await numbers(in: ledger) == (0..<16).filter { !refused.contains($0) })
    }

    @Test func `a change sees those before it, and so does a question among them`() async throws {
        let ledger = try await open()
        let name = try Sample.name()
        let found = await meet(4) { number -> Bool? in
            switch number {
            case 0: return try await ledger.record(of: name) != nil
            case 1:
                try await ledger.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
                return nil
            case 2:
                try await ledger.beginStoring(Sample.version("v1"), for: name)
                return nil
            default: return try await ledger.record(of: name) != nil
            }
        }
        // Who asks beside others may be answered before or after them, but never by what is not there later.
        #expect(try found[0].get() != nil && found[3].get() != nil && found[1].error == nil && found[2].error == nil)
        #expect(try await ledger.unfinishedStores().count == 1)
    }

    // A sync never says that the disk is full.
    @Test(arguments: [
        (FaultyFileSystem.Change.write, SQLITE_FULL), (.write, SQLITE_IOERR | (3 << 8)),
        (.sync, SQLITE_IOERR | (4 << 8)),
    ])
    func `whatever fails on the way, what came back is there, what threw is not or is in doubt, and the ledger goes on`(
        kind: FaultyFileSystem.Change, code: Int32
    ) async throws {
        let ledger = try await open()
        var failures = 0
        var expected: [Int] = []
        for fault in 1... {
            let base = fault * 100
            system.fail([kind], number: fault, code: code)
            let outcomes = await meet(12) { number in
                // A question among the changes must not be answered by what is not there later.
                guard number == 6 else {
                    _ = try await ledger.append(Self.event(base + number))
                    return nil as [Int]?
                }
                return try await numbers(in: ledger)
            }
            let isOver = system.heal()
            let found = try await numbers(in: ledger)
            var inDoubt: [Int] = []
            for (number, outcome) in outcomes.enumerated() {
                switch outcome {
                case .success(let read):
                    if number == 6 {
                        #expect(read.map { $0.allSatisfy(found.contains) } == true, "fault \(fault)")
                    } else {
                        expected.append(base + number)
                    }
                case .failure:
                    #expect(outcome.error?.code == (code == SQLITE_FULL ? .full : .io), "fault \(fault)")
                    failures += 1
                    if number != 6, found.contains(base + number) { inDoubt.append(base + number) }
                }
            }
            // Only the last sync of all leaves a doubt, and then all of them are there.
            #expect(inDoubt.isEmpty || kind == .sync && code != SQLITE_FULL, "fault \(fault)")
            expected.append(contentsOf: inDoubt)
            #expect(found.sorted() == expected.sorted(), "fault \(fault)")
            expected = found
            if isOver { break }
        }
        #expect(failures > 12)
    }

    @Test func `where the disk is full for a moment, the ballast makes room and none of them hears of it`() async throws
    {
        let ledger = try await open(ballastSize: 1 << 20)
        let reserve = LedgerFile(path: directory.file()).ballastPath
        let system = system
        system.observe(
            willChange: { _, _ in if !FileManager.default.fileExists(atPath: reserve) { system.heal() } },
            didSync: { _ in })
        system.fail([.write], number: 1, code: SQLITE_FULL)
        let outcomes = await meet(9) { number in try await ledger.append(Self.event(number)) }
        #expect(outcomes.allSatisfy { $0.error == nil })
        #expect(try await numbers(in: ledger).sorted() == Array(0..<9))
        #expect(try await ledger.recordRecovery(Self.event(9), isQuiet: false), "nothing has failed")
    }

    @Test func `where a group is too large for the disk, those that fit are kept`() async throws {
        let ledger = try await open()
        try await ledger.limitPages(spare: 3)
        let outcomes = await meet(10) { number in
            _ = try await ledger.append(
                Event(
                    at: Sample.start, kind: .init(rawValue: "\(number)"),
                    message: String(repeating: "x", count: number == 4 ? 100_000 : 200)))
        }
        for (number, outcome) in outcomes.enumerated() {
            #expect(outcome.error?.code == (number == 4 ? .full : nil), "\(number)")
        }
        try await ledger.limitPages(spare: 1_000)
        #expect(try await numbers(in: ledger).sorted() == [0, 1, 2, 3, 5, 6, 7, 8, 9])
    }

    @Test func `what is done when the ledger is closed is kept, and what comes later is told that it is closed`()
        async throws
    {
        let ledger = try await open()
        let outcomes = await meet(9) { number in
            if number == 4 { await ledger.close() } else { try await ledger.append(Self.event(number)) }
        }
        for (number, outcome) in outcomes.enumerated() {
            #expect(outcome.error == nil || outcome.error?.code == .closed, "\(number)")
        }
        #expect(
            try await numbers(in: open()) == (0..<9).filter { $0 != 4 && outcomes[$0].error == nil },
            "it has what came back")
    }

    @Test func `a copy that is made among changes has all of a commit or nothing of it`() async throws {
        let ledger = try await open()
        let path = directory.file("copy.sqlite")
        let outcomes = await meet(9) { number in
            if number == 4 { try await ledger.backUp(to: path) } else { try await ledger.append(Self.event(number)) }
        }
        #expect(outcomes.allSatisfy { $0.error == nil })
        let copy = try await Ledger.open(file: LedgerFile(path: path, ballastSize: 0))
        #expect(try await Set(numbers(in: copy)).isSubset(of: [0, 1, 2, 3, 5, 6, 7, 8]))
        #expect(try await numbers(in: ledger) == [0, 1, 2, 3, 5, 6, 7, 8])
    }

    @Test func `killed or cut off from power at any write, the ledger has what anybody was told to be there`()
        async throws
    {
        let recorder = CrashRecorder(path: directory.file())
        let ledger = try await open()
        system.observe(willChange: { _, _ in recorder.record() }, didSync: { recorder.didSync($0) })
        for round in 0..<6 {
            let outcomes = await meet(8) { number in
                _ = try await ledger.append(Self.event(round * 8 + number))
                recorder.beginStep()
            }
            #expect(outcomes.allSatisfy { $0.error == nil })
        }
        await ledger.close()
        let fast = FaultyFileSystem()
        #expect(recorder.images.count > 24)
        for image in recorder.images {
            let copy = try TemporaryDirectory()
            for (file, bytes) in image.files {
                try Data(bytes).write(to: URL(fileURLWithPath: copy.file((file as NSString).lastPathComponent)))
            }
            // Before the first sync the disk may have nothing of it at all.
            guard !image.files.isEmpty || image.step > 0 else { continue }
            let reopened = try await Ledger.open(
                file: LedgerFile(path: copy.file(), fileSystem: fast.name, ballastSize: 0))
            let found = try await numbers(in: reopened)
            #expect(found == Array(0..<found.count) && found.count.isMultiple(of: 8), "\(image.kind)")
            #expect(found.count >= image.step, "\(image.kind) after \(image.step) were told")
            await reopened.close()
        }
    }

    private func open(ballastSize: Int64 = 0) async throws -> Ledger {
        try await Ledger.open(
            file: LedgerFile(path: directory.file(), fileSystem: system.name, ballastSize: ballastSize),
            on: queue.ledger)
    }

    /// Runs so many pieces of work that come to the ledger before the first of them is done.
    private func meet<Value: Sendable>(
        _ count: Int, _ work: @escaping @Sendable (Int) async throws -> Value
    ) async -> [Result<Value, any Error>] {
        await queue.run {
            await withTaskGroup(of: (Int, Result<Value, any Error>).self) { group in
                for number in 0..<count {
                    group.addTask {
                        do {
                            return (number, .success(try await work(number)))
                        } catch {
                            return (number, .failure(error))
                        }
                    }
                }
                var outcomes: [(Int, Result<Value, any Error>)] = []
                for await outcome in group { outcomes.append(outcome) }
                return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }
    }

    private func numbers(in ledger: Ledger) async throws -> [Int] {
        try await ledger.events(limit: 10_000).compactMap { Int($0.event.kind.rawValue) }
    }

    private static func event(_ number: Int) -> Event {
        Event(at: Sample.start, kind: .init(rawValue: "\(number)"), message: "event \(number)")
    }
}

extension Result where Failure == any Error {
    /// Why there is none; `nil` where there is.
    fileprivate var error: LedgerError? {
        if case .failure(let error) = self { error as? LedgerError } else { nil }
    }
}
