internal import Glibc

/// The configuration files as they were at a moment, to tell whether they have changed since.
public struct ConfigurationWatch: Sendable {
    /// What stat(2) tells of a file; it changes with the content, and at times without it.
    private struct Stamp: Hashable {
        var inode: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private struct Sight: Hashable {
        var stamp: Stamp?
        /// A hash of the bytes, of use in this process alone; `nil` where they cannot be read.
        var content: Int?
    }

    private let directory: String
    private var seen: [String: Sight]

    /// Looks at the files that ``Settings/load(directory:within:)`` reads of a directory; do it before they are read.
    ///
    /// Blocks on the disk.
    public init(directory: String) {
        self.directory = directory
        seen = [:]
        for path in Self.paths(in: directory) {
            seen[path] = Sight(stamp: Self.stamp(of: path), content: Self.content(of: path))
        }
    }

    /// Whether other files are there than were, or others are in them; a file that was merely touched is as it was.
    ///
    /// Blocks on the disk; it costs one call of the system a file, and reads only those that changed.
    public mutating func hasChanged() -> Bool {
        let paths = Self.paths(in: directory)
        guard Set(paths) == Set(seen.keys) else { return true }
        for path in paths {
            let stamp = Self.stamp(of: path)
            guard stamp != seen[path]?.stamp else { continue }
            guard Self.content(of: path) == seen[path]?.content else { return true }
            seen[path]?.stamp = stamp
        }
        return false
    }

    private static func paths(in directory: String) -> [String] {
        let folders = ["leadkeeper.conf.d", "connections"].map { RegularFile.path(directory, $0) }
        let files = folders.flatMap { folder in
            ((try? RegularFile.names(in: folder).get()) ?? []).filter { $0.hasSuffix(".conf") }.map {
                RegularFile.path(folder, $0)
            }
        }
        // A folder that is gone is another thing than an empty one.
        return [RegularFile.path(directory, "leadkeeper.conf")] + folders.filter { stamp(of: $0) != nil } + files
    }

    private static func stamp(of path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT != S_IFDIR else { return Stamp(inode: 0, size: 0, seconds: 0, nanoseconds: 0) }
        return Stamp(
            inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    private static func content(of path: String) -> Int? {
        guard case .success(let bytes) = RegularFile.bytes(at: path) else { return nil }
        return bytes.hashValue
    }
}
