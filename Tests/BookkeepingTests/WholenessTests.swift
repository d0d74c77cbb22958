import Credentials
import Foundation
import SQLite
import TestSupport
import Testing

@testable import Bookkeeping

/// What is missing from a ledger is not taken for empty, and not made anew.
@Suite struct WholenessTests {
    private func refusal(after damage: String) async throws -> LedgerError? {
        let directory = try TemporaryDirectory()
        let file = LedgerFile(path: directory.file(), ballastSize: 4_096)
        let ledger = try await Ledger.open(file: file)
        let name = try Sample.name()
        try await ledger.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        try await ledger.store("v1", for: name)
        await ledger.close()
        do {
            let database = try Database(path: file.path, access: .readWrite)
            try database.exec("PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = OFF")
            try database.exec(damage)
        }
        let before = FileManager.default.contents(atPath: file.path)
        do throws(LedgerError) {
            await (try await Ledger.open(file: file)).close()
            return nil
        } catch {
            #expect(FileManager.default.contents(atPath: file.path) == before, "it is left as it is")
            return error
        }
    }

    @Test(arguments: [
        ("DROP TABLE outbox", "outbox"), ("DROP TABLE leads", "leads"), ("DROP TABLE rotations", "rotations"),
        ("DROP TABLE versions", "versions"), ("DROP INDEX versions_one_of_each", "versions_one_of_each"),
        ("DELETE FROM ledger", "it does not say whose it is"),
    ])
    func `is refused as damaged, by the name of what is missing`(damage: String, name: String) async throws {
        let error = try await refusal(after: damage)
        #expect(
            error?.code == .corrupt && error?.description.contains(name) == true, "\(error?.description ?? "opened")")
    }

    @Test func `is what a ledger without anything in it is not`() async throws {
        #expect(try await refusal(after: "DELETE FROM leads") == nil)
        #expect(try await refusal(after: "SELECT 1") == nil)
    }
}
