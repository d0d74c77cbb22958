internal import Glibc
internal import Unix

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
    /// It does not wait for journald, and an entry that cannot be written is dropped. Not sd_journal_sendv(3), which
    /// waits for ever once a journald that hangs has its queue full, after eleven entries; what it sends is stable:
    /// https://systemd.io/JOURNAL_NATIVE_PROTOCOL/
    public static func send(_ fields: [String]) {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let entry = fields.flatMap(encoded)
        _ = unsafe UnixAddress.withAddress(of: "/run/systemd/journal/socket") { address, length in
            unsafe sendto(descriptor, entry, entry.count, Int32(MSG_NOSIGNAL), address, length)
        }
    }

    /// A field as a line, or with its length where the value has lines itself.
    private static func encoded(_ field: String) -> [UInt8] {
        let bytes = Array(field.utf8)
        guard bytes.contains(newline), let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else {
            return bytes + [newline]
        }
        let value = bytes[(equals + 1)...]
        let length = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(value.count) >> (8 * UInt64($0))) }
        return bytes[..<equals] + [newline] + length + value + [newline]
    }

    private static let newline = UInt8(ascii: "\n")
}
