internal import Glibc

/// Writes a file until there is no room, byte by byte in the end.
public func fillDisk(_ path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(file) }
    for size in [4_096, 1] {
        let block = [UInt8](repeating: 0, count: size)
        while write(file, block, size) > 0 {}
    }
}

/// Removes a file that filled the disk, and frees its room at once.
///
/// To unlink alone is not enough: a child that another test starts at that moment may have the file open.
public func freeDisk(_ path: String) {
    truncate(path, 0)
    unlink(path)
}
