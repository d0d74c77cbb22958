internal import Glibc
internal import Unix

/// Opens a file that is nobody else's to read: mode 0600, not a symbolic link, closed on exec; open(2).
///
/// A file that existed with a wider mode gets this one.
func openFile(_ path: String, _ flags: Int32, operation: String) throws(LedgerError) -> Int32 {
    let descriptor = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw LedgerError(errorNumber: errno, operation: operation) }
    guard fchmod(descriptor, 0o600) == 0 else {
        let number = errno
        close(descriptor)
        throw LedgerError(errorNumber: number, operation: operation)
    }
    return descriptor
}

/// Puts a file, or the entries of a directory, on the disk; fsync(2).
func syncFile(_ path: String, operation: String) throws(LedgerError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LedgerError(errorNumber: errno, operation: operation) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw LedgerError(errorNumber: errno, operation: operation) }
}

/// The directory that a path's last component is in.
func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

extension LedgerError {
    /// A refusal of the operating system.
    init(errorNumber: Int32, operation: String) {
        let code: Code =
            switch errorNumber {
            case EACCES, EPERM, EROFS, ELOOP: .notPermitted
            case ENOSPC, EDQUOT: .full
            case EIO: .io
            default: .other
            }
        self.init(code: code, operation: operation, text: errorText(errorNumber))
    }
}
