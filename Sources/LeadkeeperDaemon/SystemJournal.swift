internal import Credentials
internal import Logging
internal import Ports
internal import Upkeep

/// The system journal where standard error leads there, else lines on standard error.
struct SystemJournal: Journal {
    private let writesFields = JournalSocket.isStandardError

    func write(_ entry: JournalEntry) {
        if writesFields {
            JournalSocket.send(entry.fields)
        } else {
            StandardError.writeLine(entry.line)
        }
    }
}

extension JournalEntry {
    /// The entry as fields; systemd.journal-fields(7).
    var fields: [String] {
        var fields = [
            "MESSAGE=\(line)", "PRIORITY=\(kind.priority.rawValue)", "SYSLOG_IDENTIFIER=leadkeeper",
            "LEADKEEPER_EVENT=\(kind.word)",
        ]
        if let credential { fields.append("LEADKEEPER_CONNECTION=\(credential)") }
        if let version { fields.append("LEADKEEPER_VERSION=\(version)") }
        if let probeClass { fields.append("LEADKEEPER_CLASS=\(probeClass.rawValue)") }
        if let id = kind.messageID { fields.append("MESSAGE_ID=\(id)") }
        return fields
    }

    /// The entry as one line.
    var line: String {
        credential.map { "\($0): \(message)" } ?? message
    }
}
