internal import Credentials
internal import Ports
internal import UpkeepState

/// What Microsoft shows to nobody there, and is asked for again daily.
extension Engine {
    /// Writes an obstacle into the journal, once for as long as it is the same.
    ///
    /// - Parameters:
    ///   - known: what was in the way the last time.
    ///   - consequence: what cannot be done, as a clause.
    func write(
        _ obstacle: ReadingObstacle, after known: ReadingObstacle?, _ kind: EventKind, _ consequence: String,
        of name: CredentialName
    ) {
        guard known != obstacle else { return }
        world.journal.write(
            JournalEntry(kind, "\(consequence): \(obstacle.sentence), trying again daily", credential: name))
    }
}
