import CSQLite
import Credentials
import Foundation
import TestSupport
import Testing

@testable import Bookkeeping

@Suite struct RecoveryTests {
    private let event = Event(
        at: Sample.start, kind: .init(rawValue: "ledger-works"), message: "the ledger can be written again")

    @Test func `an event that fits on a full disk does not end the trouble: there has to be room for any change`()
        async throws
    {
        guard PrivateKeyring.canMount else { return }
        let directory = try TemporaryDirectory()
        try #require(PrivateKeyring.mountSmallDisk(at: directory.path, bytes: 4 << 20))
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        let ledger = try await Ledger.open(file: LedgerFile(path: directory.file(), ballastSize: 64 << 10))
        let name = try Sample.name()
        try await ledger.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        let fillers = (0..<2).map { directory.file("filler-\($0)") }
        try Data(count: 2 << 20).write(to: URL(fileURLWithPath: fillers[0]))
        fillDisk(fillers[1])
        // The reserve takes some; then a change that is large enough fails.
        var failure: LedgerError?
        for number in 0..<100 where failure == nil {
            do {
                let large = String(repeating: "x\(number)", count: 8_000)
                _ = try await ledger.append(
                    Event(at: Sample.start, kind: .init(rawValue: "daemon-impaired"), message: large))
            } catch {
                failure = error
            }
        }
        #expect(failure?.code == .full)
        #expect(try await !ledger.recordRecovery(event, isQuiet: true), "however long nothing has failed")
        let shortage = try #require(await ledger.shortage)
        #expect(shortage.needed == 256 << 10 && (shortage.free ?? .max) < 64 << 10)
        #expect(shortage.sentence.hasPrefix("the disk is full: 256 KiB have to be free for \(directory.path), and "))
        let refusal = await #expect(throws: LedgerError.self) {
            try await ledger.beginStoring(Sample.version("v1"), for: name)
        }
        #expect(refusal?.code == .reserve && refusal?.text.contains("256 KiB have to be free") == true)
        freeDisk(fillers[0])
        #expect(try await ledger.recordRecovery(event, isQuiet: false))
        #expect(await ledger.shortage == nil)
        try await ledger.beginStoring(Sample.version("v1"), for: name)
    }

    @Test(arguments: [false, true])
    func `what failed for another reason has to be done, or to be left alone for long`(isQuiet: Bool) async throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let ledger = try await Ledger.open(
            file: LedgerFile(path: directory.file(), fileSystem: system.name, ballastSize: 4_096))
        let adoption = Adoption(name: try Sample.name(), configurationDigest: "1", standing: Standing())
        system.fail([.write], number: 1, code: SQLITE_IOERR | (3 << 8))
        await #expect(throws: LedgerError.self) { try await ledger.adopt([adoption]) }
        system.heal()
        _ = try await ledger.append(event)
        #expect(try await ledger.recordRecovery(event, isQuiet: isQuiet) == isQuiet, "an event is not what failed")
        try await ledger.adopt([adoption])
        #expect(try await ledger.recordRecovery(event, isQuiet: false))
    }

    @Test func `where the reserve makes room nothing has failed`() async throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let file = LedgerFile(path: directory.file(), fileSystem: system.name, ballastSize: 1 << 20)
        let ledger = try await Ledger.open(file: file)
        system.observe(
            willChange: { _, _ in if !FileManager.default.fileExists(atPath: file.ballastPath) { system.heal() } },
            didSync: { _ in })
        system.fail([.write], number: 1, code: SQLITE_FULL)
        _ = try await ledger.append(event)
        #expect(try await ledger.recordRecovery(event, isQuiet: false))
    }

    @Test func `a conflict is no trouble of the ledger's`() async throws {
        let ledger = try await Ledger.open(path: ":memory:")
        let name = try Sample.name()
        await #expect(throws: LedgerError.self) { try await ledger.beginStoring(Sample.version("v1"), for: name) }
        #expect(try await ledger.recordRecovery(event, isQuiet: false))
    }
}
