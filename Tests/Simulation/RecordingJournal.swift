import Credentials
package import Ports
package import Synchronization

/// A journal in memory.
package final class RecordingJournal: Journal {
    package let entries = Mutex<[JournalEntry]>([])

    package init() {}

    package func write(_ entry: JournalEntry) {
        entries.withLock { $0.append(entry) }
    }

    package func events(_ event: String) -> [JournalEntry] {
        entries.withLock { $0.filter { $0.kind.word == event } }
    }
}
