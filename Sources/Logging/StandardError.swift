internal import Glibc

/// Standard error, where no journal is.
public enum StandardError {
    /// Writes one line; what is not taken at once is dropped, since it may be closed, full, or a pipe that nobody
    /// reads.
    public static func writeLine(_ line: String) {
        write(line, to: STDERR_FILENO)
    }

    /// A pipe that can be written has room for `PIPE_BUF` bytes, and more could block: a longer line is cut; poll(2),
    /// pipe(7).
    static func write(_ line: String, to descriptor: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&entry, 1, 0) == 1, entry.revents & Int16(POLLOUT) != 0 else { return }
        let bytes = Array(line.utf8.prefix(Int(PIPE_BUF) - 1)) + [UInt8(ascii: "\n")]
        _ = unsafe Glibc.write(descriptor, bytes, bytes.count)
    }
}
