internal import Glibc

/// An exclusive lock that ends with its holder, however that ends; flock(2).
public final class FileLock: Sendable {
    private let descriptor: Int32

    /// Locks a file in a directory at once, or throws `inUse`; the file is made for the directory's owner where there
    /// is none.
    public init(_ name: String, in directory: Directory) throws(FileError) {
        let isThere = try directory.entry(name) != nil
        descriptor = openat(
            directory.descriptor, name, O_RDONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw directory.error("open", name) }
        do throws(FileError) {
            if !isThere { try directory.giveToOwner(name) }
            // Whoever may open it may hold it up.
            guard fchmod(descriptor, 0o600) == 0 || errno == EPERM else {
                throw directory.error("change the mode of", name)
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw directory.error("lock", name) }
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Locks the directory itself at once, or throws `inUse`.
    public init(on directory: Directory) throws(FileError) {
        descriptor = openat(directory.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = directory.error("lock", "")
            if descriptor >= 0 { close(descriptor) }
            throw error
        }
    }

    deinit {
        // A process that is just being started may hold a copy of the descriptor still, and with it the lock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
