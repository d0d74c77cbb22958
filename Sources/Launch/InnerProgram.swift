internal import Glibc
internal import Unix

/// A program that is not called by people: `leadkeeper` becomes it, or the keyring worker starts it, so that each has
/// the libraries of its own work alone.
public enum InnerProgram: String, Hashable, Sendable, CaseIterable {
    /// What `leadkeeper run` becomes.
    case daemon = "leadkeeper-daemon"
    /// What `leadkeeper keyring` becomes.
    case keyring = "leadkeeper-keyring"
    /// What the keyring worker starts to store a secret.
    case store = "leadkeeper-keyring-store"
    /// What the keyring worker starts to make a private key, or to sign with one.
    case sign = "leadkeeper-keyring-sign"

    /// Why this process did not become the other program.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// One sentence, which begins in lower case.
        public let description: String
    }

    /// Where the program may be for one whose file is `executable`, in order: beside it, as a build leaves them, then
    /// in `libexec`, as they are installed.
    public func places(besides executable: String) -> [String] {
        let directory = executable[..<(executable.lastIndex(of: "/") ?? executable.startIndex)]
        let prefix = directory[..<(directory.lastIndex(of: "/") ?? directory.startIndex)]
        return ["\(directory)/\(rawValue)", "\(prefix)/libexec/leadkeeper/\(rawValue)"]
    }

    /// Turns this process into the program: process id, standard streams, passed sockets and environment stay as they
    /// are.
    ///
    /// Returns only where it fails. Call it before any thread exists. execv(3).
    public func become(_ arguments: [String]) throws(Failure) -> Never {
        guard let executable = Self.executable else {
            throw Failure(description: "failed to start \(rawValue): /proc does not tell where this program is")
        }
        let places = places(besides: executable)
        for place in places {
            let words = ([place] + arguments).map { strdup($0) } + [nil]
            defer { for word in words { free(word) } }
            execv(place, words)
            let cause = errno
            // Only a program that is not there may be somewhere else; one that cannot be run is the one that was meant.
            guard cause == ENOENT || cause == ENOTDIR else {
                throw Failure(description: "failed to start \(place): \(errorText(cause))")
            }
        }
        throw Failure(
            description: "failed to start \(rawValue): it is not there; looked for \(places.joined(separator: " and "))"
        )
    }

    /// Where the program is beside this process's; `nil` where it is not there, or /proc is not mounted.
    public var path: String? {
        Self.executable.flatMap { places(besides: $0).first { access($0, X_OK) == 0 } }
    }

    /// The file of this process's program, all links followed; `nil` where /proc is not mounted.
    private static var executable: String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }
}
