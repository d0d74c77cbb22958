package import Bookkeeping
package import Credentials

/// How all credentials are, counted as their records change, so that the sentence for `systemctl status` walks over
/// none of those that are well.
package struct Overview {
    /// Whose secret nobody has stored.
    package private(set) var withoutSecret: Set<CredentialName> = []
    /// Whose last probe Microsoft refused.
    package private(set) var refused: Set<CredentialName> = []
    /// The ends of windows that lie ahead, the nearest first.
    private var ahead = KeyedQueue<CredentialName, Agenda.Place>()
    /// Those that were reached.
    private var reached: [CredentialName: Instant] = [:]

    /// Nobody is counted yet.
    package init() {}

    /// Counts a credential as its record has it now; one that is not configured does not count.
    package mutating func count(_ name: CredentialName, _ credential: Credential?, _ record: CredentialRecord?) {
        withoutSecret.remove(name)
        refused.remove(name)
        (ahead[name], reached[name]) = (nil, nil)
        guard let credential else { return }
        guard let record, record.current != nil else {
            withoutSecret.insert(name)
            return
        }
        if record.standing.lastProbe?.result == .failed { refused.insert(name) }
        let window = record.window(of: credential)
        for end in [window?.endInstant, window?.given].compactMap(\.self) { expect(end, of: name) }
    }

    /// Whose window has ended by then, and whose ends next, and when.
    package mutating func ends(at now: Instant) -> (
        reached: [CredentialName], next: (name: CredentialName, remaining: TimeSpan)?
    ) {
        // A clock that was set back makes an end lie ahead again.
        for (name, end) in reached where end > now {
            reached[name] = nil
            expect(end, of: name)
        }
        while let first = ahead.first, case let end = Instant(secondsSinceEpoch: first.priority.rank), end <= now {
            reached[first.key] = end
            ahead[first.key] = nil
        }
        let next = ahead.first.map { ($0.key, Instant(secondsSinceEpoch: $0.priority.rank) - now) }
        return (reached.keys.sorted(), next)
    }

    private mutating func expect(_ end: Instant, of name: CredentialName) {
        ahead[name] = Agenda.Place(rank: end.secondsSinceEpoch, name: name)
    }
}
