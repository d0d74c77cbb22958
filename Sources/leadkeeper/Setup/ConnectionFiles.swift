internal import Configuration
internal import Durability
internal import Glibc

/// The files of connections: new ones are written whole, as whoever calls, and never over one that is there.
struct ConnectionFiles {
    /// The configuration's directory.
    let path: String
    let operation: String

    /// Refuses at once who may not write there, before anything is asked.
    func checkAccess() throws(Failure) {
        let directory = "\(path)/\(ConnectionDraft.directory)"
        for place in [directory, path] {
            if access(place, W_OK | X_OK) == 0 { return }
            guard errno != ENOENT else { continue }
            throw Failure(
                .notPermitted, "failed to \(operation): you may not write to \(place)",
                hint: "run it as root: try sudo")
        }
        throw Failure(
            .configuration, "failed to \(operation): there is no directory \(path)",
            hint: "--config names another one")
    }

    /// Writes the files of these connections, one after the other, each whole or not at all.
    func write(_ drafts: [ConnectionDraft]) throws(Failure) {
        do throws(FileError) {
            let directory = try Directory(path).makeDirectory(ConnectionDraft.directory, mode: 0o755)
            let lock = try FileLock(on: directory)
            defer { withExtendedLifetime(lock) {} }
            for draft in drafts {
                try Interruption.held { () throws(FileError) in
                    try directory.writeNew(Array(draft.text.utf8), as: draft.fileName, mode: 0o644)
                }
            }
            try directory.sync()
        } catch {
            let isForbidden = error.code == .notPermitted
            throw Failure(
                isForbidden ? .notPermitted : error.code == .inUse ? .temporary : .cannotWrite,
                "failed to \(operation): \(error.description)", hint: isForbidden ? "run it as root: try sudo" : nil)
        }
    }

    /// Takes back what was written just now.
    func remove(_ drafts: [ConnectionDraft]) {
        guard let directory = try? Directory("\(path)/\(ConnectionDraft.directory)") else { return }
        for draft in drafts { _ = try? directory.remove(draft.fileName) }
        try? directory.sync()
    }
}

/// The signals by which people and sessions end a command.
enum Interruption {
    /// Does something that is not to be left half done: a signal waits until it is.
    ///
    /// sigprocmask(2).
    static func held<Answer, Trouble: Error>(_ body: () throws(Trouble) -> Answer) throws(Trouble) -> Answer {
        var signals = sigset_t()
        var before = sigset_t()
        sigemptyset(&signals)
        for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] { sigaddset(&signals, number) }
        sigprocmask(SIG_BLOCK, &signals, &before)
        defer { sigprocmask(SIG_SETMASK, &before, nil) }
        return try body()
    }
}
