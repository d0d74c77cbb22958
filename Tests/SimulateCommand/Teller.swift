import Foundation

/// Tells people what happens: on the terminal, and in a log where one is wanted.
struct Teller {
    private let log: FileHandle?
    private let began = ContinuousClock.now

    /// - Parameter path: where the log is; a file that is there is replaced.
    init(log path: String?) throws {
        guard let path else {
            log = nil
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else {
            throw CannotWrite(description: "failed to write the log \(path)")
        }
        log = file
    }

    struct CannotWrite: Error, CustomStringConvertible {
        let description: String
    }

    /// A line of progress.
    func progress(_ text: String) {
        let seconds = began.duration(to: .now).components.seconds
        write("[\(seconds) s] \(text)", to: .standardError)
    }

    /// A line of what came out.
    func result(_ text: String) { write(text, to: .standardOutput) }

    private func write(_ text: String, to file: FileHandle) {
        let line = Data("\(text)\n".utf8)
        file.write(line)
        log?.write(line)
    }
}
