internal import Durability
internal import Glibc

/// A directory for a while, of nobody else's, which is removed with what is in it.
final class ScratchDirectory {
    let path: String

    /// Makes it by mkdtemp(3); throws where the directory around it cannot be written.
    init(in directory: String) throws(FileError) {
        var template = Array("\(directory)/forecast-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FileError(errorNumber: errno, operation: "make a directory in \(directory)")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // The ledger's own files, none of them a directory.
        if let directory = try? Directory(path), let names = try? directory.names() {
            for name in names { _ = try? directory.remove(name) }
        }
        rmdir(path)
    }
}
