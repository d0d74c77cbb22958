package import Credentials

/// What is due, and when the next thing is, by credential.
///
/// It holds what the last look at each credential has shown. A credential is looked at again when that moment has come,
/// when its record has changed, or when something is over that stood in the way; and all of them when what every
/// decision rests on has changed. Moments are on the wall clock, since most of what falls due has a date. What is
/// reckoned in time since boot is entered as the moment at which the wall clock will have run for as long: when that
/// clock is set, everything is looked at anew, and one that only runs a little fast brings a look that comes too early,
/// and enters the rest.
package struct Agenda: ~Copyable {
    /// What a look at a credential has shown.
    package struct Entry: Equatable {
        /// Whether people are to be told something now.
        package var isOpen: Bool
        /// Where it stands among the trials that are due; `nil` where none is.
        package var trial: Place?
        /// The same among what is to be done for rotations.
        package var turn: Place?
        /// The same among probes.
        package var probe: Place?
        /// The application that others work on, which what is due next may wait for.
        package var awaited: EntraApplication?
        /// When it is to be looked at again; `nil` where something has to change first.
        package var next: Instant?

        /// What a look has shown; nothing unless given.
        package init(
            isOpen: Bool = false, trial: Place? = nil, turn: Place? = nil, probe: Place? = nil,
            awaited: EntraApplication? = nil, next: Instant? = nil
        ) {
            self.isOpen = isOpen
            self.trial = trial
            self.turn = turn
            self.probe = probe
            self.awaited = awaited
            self.next = next
        }
    }

    /// A place among those who wait for room: whoever has waited longest goes first, so that a few that fail fast
    /// cannot starve the others.
    package struct Place: Comparable {
        package var rank: Int64
        package var name: CredentialName

        /// The place of that credential.
        package init(rank: Int64, name: CredentialName) {
            self.rank = rank
            self.name = name
        }

        package static func < (left: Place, right: Place) -> Bool { (left.rank, left.name) < (right.rank, right.name) }
    }

    /// What waits for room.
    package enum Work: CaseIterable {
        case trial
        case turn
        case probe

        /// Where the entry has its place for it.
        package func place(in entry: Entry) -> Place? {
            switch self {
            case .trial: entry.trial
            case .turn: entry.turn
            case .probe: entry.probe
            }
        }
    }

    /// What every decision rests on.
    package struct Basis: Equatable {
        /// Why the clock is not trusted.
        package var doubt: ClockDoubt?
        /// The application that rotates and publishes.
        package var administrator: EntraApplication?
        /// The version of its secret.
        package var administratorVersion: String?
        /// Until when notices to contacts are held back.
        package var heldUntil: Instant?

        /// What it all rests on now.
        package init(
            doubt: ClockDoubt? = nil, administrator: EntraApplication? = nil, administratorVersion: String? = nil,
            heldUntil: Instant? = nil
        ) {
            self.doubt = doubt
            self.administrator = administrator
            self.administratorVersion = administratorVersion
            self.heldUntil = heldUntil
        }
    }

    /// Which credentials are to be looked at.
    package enum Round: Equatable {
        /// Those that are due or have changed.
        case some
        /// All of them, since everything may be otherwise.
        case all
        /// All of them, to see whether one was missed.
        case check
    }

    /// How often it is checked that nothing was missed.
    private let checkInterval: TimeSpan

    private var moments = KeyedQueue<CredentialName, Instant>()
    private var trials = KeyedQueue<CredentialName, Place>()
    private var turns = KeyedQueue<CredentialName, Place>()
    private var probes = KeyedQueue<CredentialName, Place>()
    /// Whom people are to be told about, and have not been: the ledger could not take it.
    private var open: Set<CredentialName> = []
    /// Who waits until nobody else works on an application.
    private var awaiting: [EntraApplication: Set<CredentialName>] = [:]
    private var basis: Basis?
    /// When everything was last looked at, in time since boot; `nil` where it is to be now.
    private var walkedAt: TimeSpan?

    /// An agenda with nothing on it, which distrusts itself.
    ///
    /// - Parameter checkInterval: how often it is checked that nothing was missed.
    package init(checkInterval: TimeSpan = .hours(1)) { self.checkInterval = checkInterval }

    /// Everything is to be looked at anew: the inventory was loaded, or the clock was set.
    package mutating func distrust() { walkedAt = nil }

    /// Begins a pass.
    ///
    /// - Returns: which credentials it looks at.
    package mutating func begin(on basis: Basis, at uptime: TimeSpan) -> Round {
        let isNew = isOutdated(on: basis)
        self.basis = basis
        guard !isNew, let walkedAt, uptime - walkedAt < checkInterval else {
            walkedAt = uptime
            return isNew ? .all : .check
        }
        return .some
    }

    /// Takes those out that are due at `now`, and those that something was in the way of which is over.
    package mutating func takeDue(at now: Instant, isBusy: (EntraApplication) -> Bool) -> Set<CredentialName> {
        var due = open
        while let first = moments.first, first.priority <= now {
            due.insert(first.key)
            moments[first.key] = nil
        }
        for application in awaiting.keys where !isBusy(application) {
            due.formUnion(awaiting.removeValue(forKey: application) ?? [])
        }
        return due
    }

    /// Enters what a look has shown.
    package mutating func enter(_ entry: Entry, for name: CredentialName) {
        moments[name] = entry.next
        trials[name] = entry.trial
        turns[name] = entry.turn
        probes[name] = entry.probe
        if entry.isOpen { open.insert(name) } else { open.remove(name) }
        if let application = entry.awaited { awaiting[application, default: []].insert(name) }
    }

    /// People are being told of these beside the passes, so that no pass has to.
    package mutating func areBeingTold(_ names: some Sequence<CredentialName>) { open.subtract(names) }

    /// Takes the first out that waits for that; `nil` where nobody does.
    package mutating func takeFirst(for work: Work) -> CredentialName? {
        switch work {
        case .trial: trials.popFirst()
        case .turn: turns.popFirst()
        case .probe: probes.popFirst()
        }
    }

    /// When the next credential is due; `nil` where none is before something changes.
    package var next: Instant? { moments.first?.priority }

    /// What is entered for a credential.
    package func entry(for name: CredentialName) -> Entry {
        Entry(
            isOpen: open.contains(name), trial: trials[name], turn: turns[name], probe: probes[name],
            awaited: awaiting.first { $0.value.contains(name) }?.key, next: moments[name])
    }

    /// Whether that credential is due, so that the next pass looks at it.
    package func isDue(_ name: CredentialName, at now: Instant, isBusy: (EntraApplication) -> Bool) -> Bool {
        open.contains(name) || moments[name].map { $0 <= now } ?? false
            || awaiting.contains { !isBusy($0.key) && $0.value.contains(name) }
    }

    /// Whether the next pass looks at everything, for another reason than to check.
    package func isOutdated(on basis: Basis) -> Bool { walkedAt == nil || basis != self.basis }
}

extension Agenda.Entry {
    /// Whether there is nothing to be done now.
    package var isIdle: Bool { !isOpen && trial == nil && turn == nil && probe == nil }

    /// Whether it lacks something to be done now that a look has shown.
    ///
    /// Of moments that lie ahead it says nothing: whatever rests is looked at when the rest ends, though it may not be
    /// due by then. A moment that is missing shows once it has come.
    package func lacks(_ seen: Agenda.Entry) -> Bool {
        if seen.isOpen, !isOpen { return true }
        if seen.trial != nil, trial == nil { return true }
        if seen.probe != nil, probe == nil { return true }
        return seen.turn != nil && turn == nil && awaited == nil
    }

    /// Lets nothing be missed that falls due then.
    package mutating func expect(_ instant: Instant) {
        next = min(next ?? instant, instant)
    }
}
