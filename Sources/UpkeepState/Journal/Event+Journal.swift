package import Bookkeeping
internal import Credentials
package import Ports

extension Journal {
    /// Writes what the ledger's history has too, if its kind is one for the journal.
    ///
    /// An event of a kind that this release does not have is no news of its own.
    package func write(_ event: Event) {
        guard let kind = EventKind(historyWord: event.kind.rawValue), kind.isInJournal else { return }
        write(
            JournalEntry(
                kind, event.message, credential: event.credential, version: event.version, probeClass: event.class))
    }
}
