internal import CSystemd
internal import Glibc

/// The system journal, written with fields.
public enum JournalSocket {
    /// Whether standard error is connected to the journal, so that entries belong there and not on a terminal.
    ///
    /// systemd sets `$JOURNAL_STREAM` to the device and inode of the stream that it made; systemd.exec(5).
    public static var isStandardError: Bool {
        guard let expected = unsafe getenv("JOURNAL_STREAM") else { return false }
        var status = stat()
        guard unsafe fstat(STDERR_FILENO, &status) == 0 else { return false }
        return unsafe String(cString: expected) == "\(status.st_dev):\(status.st_ino)"
    }

    /// Writes one entry of `NAME=value` fields.
    ///
    /// sd_journal_sendv(3). It does not wait for journald, and an entry that cannot be written is dropped.
    public static func send(_ fields: [String]) {
        var buffers: [UnsafeMutableRawBufferPointer] = unsafe []
        defer { unsafe buffers.forEach { unsafe $0.deallocate() } }
        for field in fields {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: field.utf8.count, alignment: 1)
            unsafe buffer.copyBytes(from: field.utf8)
            unsafe buffers.append(buffer)
        }
        let vectors = unsafe buffers.map { unsafe iovec(iov_base: $0.baseAddress, iov_len: $0.count) }
        _ = unsafe sd_journal_sendv(vectors, Int32(vectors.count))
    }
}
