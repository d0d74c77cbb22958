import Control
import Credentials
import Foundation
import Glibc
import Ports
import Synchronization
import TestSupport
import Testing

@testable import LeadkeeperDaemon

@Suite struct PublisherTests {
    private final class Entries: Journal {
        private let entries = Mutex<[EventKind]>([])
        var kinds: [EventKind] { entries.withLock { $0 } }
        func write(_ entry: JournalEntry) { entries.withLock { $0.append(entry.kind) } }
    }

    private let directory: TemporaryDirectory
    private let journal = Entries()
    private let publisher: Publisher

    init() throws {
        directory = try TemporaryDirectory()
        publisher = Publisher(journal: journal)
    }

    private var path: String { directory.path + "/published" }

    private func use(details: Bool = false, in path: String? = nil) {
        publisher.use(.init(directory: path ?? self.path, hasDetails: details, language: .en))
    }

    private func write(_ words: String = "it works", at seconds: Int64 = 1_763_700_000) async {
        var health = HealthStatus(
            Health(HealthFacts()),
            service: ServiceStatus(
                version: "0.1.0", lastPassAt: Instant(secondsSinceEpoch: seconds), oldestNoticeAt: nil,
                lastBackupAt: nil))
        health.mail.message = words
        await publisher.write(
            .init(statuses: [], health: health, hold: nil, at: Instant(secondsSinceEpoch: seconds)))
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    private func mode(_ name: String = "") -> UInt32 {
        var status = stat()
        return stat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test func `everybody may read what is written, whatever umask the process has`() async throws {
        use()
        await write()
        #expect(mode() == 0o755)
        for name in ["metrics.prom", "status.json", "deadlines.ics", "status.html"] {
            #expect(mode(name) == 0o644, "\(name)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 4)
        #expect(try text("metrics.prom").contains("leadkeeper_last_pass_timestamp_seconds 1763700000\n"))
    }

    @Test func `metrics are written each time, the others when they say something else`() async throws {
        use(details: true)
        await write()
        let status = try text("status.json")
        #expect(status.contains("2025-11-21T04:40:00Z") && status.contains("it works"))
        await write(at: 1_763_700_060)
        #expect(try text("status.json") == status)
        #expect(try text("metrics.prom").contains("leadkeeper_last_pass_timestamp_seconds 1763700060\n"))
        #expect(try text("status.html").contains("data-seconds=\"1763700060\""))
        await write("it fails", at: 1_763_700_120)
        #expect(try text("status.json").contains("2025-11-21T04:42:00Z") == true)
    }

    @Test func `sentences are there only with details, and a change of that is written at once`() async throws {
        use()
        await write("gate.contoso.com takes no mail")
        #expect(try !text("status.json").contains("gate.contoso.com"))
        use(details: true)
        await write("gate.contoso.com takes no mail")
        #expect(try text("status.json").contains("gate.contoso.com"))
    }

    @Test func `what somebody has removed is made anew`() async throws {
        use()
        await write()
        try FileManager.default.removeItem(atPath: path + "/status.json")
        await write()
        #expect(mode("status.json") == 0o644)
        try FileManager.default.removeItem(atPath: path)
        await write()
        #expect(mode("deadlines.ics") == 0o644)
        #expect(journal.kinds.isEmpty)
    }

    @Test func `a directory that cannot be written is told once, and once that it can be again`() async throws {
        try Data().write(to: URL(filePath: path))
        use()
        #expect(publisher.part?.status == .unknown)
        await write()
        await write()
        #expect(publisher.part?.status == .false && publisher.part?.needsAttention == false)
        #expect(publisher.part?.message.contains(path) == true)
        #expect(journal.kinds == [.publishFailed])
        try FileManager.default.removeItem(atPath: path)
        await write()
        await write()
        #expect(publisher.part?.status == .true)
        #expect(journal.kinds == [.publishFailed, .publishWorks])
    }

    @Test func `one edition at a time, and no sooner than the next is due`() async throws {
        #expect(!publisher.begin(at: .seconds(100)) && publisher.part == nil)
        use()
        #expect(publisher.begin(at: .seconds(100)))
        #expect(!publisher.begin(at: .seconds(1_000)))
        await write()
        #expect(!publisher.begin(at: .seconds(149)))
        #expect(publisher.begin(at: .seconds(150)))
        await write()
        // Somewhere else there is nothing yet.
        use(in: directory.path + "/elsewhere")
        #expect(publisher.begin(at: .seconds(151)))
    }
}
