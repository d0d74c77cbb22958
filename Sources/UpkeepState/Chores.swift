package import Credentials

/// What keeps ledger and keyring in order, and when each of it is done next; in time since boot.
package struct Chores {
    /// Something to do now.
    package enum Chore {
        /// Old entries of the ledger are given up.
        case prune
        /// The keyring is asked of every secret in use.
        case audit
        /// What is no longer wanted is removed from the keyring.
        case tidy
        /// A keyring in trouble is asked of one secret, so that the trouble's end is not missed.
        case tryKeyring
    }

    /// How long removals wait for the end of a backup that nobody ends.
    package static let longestBackup = TimeSpan.minutes(5)
    private static let pruneInterval = TimeSpan.days(1)
    /// How long what needs the keyring rests after it has failed.
    private static let restAfterTrouble = TimeSpan.minutes(10)
    /// How often a keyring in trouble is tried.
    private static let keyringTryInterval = TimeSpan.minutes(1)

    private var pruneAt: TimeSpan?
    /// When the keyring is audited; `nil` where it need not be.
    private var auditAt: TimeSpan?
    /// The versions that were seen to be intact since an audit is wanted, and so need not be asked for by it.
    private var intact: Set<String> = []
    /// When it is tidied, unless it is to be audited first; `nil` where it need not be.
    private var tidyAt: TimeSpan?
    private var keyringTryAt: TimeSpan?
    /// Until when nothing is removed from the keyring, for the sake of a backup.
    private var removalsWaitUntil: TimeSpan?
    /// When a backup was last begun, by the record; `nil` where it has none.
    package var backupBegunAt: Instant?

    /// Nothing is planned but the first pruning.
    package init() {}

    /// What is due, of which the caller does all; what fails comes again after a rest.
    ///
    /// - Parameters:
    ///   - isClockConfirmed: whether Microsoft's servers agree with the clock: with one that is years ahead the whole
    ///     record would be given up.
    ///   - isKeyringTroubled: whether the keyring is to be tried.
    package mutating func takeDue(at uptime: TimeSpan, isClockConfirmed: Bool, isKeyringTroubled: Bool) -> [Chore] {
        var due: [Chore] = []
        if isClockConfirmed, uptime >= pruneAt ?? uptime {
            pruneAt = uptime + Self.pruneInterval
            due.append(.prune)
        }
        if let at = auditAt, uptime >= at {
            auditAt = uptime + Self.restAfterTrouble
            due.append(.audit)
        } else if let at = tidyAt, auditAt == nil, uptime >= at {
            tidyAt = uptime + Self.restAfterTrouble
            due.append(.tidy)
        } else if isKeyringTroubled, uptime >= keyringTryAt ?? uptime {
            keyringTryAt = uptime + Self.keyringTryInterval
            due.append(.tryKeyring)
        }
        return due
    }

    /// When the keyring is put in order next; `nil` where nothing waits for that.
    package var next: TimeSpan? { [auditAt, tidyAt].compactMap(\.self).min() }

    /// The keyring is to be audited, and then tidied.
    package mutating func audit(at uptime: TimeSpan) {
        auditAt = uptime
        intact = []
    }

    /// The keyring was audited.
    package mutating func isAudited() {
        auditAt = nil
        intact = []
    }

    /// A version was read, and is what was stored.
    package mutating func isIntact(_ version: String) {
        if auditAt != nil { intact.insert(version) }
    }

    /// The keyring has failed: what was seen of it may have been another one.
    package mutating func forgetIntact() { intact = [] }

    /// Whether an audit that is wanted has a version to ask for.
    package func hasToAudit(_ version: String) -> Bool { !intact.contains(version) }

    /// The keyring is to be tidied.
    package mutating func tidy(at uptime: TimeSpan) { tidyAt = uptime }

    /// The keyring was tidied.
    package mutating func isTidied() { tidyAt = nil }

    /// A backup begins, which may take no longer than `longestBackup`.
    package mutating func beginBackup(at uptime: TimeSpan) { removalsWaitUntil = uptime + Self.longestBackup }

    /// It has ended.
    package mutating func endBackup() { removalsWaitUntil = nil }

    /// Whether a backup is being made, so that nothing may be removed from the keyring.
    package func isBackingUp(at uptime: TimeSpan) -> Bool { removalsWaitUntil.map { uptime < $0 } ?? false }
}
