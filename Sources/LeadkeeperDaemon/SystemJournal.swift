internal import Credentials
internal import Systemd
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
        "credential-lapses": "5f4ae7b5c5c9481396757fc6bee133d7",
        "credential-lapsed": "04eb83c56c404d9682a5b700b45ae53f",
        "credential-end-doubted": "6fc54eb5581e3df47a382c818d4c7fe9",
        "credential-refused": "b5079db3f03445ed9a08dec17ec7613c",
        "credential-refused-lasting": "07ed70627cc942fc8cacc903fda57748",
        "credential-unchecked": "82d65245b06e473fb1ce2f8c4509cd03",
        "credential-unchecked-lasting": "cbdb37ce2b3b4b39851eafa6e8544c4c",
        "credential-works-again": "dd818303984f4b5bb95fb822ab02adc0",
        "hand-off-due": "59bd5efcfd5a48bfb43d4277dc8d22e6",
        "rotation-stuck": "f9eddbeab24f4a2caeb7bd955564adf0",
        "key-vanished": "447982ad252840168413ac89fdaa75cf",
        "foreign-key-lapses": "0d0240e5dc6742b782404d03937b6605",
        "offer-drifted": "886eaf277ec541338a1d9fb636e151b1",
        "rotations-held": "ed0550a91b1a4e3fae89eb222e92deef",
        "lead-slow": "3a0d2f6be1c84f6c9a51d0a7c3be94d2",
        "secret-lost": "b17900336344496997cf008828f6f1af",
        "secret-refused": "a4c1f0d2f1f5471b9f0c3f1c6d7e2b58",
        "secret-not-stored": "2411e39f6d3848f3b57a8e92d30a7fe0",
        "disk-full": "fb7abff7dcfb40d5a5e8f3594000c015",
        "keyring-failed": "233a5ef4ae5645a9b6ae688c5a3d5b17",
        "ledger-failed": "3788dfb9c57f4247b81f1a7e82f55a3a",
        "ledger-put-back": "aa984ead13874dd9ad5691270bd233cb",
        "mail-failed": "e5a831845df447c5a795351a47aaaac6",
        "mail-delayed": "05d056832b874d9ebe72f7864472458a",
        "notice-refused": "6b3d35850e974fa1b7ab6d1e95a8c8e2",
        "notice-delayed": "2f8c1d6be0a94a3c9a57c1e0d4b7f563",
        "clock-implausible": "c55f93f3cc9a4d18b3c05a34714a0eba",
        "memory-not-locked": "cc9b6b93911a4522818b94a8353e6cf6",
        "start-failed": "350a704ae4e841c79512e116dc53a9a8",
        "reload-failed": "b2b0a71303364149b32eba857ea4097a",
        "configuration-empty": "8f3c1c0a5d0b4b0e9f4d6c1d8f2a7be3",
        "settings-doubtful": "d2a96c6d41f24d5a8c0f3be5b7f19c64",
    ]
}
