internal import Glibc

/// A directory that is held by its descriptor, with the files in it by their plain names.
///
/// Whoever owns a directory may exchange a file in it for a symbolic link at any moment, and root must not follow one
/// there. So nothing here follows a link, and nothing looks a path up twice: openat(2). Every call blocks for as long
/// as the disk does.
public final class Directory: Sendable {
    /// Whose a file is.
    public struct Owner: Hashable, Sendable {
        /// The user.
        public var userID: UInt32
        /// The group.
        public var groupID: UInt32
    }

    /// What is known of a file without opening it.
    public struct Entry: Hashable, Sendable {
        /// Its length in bytes.
        public var size: Int64
        /// Whether it is a regular file.
        public var isRegular: Bool
        /// When it was last written, linked or renamed, in seconds since 1970; `st_ctime`.
        public var changedAt: Int64
    }

    /// Where it is, or was when it was opened.
    public let path: String
    /// Whose it is.
    public let owner: Owner
    let descriptor: Int32

    /// Opens a directory that exists; a link to one will do.
    public convenience init(_ path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(errorNumber: errno, operation: "open the directory \(path)") }
        try self.init(descriptor: descriptor, path: path)
    }

    private init(descriptor: Int32, path: String) throws(FileError) {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else {
            let number = errno
            close(descriptor)
            throw FileError(errorNumber: number, operation: "look at the directory \(path)")
        }
        self.descriptor = descriptor
        owner = Owner(userID: information.st_uid, groupID: information.st_gid)
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Opens a directory, and makes it for its owner alone where there is none, unless `mode` says otherwise, whatever
    /// umask(2) has, and so what is above it.
    public static func make(_ path: String, mode: UInt32 = 0o700) throws(FileError) -> Directory {
        if let made = try mkdir(path, mode) {
            guard made == ENOENT, let above = above(path) else {
                throw FileError(errorNumber: made, operation: "make the directory \(path)")
            }
            _ = try make(above, mode: mode)
            if let again = try mkdir(path, mode) {
                throw FileError(errorNumber: again, operation: "make the directory \(path)")
            }
        }
        return try Directory(path)
    }

    /// mkdir(2) with fsync(2) of what is above; the number of the error, if there is one.
    private static func mkdir(_ path: String, _ mode: UInt32) throws(FileError) -> Int32? {
        guard Glibc.mkdir(path, 0o700) == 0 else { return errno == EEXIST ? nil : errno }
        if mode != 0o700, chmod(path, mode) != 0 { return errno }
        try Directory(above(path) ?? ".").sync()
        return nil
    }

    /// The path of the directory above; `nil` for one in the working directory, and for the root.
    private static func above(_ path: String) -> String? {
        let name = path.reversed().drop { $0 == "/" }.drop { $0 != "/" }
        let above = String(name.drop { $0 == "/" }.reversed())
        return name.isEmpty ? nil : above.isEmpty ? "/" : above
    }

    /// Opens a directory in it, and makes it where there is none, for the owner of this one alone unless `mode` says
    /// otherwise, whatever umask(2) has.
    public func makeDirectory(_ name: String, mode: UInt32 = 0o700) throws(FileError) -> Directory {
        if mkdirat(descriptor, name, 0o700) == 0 {
            if mode != 0o700, fchmodat(descriptor, name, mode, 0) != 0 { throw error("change the mode of", name) }
            try giveToOwner(name)
            try sync()
        } else if errno != EEXIST {
            throw error("make the directory", name)
        }
        let made = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard made >= 0 else { throw error("open the directory", name) }
        return try Directory(descriptor: made, path: path(of: name))
    }

    /// The names in it, in order, without `.` and `..`.
    public func names() throws(FileError) -> [String] {
        let operation = "list the directory \(path)"
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { throw FileError(errorNumber: errno, operation: operation) }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw FileError(errorNumber: errno, operation: operation) }
        return names.sorted()
    }

    /// What is there under a name; `nil` where nothing is.
    public func entry(_ name: String) throws(FileError) -> Entry? {
        var information = stat()
        guard fstatat(descriptor, name, &information, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw error("look at", name)
        }
        return Entry(
            size: Int64(information.st_size), isRegular: information.st_mode & S_IFMT == S_IFREG,
            changedAt: Int64(information.st_ctim.tv_sec))
    }

    /// Gives a file another name, in place of whatever has that one; rename(2).
    public func rename(_ name: String, to target: String) throws(FileError) {
        guard renameat(descriptor, name, descriptor, target) == 0 else { throw error("rename", name) }
    }

    /// Removes a file.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func remove(_ name: String) throws(FileError) -> Bool {
        guard unlinkat(descriptor, name, 0) != 0 else { return true }
        if errno == ENOENT { return false }
        throw error("remove", name)
    }

    /// Makes what was renamed, made and removed in it durable; fsync(2).
    public func sync() throws(FileError) {
        guard fsync(descriptor) == 0 else {
            throw FileError(errorNumber: errno, operation: "sync the directory \(path)")
        }
    }

    /// The path of a file in it.
    public func path(of name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

    func error(_ verb: String, _ name: String) -> FileError {
        FileError(errorNumber: errno, operation: "\(verb) \(path(of: name))")
    }
}
