internal import Glibc

extension Directory {
    /// Reads a whole file; `nil` where there is none.
    ///
    /// Throws `unsuitable` for what is no regular file or longer than `limit`.
    public func read(_ name: String, limit: Int = 64 << 20) throws(FileError) -> [UInt8]? {
        var contents: [UInt8] = []
        do throws(FileError) {
            try readPieces(of: name) { piece throws(FileError) in
                contents += piece
                guard contents.count <= limit else {
                    throw FileError(
                        .unsuitable, operation: "read \(path(of: name))", text: "it is longer than \(limit) bytes")
                }
            }
        } catch {
            if error.code == .absent { return nil }
            throw error
        }
        return contents
    }

    /// Writes a file that is whole and on the disk when it appears under its name, in place of one that had it.
    ///
    /// It is for its owner alone, who is `owner`, or this user for `nil`, unless `mode` says otherwise; chmod(2).
    /// - Parameter isDurable: whether it has to outlast a power cut; without, it is whole all the same for whoever
    ///   opens it, and the disk is written when the kernel likes.
    public func write(
        _ contents: [UInt8], as name: String, owner: Owner? = nil, mode: UInt32 = 0o600, isDurable: Bool = true
    ) throws(FileError) {
        try create(name, owner: owner, mode: mode, isDurable: isDurable) { descriptor throws(FileError) in
            try write(contents, to: descriptor, name: name)
        }
    }

    /// Writes a file that is whole and on the disk when it appears under its name; throws `exists` where that name is
    /// taken, and leaves what is there.
    ///
    /// Its name is durable once ``sync()`` has returned. linkat(2).
    /// - Parameter mode: what its owner, who is this user, and others may; chmod(2).
    public func writeNew(_ contents: [UInt8], as name: String, mode: UInt32 = 0o600) throws(FileError) {
        let partial = ".\(Self.partial(name))"
        try make(partial, owner: nil, mode: mode) { descriptor throws(FileError) in
            try write(contents, to: descriptor, name: name)
        }
        let failure = linkat(descriptor, partial, descriptor, name, 0) == 0 ? nil : error("write", name)
        // The first error is the one that tells.
        _ = try? remove(partial)
        if let failure { throw failure }
    }

    /// Copies a file that is whole and on the disk when it appears under its name here, in place of one that had it.
    ///
    /// - Parameter see: gets what is written, piece by piece.
    public func copy(
        _ name: String, of source: Directory, as target: String, owner: Owner? = nil,
        _ see: ([UInt8]) -> Void = { _ in }
    ) throws(FileError) {
        try create(target, owner: owner) { descriptor throws(FileError) in
            try source.readPieces(of: name) { piece throws(FileError) in
                see(piece)
                try write(piece, to: descriptor, name: target)
            }
        }
    }

    /// Gives a file in it to its own owner, where this user may; fchownat(2).
    public func giveToOwner(_ name: String) throws(FileError) {
        guard geteuid() == 0 else { return }
        guard fchownat(descriptor, name, owner.userID, owner.groupID, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw error("change the owner of", name)
        }
    }

    /// The name that a file has until it is whole.
    static func partial(_ name: String) -> String { "\(name).partial" }

    private func create(
        _ name: String, owner: Owner?, mode: UInt32 = 0o600, isDurable: Bool = true,
        _ fill: (Int32) throws(FileError) -> Void
    ) throws(FileError) {
        let partial = Self.partial(name)
        try make(partial, owner: owner, mode: mode, isDurable: isDurable, fill)
        try rename(partial, to: name)
        if isDurable { try sync() }
    }

    /// Makes a file that is whole and on the disk, in place of one that was given up; or none.
    private func make(
        _ partial: String, owner: Owner?, mode: UInt32, isDurable: Bool = true,
        _ fill: (Int32) throws(FileError) -> Void
    ) throws(FileError) {
        try remove(partial)
        let file = openat(descriptor, partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw error("make", partial) }
        do throws(FileError) {
            defer { close(file) }
            try fill(file)
            if let owner, geteuid() == 0, fchown(file, owner.userID, owner.groupID) != 0 {
                throw error("change the owner of", partial)
            }
            guard fchmod(file, mode) == 0, !isDurable || fsync(file) == 0 else { throw error("write", partial) }
        } catch {
            // The first error is the one that tells; that nothing is left behind is as far as it goes.
            _ = try? remove(partial)
            throw error
        }
    }

    private func write(_ bytes: [UInt8], to file: Int32, name: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw error("write", name)
            }
        }
    }

    /// Reads a file piece by piece; throws `absent` where there is none, and `unsuitable` for what is no regular file.
    ///
    /// What `take` throws ends the reading.
    public func readPieces(of name: String, _ take: ([UInt8]) throws(FileError) -> Void) throws(FileError) {
        // Without O_NONBLOCK a pipe in the file's place would be waited for.
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw error("open", name) }
        defer { close(file) }
        var information = stat()
        guard fstat(file, &information) == 0 else { throw error("look at", name) }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw FileError(.unsuitable, operation: "open \(path(of: name))", text: "it is not a regular file")
        }
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count == 0 { return }
            if count > 0 {
                try take(Array(piece[..<count]))
            } else if errno != EINTR {
                throw error("read", name)
            }
        }
    }
}
