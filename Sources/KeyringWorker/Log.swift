internal import Glibc

/// Writes one line to standard error, or drops it where that would block: a log must not hold up a secret.
func log(_ message: String) {
    var entry = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    guard poll(&entry, 1, 0) == 1, entry.revents & Int16(POLLOUT) != 0 else { return }
    let line = Array("leadkeeper-keyring: \(message)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
}

/// The text of errno.
func lastError() -> String {
    String(cString: strerror(errno))
}
