internal import Configuration
internal import Durability

/// Where the file of the move is: read, written whole, and never in place of what somebody else wrote.
struct MailMigrationDirectory {
    let path: String
    private let operation: String

    init(_ path: String, to operation: String) {
        self.path = path
        self.operation = operation
    }

    /// The path of the file.
    var file: String { MailMigrationFile.path(in: path) }

    /// The file as this program wrote it; `nil` where there is none, and refuses any other.
    func read() throws(Failure) -> MailMigrationFile? {
        switch MailMigrationFile.find(in: path) {
        case .nothing: return nil
        case .own(let file): return file
        case .foreign:
            throw Failure(
                .cannotWrite, "failed to \(operation): \(file) is not as this command wrote it",
                hint: "it writes over nobody's changes: move that file away, or put back what was changed in it")
        case .unreadable(let cause):
            throw Failure(.notPermitted, "failed to \(operation): failed to read \(file): \(cause)", hint: "try sudo")
        }
    }

    /// Writes the file in place of what it was, whole or not at all; `nil` removes it.
    ///
    /// - Parameter before: what it was, by which it is seen that nobody has changed it meanwhile.
    func write(_ text: MailMigrationFile?, insteadOf before: MailMigrationFile?) throws(Failure) {
        do throws(FileError) {
            let directory = try Directory(path)
            let dropIns = try directory.makeDirectory(MailMigrationFile.dropInDirectory, mode: 0o755)
            let lock = try FileLock(on: dropIns)
            defer { withExtendedLifetime(lock) {} }
            let now: [UInt8]?
            do throws(FileError) {
                now = try dropIns.read(MailMigrationFile.name)
            } catch  where error.code == .unsuitable {
                throw FileError(.exists, operation: error.operation, text: error.text)
            }
            guard now == before.map({ Array($0.text.utf8) }) else {
                throw FileError(.exists, operation: "write \(file)", text: "it was changed meanwhile")
            }
            if let text {
                try dropIns.write(Array(text.text.utf8), as: MailMigrationFile.name, mode: 0o644)
            } else {
                try dropIns.remove(MailMigrationFile.name)
                try dropIns.sync()
            }
        } catch {
            let isForbidden = error.code == .notPermitted
            throw Failure(
                isForbidden ? .notPermitted : error.code == .inUse ? .temporary : .cannotWrite,
                "failed to \(operation): \(error.description)", hint: isForbidden ? "try sudo" : nil)
        }
    }
}
