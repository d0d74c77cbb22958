internal import Credentials
internal import Glibc
internal import Systemd
internal import Upkeep

/// The system journal where standard error leads there, else lines on standard error.
struct SystemJournal: Journal {
    private let writesFields = JournalSocket.isStandardError

    func write(_ entry: JournalEntry) {
        if writesFields {
            JournalSocket.send(entry.fields)
        } else {
            Self.writeLine(entry.line)
        }
    }

    /// Standard error may be closed, full or a pipe that nobody reads: what it does not take at once is dropped.
    private static func writeLine(_ line: String) {
        var descriptor = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        guard poll(&descriptor, 1, 0) == 1, descriptor.revents & Int16(POLLOUT) != 0 else { return }
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}

extension JournalEntry {
    /// The entry as fields; systemd.journal-fields(7).
    var fields: [String] {
        var fields = [
            "MESSAGE=\(line)", "PRIORITY=\(priority.rawValue)", "SYSLOG_IDENTIFIER=leadkeeper", "LEADKEEPER_EVENT=\(event)",
        ]
        if let credential { fields.append("LEADKEEPER_CONNECTION=\(credential)") }
        if let version { fields.append("LEADKEEPER_VERSION=\(version)") }
        if let probeClass { fields.append("LEADKEEPER_CLASS=\(probeClass.rawValue)") }
        if let id = EventMessageID.byEvent[event] { fields.append("MESSAGE_ID=\(id)") }
        return fields
    }

    /// The entry as one line.
    var line: String {
        credential.map { "\($0): \(message)" } ?? message
    }
}

/// The ids under which a message catalog explains the events that a person may act upon; sd_journal_send(3).
///
/// They never change: catalogs and people's filters are made of them.
enum EventMessageID {
    static let byEvent: [String: String] = [
        "credential-lapses": "3d0a1c6f4a5b4f0e9d5a0b7c1e2f3a41",
        "credential-lapsed": "7b1f0f5e7f0f4c0a8c7d2f9b6a1d4e52",
        "credential-refused": "a9c4e2d81b3f4d67b5e0c3f2a7d81963",
        "credential-refused-lasting": "c2e8b7a4f1d04f39a6d5e4c3b2a19074",
        "credential-unchecked-lasting": "5f6e7d8c9bab4cad9eaf0b1c2d3e4f85",
        "credential-works-again": "e1d2c3b4a5964788b9aabbccddeeff96",
        "secret-lost": "08f7e6d5c4b34a92918f7e6d5c4b3aa7",
        "disk-full": "5d1b7c2e94a64f0d8e3f6a27c08b1d59",
        "keyring-failed": "91a2b3c4d5e64f708192a3b4c5d6e7b8",
        "ledger-failed": "b4c5d6e7f8094a1b2c3d4e5f60718293",
        "ledger-put-back": "1c7e4ab06d3f4f5e9b82a4d15ce03f68",
        "mail-failed": "d7e8f9010a1b4c2d3e4f506172839404",
        "notice-refused": "f0e1d2c3b4a54697889a0b1c2d3e4f15",
        "clock-implausible": "2c3d4e5f60714839a5b6c7d8e9f0a126",
        "reload-failed": "6d7e8f90a1b24c3d4e5f60718293a437",
    ]
}
