import CSQLite
import Credentials
import Foundation
import SQLite
import Synchronization
import Testing

@testable import Bookkeeping

@Suite struct FaultTests {
    @Test func `a disk that is full at any statement leaves the state of before, and the step can be repeated`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let ledger = try await Ledger.open(file: LedgerFile(path: directory.file(), ballastSize: 4_096))
        var failures = 0
        for step in try Step.story(crowd: 60, sharesMails: true) {
            let before = try await LedgerState(of: ledger)
            var spare: Int64 = 0
            while true {
                try await ledger.limitPages(spare: spare)
                do {
                    try await step.run(ledger)
                    break
                } catch let error as LedgerError {
                    #expect(error.code == .full, "\(step.description): \(error)")
                    #expect(try await LedgerState(of: ledger) == before, "\(step.description)")
                    failures += 1
                    spare += 1
                    try #require(spare < 1_000)
                }
            }
            try await ledger.limitPages(spare: 1_000_000)
        }
        // Else nothing was tried at all.
        #expect(failures > 50)
    }

    @Test(arguments: [FaultyFileSystem.Change.write, .sync], [false, true])
    func `that the ledger can be written is proven by writing, and by nothing that changes`(
        change: FaultyFileSystem.Change, hasContent: Bool
    ) async throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let ledger = try await Ledger.open(
            file: LedgerFile(path: directory.file(), fileSystem: system.name, ballastSize: 4_096))
        if hasContent { for step in try Step.story() { try await step.run(ledger) } }
        let before = try await LedgerState(of: ledger)
        for _ in 0..<3 {
            try await ledger.prove()
            system.fail([change], number: 1, code: SQLITE_IOERR | (3 << 8))
            await #expect(throws: LedgerError.self) { try await ledger.prove() }
            system.heal()
        }
        #expect(try await LedgerState(of: ledger) == before)
    }

    @Test(arguments: [
        Fault(kinds: [.write, .truncate], code: SQLITE_FULL, expected: .full),
        Fault(kinds: [.write, .truncate], code: SQLITE_IOERR | (3 << 8), expected: .io),
        Fault(kinds: [.sync], code: SQLITE_IOERR | (4 << 8), expected: .io),
    ])
    func `a write or sync that fails, whichever it is, leaves the state of before or of after, and the ledger goes on`(
        fault: Fault
    ) async throws {
        let steps = try Step.story(sharesMails: true)
        let clean = try await Ledger.open(path: ":memory:")
        var states = [try await LedgerState(of: clean)]
        for step in steps {
            try await step.run(clean)
            states.append(try await LedgerState(of: clean))
        }

        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let ledger = try await Ledger.open(
            file: LedgerFile(path: directory.file(), fileSystem: system.name, ballastSize: 4_096))
        var failures = 0
        for (index, step) in steps.enumerated() {
            // Each change of this step fails once, the first, the second and so on, until the step needs no more.
            for number in 1... {
                system.fail(fault.kinds, number: number, code: fault.code)
                do {
                    try await step.run(ledger)
                    system.heal()
                    break
                } catch let error as LedgerError {
                    #expect(error.code == fault.expected, "change \(number), \(step.description): \(error)")
                    failures += 1
                    system.heal()
                    let found = try await LedgerState(of: ledger)
                    if found == states[index] { continue }
                    // The last sync of all may fail when everything is written; then the whole step is there.
                    #expect(
                        fault.kinds.contains(.sync) && found == states[index + 1],
                        "change \(number), \(step.description)")
                    break
                }
            }
            #expect(try await LedgerState(of: ledger) == states[index + 1], "\(step.description)")
        }
        #expect(failures > steps.count)
        await ledger.close()
    }

    struct Fault: CustomTestStringConvertible {
        let kinds: Set<FaultyFileSystem.Change>
        let code: Int32
        let expected: LedgerError.Code

        var testDescription: String { "\(expected) at \(kinds)" }
    }

    @Test func `where the disk is full for a moment, the ballast makes room and no caller hears of it`() async throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let file = LedgerFile(path: directory.file(), fileSystem: system.name, ballastSize: 1 << 20)
        let ledger = try await Ledger.open(file: file)
        #expect(try FileManager.default.attributesOfItem(atPath: file.ballastPath)[.size] as? Int == 1 << 20)
        let name = try Sample.name()
        system.observe(
            willChange: { _, _ in if !FileManager.default.fileExists(atPath: file.ballastPath) { system.heal() } },
            didSync: { _ in })
        system.fail([.write], number: 1, code: SQLITE_FULL)

        try await ledger.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])

        #expect(try await ledger.record(of: name) != nil)
        #expect(await ledger.shortage != nil)
        try await ledger.beginStoring(Sample.version("v1"), for: name)
        #expect(await ledger.shortage == nil)
        #expect(FileManager.default.fileExists(atPath: file.ballastPath))
    }

    @Test
    func
        `killed or cut off from power before any change to its files, the ledger opens with the state of before or after`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let recorder = CrashRecorder(path: directory.file())
        system.observe(willChange: { _, _ in recorder.record() }, didSync: { recorder.didSync($0) })
        let ledger = try await Ledger.open(
            file: LedgerFile(path: directory.file(), fileSystem: system.name, ballastSize: 4_096))
        var states = [try await LedgerState(of: ledger)]
        for step in try Step.story(sharesMails: true) {
            recorder.beginStep()
            try await step.run(ledger)
            states.append(try await LedgerState(of: ledger))
        }
        await ledger.close()

        let images = recorder.images
        let fast = FaultyFileSystem()
        #expect(images.count > 200)
        for image in images {
            let copy = try TemporaryDirectory()
            for (file, bytes) in image.files {
                try Data(bytes).write(to: URL(fileURLWithPath: copy.file((file as NSString).lastPathComponent)))
            }
            let reopened = try await Ledger.open(
                file: LedgerFile(path: copy.file(), fileSystem: fast.name, ballastSize: 4_096))
            let state = try await LedgerState(of: reopened)
            let allowed = [states[max(0, image.step - 1)], states[image.step]]
            #expect(allowed.contains(state), "\(image.kind) during step \(image.step)")
            await reopened.close()
        }
    }
}

extension Ledger {
    /// Lets the file grow by so many pages and no more.
    func limitPages(spare: Int64) async throws {
        try await read("limit the pages") { database in
            let count = try database.first("PRAGMA page_count") { row throws(SQLiteError) in try row.integer(0) } ?? 0
            try database.exec("PRAGMA max_page_count = \(count + spare)")
        }
    }
}

/// Keeps what would be found on the disk if the machine stopped before each change.
final class CrashRecorder: Sendable {
    struct Image {
        // After "killed" all that was written is there, after "power cut" all that was synced.
        let kind: String
        let step: Int
        let files: [String: [UInt8]]
    }

    private struct State {
        var step = 0
        var images: [Image] = []
        var durable: [String: [UInt8]] = [:]
        var last: [String: [String: [UInt8]]] = [:]
    }

    private let paths: [String]
    private let state = Mutex(State())

    init(path: String) {
        paths = [path, "\(path)-journal"]
    }

    var images: [Image] { state.withLock { $0.images } }

    func beginStep() {
        state.withLock { state in
            state.step += 1
            state.last = [:]
        }
    }

    func record() {
        var written: [String: [UInt8]] = [:]
        for path in paths {
            if let data = FileManager.default.contents(atPath: path) { written[path] = [UInt8](data) }
        }
        let files = written
        state.withLock { state in
            for (kind, files) in [("killed", files), ("power cut", state.durable)] where state.last[kind] != files {
                state.last[kind] = files
                state.images.append(Image(kind: kind, step: state.step, files: files))
            }
        }
    }

    func didSync(_ path: String) {
        guard paths.contains(path), let data = FileManager.default.contents(atPath: path) else { return }
        state.withLock { $0.durable[path] = [UInt8](data) }
    }
}
