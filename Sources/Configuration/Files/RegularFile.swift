internal import Glibc
internal import Unix

/// Reading of files and directories by the calls of POSIX, with their errors in words.
public enum RegularFile {
    /// A file longer than this is no configuration.
    static let sizeLimit = 1 << 20

    /// Why a file or a directory could not be read.
    public struct Failure: Error, Hashable {
        /// The call's `errno`; `0` for a file that is too long, not a regular one, or out of reach.
        var number: Int32
        /// What to say of it.
        public var text: String
        /// What may help.
        var hint: String?

        /// The failure of a path that leads out of what can be seen; `nil` where it does not.
        init?(outside reach: Reach, onTheWayTo path: String) {
            guard let place = reach.firstPlaceOutside(onTheWayTo: path) else { return nil }
            let shown = Excerpt.of(place, limit: Fault.longestPath)
            number = 0
            text =
                place == path ? "a place that the daemon cannot see" : "a link to \(shown), which the daemon cannot see"
            hint = "the service has a root of its own with /etc and /usr in it: put a copy there"
        }

        init(number: Int32, text: String) {
            self.number = number
            self.text = text
        }

        static func last() -> Failure {
            let number = errno
            return Failure(number: number, text: errorText(number))
        }
    }

    /// The bytes of a regular file; follows symbolic links, and never waits for the writer of a FIFO.
    ///
    /// Blocks on the disk. open(2), fstat(2), read(2).
    /// - Parameter sizeLimit: how many bytes it may have; by default what a file of the configuration may.
    public static func bytes(
        at path: String, limit sizeLimit: Int = 1 << 20, within reach: Reach = .everything
    ) -> Result<[UInt8], Failure> {
        if let failure = Failure(outside: reach, onTheWayTo: path) { return .failure(failure) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return .failure(.last()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(.last()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return .failure(Failure(number: 0, text: "something that is not a file"))
        }
        var bytes = [UInt8](repeating: 0, count: min(sizeLimit, max(0, Int(status.st_size))) + 1)
        var count = 0
        while count <= sizeLimit {
            if count == bytes.count { bytes += [UInt8](repeating: 0, count: 4_096) }
            let read = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { return .failure(.last()) }
            if read == 0 { return .success(Array(bytes[..<count])) }
            count += read
        }
        return .failure(Failure(number: 0, text: "more than \(sizeLimit) bytes"))
    }

    /// The names in a directory in the order of their bytes, without the hidden ones.
    ///
    /// Blocks on the disk. opendir(3), readdir(3).
    static func names(in path: String, within reach: Reach = .everything) -> Result<[String], Failure> {
        if let failure = Failure(outside: reach, onTheWayTo: path) { return .failure(failure) }
        guard let directory = opendir(path) else { return .failure(.last()) }
        defer { closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
                    String(cString: $0)
                }
            }
            if !name.hasPrefix(".") { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { return .failure(.last()) }
        return .success(names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    /// The path of a name in a directory.
    static func path(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }
}

extension RegularFile.Failure {
    /// Whether there is nothing of that name.
    var isMissing: Bool { number == ENOENT }

    /// What may help where it is not permitted, with the permissions that are missing, such as `a+r`.
    func hint(granting permissions: String, to path: String) -> String? {
        if let hint { return hint }
        guard number == EACCES else { return nil }
        return "the daemon reads it as a user of its own: `chmod \(permissions) \(path)`"
    }
}
