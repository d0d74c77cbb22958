package import Bookkeeping
package import Credentials

/// How all credentials are, counted as their records change and as their ends are reached, so that the sentence for
/// `systemctl status` walks over nobody.
package struct Overview: ~Copyable {
    /// What becomes of a window whose end is reached.
    package enum Past: Hashable, CaseIterable {
        /// It has expired.
        case lapsed
        /// Microsoft accepts the secret still, so that the date may be wrong.
        case doubted
        /// Nothing ends with it, and the secret is to be replaced.
        case aged
    }

    /// The reserved names whose secret nobody has stored.
    package private(set) var reservedWithoutSecret: Set<CredentialName> = []
    /// The connections whose secret nobody has stored.
    private var connectionsWithoutSecret: Set<CredentialName> = []
    /// Whose last probe Microsoft refused.
    private var refused: Set<CredentialName> = []
    /// The ends that lie ahead, the nearest first.
    private var ahead = KeyedQueue<CredentialName, Agenda.Place>()
    /// Those whose end is reached, by name.
    private var past: [Past: KeyedQueue<CredentialName, CredentialName>] = [:]

    /// Nobody is counted yet.
    package init() {}

    /// How many connections have no secret.
    package var missingCount: Int { connectionsWithoutSecret.count }

    /// How many credentials Microsoft refused when they were last tried.
    package var refusedCount: Int { refused.count }

    /// Counts a credential as its record has it now; one that is not configured does not count.
    package mutating func count(
        _ name: CredentialName, _ credential: Credential?, _ record: CredentialRecord?, at now: Instant
    ) {
        forget(name)
        guard let credential else { return }
        guard let record, record.current != nil else {
            if name.isReserved { reservedWithoutSecret.insert(name) } else { connectionsWithoutSecret.insert(name) }
            return
        }
        if record.standing.lastProbe?.result == .failed { refused.insert(name) }
        guard let window = record.window(of: credential), let end = window.reminded(at: now) else { return }
        guard end <= now else {
            ahead[name] = Agenda.Place(rank: end.secondsSinceEpoch, name: name)
            return
        }
        let kind: Past =
            if window.isDueDate {
                .aged
            } else {
                record.isDoubt(.lapsed(repetition: 0), of: credential, at: now) ? .doubted : .lapsed
            }
        past[kind, default: KeyedQueue()][name] = name
    }

    /// Takes the first out whose end is reached by then, which the caller counts anew; `nil` where there is none.
    package mutating func takeReached(at now: Instant) -> CredentialName? {
        guard let first = ahead.first, first.priority.rank <= now.secondsSinceEpoch else { return nil }
        return ahead.popFirst()
    }

    /// Whose window ends next, and when; `nil` where no end lies ahead.
    package var next: (name: CredentialName, at: Instant)? {
        ahead.first.map { ($0.key, Instant(secondsSinceEpoch: $0.priority.rank)) }
    }

    /// The first few by name of those whose window's end is reached and of which that has become.
    package func few(_ kind: Past, atMost count: Int) -> [CredentialName] {
        past[kind].map { $0.least(count).map(\.key) } ?? []
    }

    private mutating func forget(_ name: CredentialName) {
        reservedWithoutSecret.remove(name)
        connectionsWithoutSecret.remove(name)
        refused.remove(name)
        ahead[name] = nil
        for kind in Past.allCases { past[kind]?[name] = nil }
    }
}
