import Foundation
import SQLite
import Testing

@Suite struct DatabaseTests {
    private let database: Database

    init() throws {
        database = try Database(path: ":memory:")
        try database.exec(
            "CREATE TABLE things (id INTEGER PRIMARY KEY, number INTEGER, name TEXT UNIQUE, body BLOB) STRICT")
    }

    @Test(arguments: ["", "plain", "nul\u{0}inside", "Ünïcode ✓ 🗝", String(repeating: "é", count: 9_000)])
    func `text comes back as it was bound`(value: String) throws {
        try database.run("INSERT INTO things (name) VALUES (?)", .text(value))
        #expect(try database.first("SELECT name FROM things") { row throws(SQLiteError) in try row.text(0) } == value)
    }

    @Test(arguments: [[], [0], [255, 0, 1], Array(repeating: 9, count: 70_000)] as [[UInt8]])
    func `bytes come back as they were bound`(value: [UInt8]) throws {
        try database.run("INSERT INTO things (body) VALUES (?)", .bytes(value))
        #expect(try database.first("SELECT body FROM things") { row throws(SQLiteError) in try row.bytes(0) } == value)
    }

    @Test(arguments: [0, -1, Int64.max, Int64.min])
    func `integers come back as they were bound`(value: Int64) throws {
        try database.run("INSERT INTO things (number) VALUES (?)", .integer(value))
        #expect(
            try database.first("SELECT number FROM things") { row throws(SQLiteError) in try row.integer(0) } == value)
    }

    @Test func `NULL is nil, and an error where a value is asked for`() throws {
        try database.run(
            "INSERT INTO things (number, name, body) VALUES (?, ?, ?)", .null, .optional(nil as String?), .null)
        let isNull = try database.first("SELECT number, name, body FROM things") { row throws(SQLiteError) in
            let number = try row.optionalInteger(0)
            let name = try row.optionalText(1)
            let body = try row.optionalBytes(2)
            return number == nil && name == nil && body == nil
        }
        #expect(isNull == true)
        let error = #expect(throws: SQLiteError.self) {
            try database.first("SELECT number FROM things") { row throws(SQLiteError) in try row.integer(0) }
        }
        #expect(error?.code == .mismatch)
        #expect(error?.text.contains("number") == true)
    }

    @Test func `a column of another type is an error, not a guess`() throws {
        try database.run("INSERT INTO things (number) VALUES (7)")
        let error = #expect(throws: SQLiteError.self) {
            try database.first("SELECT number FROM things") { row throws(SQLiteError) in try row.text(0) }
        }
        #expect(error?.code == .mismatch)
    }

    @Test func `errors tell what was run and what SQLite says, and no value`() throws {
        try database.run("INSERT INTO things (name) VALUES (?)", .text("hunter2"))
        let unique = #expect(throws: SQLiteError.self) {
            try database.run("INSERT INTO things (name) VALUES (?)", .text("hunter2"))
        }
        #expect(unique?.code == .unique)
        #expect(unique?.text == "UNIQUE constraint failed: things.name")
        #expect(unique?.operation == "INSERT INTO things (name) VALUES (?)")
        #expect(unique.map { "\($0)" }?.contains("hunter2") == false)

        let constraint = #expect(throws: SQLiteError.self) {
            try database.run("INSERT INTO things (number) VALUES ('seven')")
        }
        #expect(constraint?.code == .constraint)
        let syntax = #expect(throws: SQLiteError.self) { try database.run("INSERT INTO nowhere VALUES (1)") }
        #expect(syntax?.code == .other)
        #expect(syntax?.text == "no such table: nowhere")
    }

    @Test func `a statement that failed can be run again`() throws {
        let sql = "INSERT INTO things (id, name) VALUES (?, ?)"
        try database.run(sql, .integer(1), .text("a"))
        #expect(throws: SQLiteError.self) { try database.run(sql, .integer(1), .text("b")) }
        #expect(try database.run(sql, .integer(2), .text("b")) == 1)
        #expect(database.lastInsertedRow == 2)
    }

    @Test func `a query that was left by an error can be run again`() throws {
        try database.exec("INSERT INTO things (id, name) VALUES (1, 'a'), (2, NULL), (3, 'c')")
        let sql = "SELECT name FROM things ORDER BY id"
        #expect(throws: SQLiteError.self) { try database.rows(sql) { row throws(SQLiteError) in try row.text(0) } }
        #expect(try database.rows(sql) { row throws(SQLiteError) in try row.optionalText(0) } == ["a", nil, "c"])
    }

    @Test func `a transaction whose body throws leaves nothing, and the error is the body's`() throws {
        struct Unrelated: Error {}
        #expect(throws: Unrelated.self) {
            try database.transaction {
                try database.run("INSERT INTO things (id) VALUES (1)")
                throw Unrelated()
            }
        }
        #expect(!database.isInTransaction)
        #expect(try database.rows("SELECT id FROM things") { row throws(SQLiteError) in try row.integer(0) }.isEmpty)
        let answer = try database.transaction {
            try database.run("INSERT INTO things (id) VALUES (1)")
            return database.isInTransaction
        }
        #expect(answer)
        #expect(!database.isInTransaction)
    }

    @Test func `a full database is full, and takes shorter things afterwards`() throws {
        try database.exec("PRAGMA max_page_count = 4")
        let error = #expect(throws: SQLiteError.self) {
            try database.transaction { try database.run("INSERT INTO things (body) VALUES (zeroblob(100000))") }
        }
        #expect(error?.code == .full)
        #expect(!database.isInTransaction)
        try database.run("INSERT INTO things (name) VALUES ('small')")
    }

    @Test func `what cannot be opened, what is locked and what may only be read are told apart`() throws {
        let directory = try TemporaryDirectory()
        let missing = #expect(throws: SQLiteError.self) {
            try Database(path: directory.file("none"), access: .readWrite)
        }
        #expect(missing?.code == .cannotOpen)

        let first = try Database(path: directory.file("a"))
        try first.exec("CREATE TABLE t (id); BEGIN EXCLUSIVE")
        let second = try Database(path: directory.file("a"), access: .readWrite)
        let busy = #expect(throws: SQLiteError.self) { try second.exec("SELECT * FROM t") }
        #expect(busy?.code == .busy)
        try first.exec("COMMIT")

        let reader = try Database(path: directory.file("a"), access: .readOnly)
        let readOnly = #expect(throws: SQLiteError.self) { try reader.exec("INSERT INTO t VALUES (1)") }
        #expect(readOnly?.code == .readOnly)
    }
}
