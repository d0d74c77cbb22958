import Credentials
import Foundation
import SQLite
import TestSupport
import Testing

@testable import Bookkeeping

private let isSysfsMounted = FileManager.default.fileExists(atPath: "/sys/kernel/uevent_seqnum")

@Suite struct LedgerFileTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file() }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func open(migrations: [String] = Schema.migrations) async throws(LedgerError) -> Ledger {
        try await Ledger.open(file: LedgerFile(path: path, migrations: migrations, ballastSize: 4_096))
    }

    /// Why the ledger cannot be opened; `nil` where it can.
    private func refusal(path: String? = nil, migrations: [String] = Schema.migrations) async -> LedgerError.Code? {
        do throws(LedgerError) {
            let file = LedgerFile(path: path ?? self.path, migrations: migrations, ballastSize: 4_096)
            await (try await Ledger.open(file: file)).close()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `what was written is there when it is opened again, under the same installation and a later epoch`()
        async throws
    {
        let first = try await open()
        let name = try Sample.name()
        try await first.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await first.store("v1", for: name)
        let state = try await LedgerState(of: first)
        await first.close()

        let second = try await open()
        #expect(try await LedgerState(of: second) == state)
        #expect(second.installID == first.installID)
        #expect(second.epoch == first.epoch + 1)
    }

    @Test func `nobody else may read the file, its lock or its ballast, even where they were readable before`()
        async throws
    {
        #expect(FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o644]))
        let ledger = try await open()
        for file in [path, "\(path).lock", "\(path).ballast"] {
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        }
        try await ledger.backUp(to: directory.file("copy"))
        #expect(
            try FileManager.default.attributesOfItem(atPath: directory.file("copy"))[.posixPermissions] as? Int == 0o600
        )
    }

    @Test func `a second instance is refused at once, and the first does not notice`() async throws {
        let first = try await open()
        #expect(await refusal() == .inUse)
        try await first.append(Sample.event("undisturbed"))
        await first.close()
        _ = try await open()
    }

    @Test func `another program that opens the file without the lock is kept out`() async throws {
        let ledger = try await open()
        let other = try Database(path: path, access: .readWrite)
        let error = #expect(throws: SQLiteError.self) { try other.exec("SELECT * FROM events") }
        #expect(error?.code == .busy)
        await ledger.close()
    }

    @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
    func `a directory that may not be written is not permitted`() async throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: directory.path)
        #expect(await refusal() == .notPermitted)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.path)
    }

    @Test(.enabled(if: isSysfsMounted, "sysfs is not mounted"))
    func `a place where not even root may make files is not permitted`() async throws {
        #expect(await refusal(path: "/sys/kernel/ledger.sqlite") == .notPermitted)
    }

    @Test
    func
        `a directory that is not there, a directory in the file's place, a symbolic link in its place: each is an error`()
        async throws
    {
        let missing = directory.file("missing/ledger.sqlite")
        #expect(await refusal(path: missing) == .other)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(await refusal() == .other)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: directory.file("elsewhere"))
        #expect(await refusal() == .notPermitted)
    }

    @Test func `a file that is no database, and a database that is no ledger, are refused and left as they are`()
        async throws
    {
        let text = Data("[Connection]\n".utf8) + Data(repeating: 32, count: 5_000)
        try text.write(to: URL(fileURLWithPath: path))
        #expect(await refusal() == .corrupt)
        #expect(FileManager.default.contents(atPath: path) == text)

        try FileManager.default.removeItem(atPath: path)
        try Database(path: path).exec("CREATE TABLE somebody_elses (id)")
        #expect(await refusal() == .corrupt)
    }

    @Test func `a file with a damaged page is refused, whichever page it is`() async throws {
        let ledger = try await open()
        for step in try Step.story() { try await step.run(ledger) }
        await ledger.close()
        let sound = try #require(FileManager.default.contents(atPath: path))

        let pages = sound.count / 4_096
        var refusals = 0
        for page in 0..<pages {
            var damaged = sound
            for offset in 0..<64 { damaged[page * 4_096 + offset] ^= 0xff }
            try damaged.write(to: URL(fileURLWithPath: path))
            do {
                let ledger = try await open()
                // Pages of the free list and the middle of a long value have no structure that could be checked.
                _ = try await LedgerState(of: ledger)
                await ledger.close()
            } catch let error as LedgerError {
                #expect(error.code == .corrupt, "page \(page)")
                refusals += 1
            }
        }
        #expect(refusals > pages / 3)
        try sound.write(to: URL(fileURLWithPath: path))
        _ = try await open()
    }

    @Test func `a truncated file is refused`() async throws {
        let ledger = try await open()
        for step in try Step.story() { try await step.run(ledger) }
        await ledger.close()
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 5 * 4_096)
        try handle.close()
        #expect(await refusal() == .corrupt)
    }

    @Test func `every step is among those that the tests begin from`() {
        #expect(ReleasedSchema.steps.count == Schema.migrations.count)
    }

    @Test(arguments: 1...ReleasedSchema.steps.count)
    func `each version of the tables stays what was released`(version: Int) throws {
        let ours = try Database(path: ":memory:")
        for step in Schema.migrations.prefix(version) { try ours.exec(step) }
        let frozen = try Database(path: ":memory:")
        for step in ReleasedSchema.steps.prefix(version) { try frozen.exec(step) }
        let query = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1"
        let read = { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
        #expect(try ours.rows(query, read: read) == frozen.rows(query, read: read))
    }

    @Test func `a ledger of the version before is brought up to date in one transaction, with a copy of what it was`()
        async throws
    {
        try version1Fixture()
        let ledger = try await open(migrations: Schema.migrations + ["ALTER TABLE credentials ADD COLUMN added TEXT"])
        let name = try Sample.name()
        #expect(try await ledger.record(of: name)?.current?.id == "v1")
        #expect(try await ledger.events().map(\.event.message) == ["it was stored"])
        let item = try #require(try await ledger.notices().first)
        #expect(item.id == 8 && item.notice.occasion == .lapses(within: .days(7)) && item.state == .retrying)
        #expect(item.notice.deadline == Instant(secondsSinceEpoch: 1_763_700_001) && item.notice.mail.body == [1, 2])
        try await ledger.enqueue([try Sample.notice(of: name, version: nil)], for: name)
        #expect(try await ledger.notices().first?.id == 10, "an id is never given twice")
        await ledger.close()

        let copy = try Database(path: "\(path).before-\(Schema.migrations.count + 1)", access: .readOnly)
        let integer = { (row: borrowing Row) throws(SQLiteError) in try row.integer(0) }
        #expect(try copy.first("PRAGMA user_version", read: integer) == 1)
        #expect(try copy.first("SELECT count(*) FROM versions", read: integer) == 1)
        #expect(throws: SQLiteError.self) { try copy.exec("SELECT added FROM credentials") }
    }

    @Test func `a migration that fails midway leaves the ledger to the version before`() async throws {
        try version1Fixture()
        let broken = "ALTER TABLE credentials ADD COLUMN added TEXT; INSERT INTO nowhere VALUES (1)"
        #expect(await refusal(migrations: Schema.migrations + [broken]) == .other)
        let ledger = try await open()
        #expect(try await ledger.record(of: try Sample.name())?.current?.id == "v1")
    }

    @Test func `a ledger of a newer version is refused, with both versions named, and left as it is`() async throws {
        await (try await open(migrations: Schema.migrations + ["CREATE TABLE of_the_future (id INTEGER) STRICT"]))
            .close()
        let before = FileManager.default.contents(atPath: path)
        let error = await #expect(throws: LedgerError.self) { try await open() }
        #expect(error?.code == .newer)
        #expect(error?.text.contains("its version is \(Schema.migrations.count + 1)") == true)
        #expect(FileManager.default.contents(atPath: path) == before)
    }

    @Test func `a backup is a whole ledger of its own, and replaces the one before`() async throws {
        let ledger = try await open()
        for step in try Step.story().prefix(9) {
            try await step.run(ledger)
            try await ledger.backUp(to: directory.file("copy.sqlite"))
        }
        let copy = try await Ledger.open(file: LedgerFile(path: directory.file("copy.sqlite"), ballastSize: 4_096))
        #expect(try await LedgerState(of: copy) == LedgerState(of: ledger))
        #expect(copy.installID == ledger.installID)
        #expect(!FileManager.default.fileExists(atPath: directory.file("copy.sqlite.partial")))
    }

    @Test func `a backup that has nowhere to go is an error, and the ledger goes on`() async throws {
        let ledger = try await open()
        await #expect(throws: LedgerError.self) { try await ledger.backUp(to: directory.file("missing/copy")) }
        try await ledger.append(Sample.event("goes-on"))
    }

    @Test func `an event is neither changed nor deleted by anybody, before its three years are over`() async throws {
        let ledger = try await open()
        try await ledger.append(Sample.event("first"))
        for sql in [
            "UPDATE record SET at = at + 1", "DELETE FROM record", "REPLACE INTO record SELECT * FROM record",
            "UPDATE sayings SET message = 'other'", "DELETE FROM sayings", "REPLACE INTO sayings SELECT * FROM sayings",
            "UPDATE subjects SET version = 'other'", "DELETE FROM subjects",
            "REPLACE INTO subjects SELECT * FROM subjects",
        ] {
            let error = await #expect(throws: LedgerError.self) {
                try await ledger.write("tamper") { database in _ = try database.run(sql) }
            }
            #expect(error?.code == .conflict, "\(sql)")
        }
        #expect(try await ledger.prune(at: Sample.start + Ledger.retention) == 0)
        #expect(try await ledger.events().count == 1)
        #expect(try await ledger.prune(at: Sample.start + Ledger.retention + .seconds(1)) == 1)
        #expect(try await ledger.events().isEmpty)
        #expect(try await ledger.append(Sample.event("next")) == 2)
    }

    private func version1Fixture() throws {
        let database = try Database(path: path)
        try database.exec(ReleasedSchema.steps[0])
        try database.exec(
            """
            PRAGMA application_id = 1279544144;
            PRAGMA user_version = 1;
            INSERT INTO ledger VALUES (1, '6f9619ff-8b86-d011-b42d-00c04fc964ff', 7, 1763700000);
            INSERT INTO credentials VALUES ('contoso', 1, 'abc', '{"failures":0,"jitterPermille":5,"refusals":0}', NULL, NULL, NULL, NULL);
            INSERT INTO versions VALUES ('v1', 'contoso', 'current', x'0102', 1763600000, 1763700000, 1770000000, 'operator', 0, NULL);
            INSERT INTO events VALUES (1, 1763700000, 'secret-stored', 'contoso', 'v1', NULL, 'it was stored', '{}');
            INSERT INTO outbox VALUES (8, 'contoso', 'v1', 'lapses/604800', 'ops@contoso.com', '<1@test>', 1763700000, 1763700001,
                'retrying', 1, 1763700060, 1763700000, NULL, 451, 'later', NULL, 'It lapses', x'0102');
            UPDATE sqlite_sequence SET seq = 9 WHERE name = 'outbox';
            """)
    }
}
