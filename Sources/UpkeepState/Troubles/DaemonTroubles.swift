package import Credentials
package import Ports

/// What is wrong with the daemon itself, part by part, and what operators have still to be told is over.
package struct DaemonTroubles {
    /// How long the ledger has to go without failing where what has failed is not tried again.
    private static let quietAfterFailure = TimeSpan.minutes(10)

    private var present: [DaemonFault.Part: Trouble] = [:]
    private var past: [PastTrouble] = []
    /// When the ledger last failed, in time since boot; `nil` where it has not.
    private var ledgerFailedAt: TimeSpan?
    /// Since when the keyring has answered each time; `nil` until it was asked.
    package private(set) var keyringAnswersSince: Instant?
    /// What is done while nobody can be notified of anything.
    package var lastResort = LastResort()
    /// Whether the journal has that memory for a secret could not be locked.
    private var hasToldOfMemory = false
    /// Whether the ledger has changed since it was asked for its space: only a change takes the ballast's space or
    /// gives it back.
    private var mayHaveMovedSpace = true

    /// Nothing is wrong.
    package init() {}

    /// The trouble of a part; `nil` where it works.
    package subscript(part: DaemonFault.Part) -> Trouble? { present[part] }

    /// All of it that would have somebody woken; warnings stop nothing, and are only told.
    package func impairments(at now: Instant) -> [DaemonFault.Part: HealthFacts.Impairment] {
        present.filter { !$0.key.isWarning }.mapValues { $0.impairment(at: now) }
    }

    /// What is not as it should be and stops nothing, in a sentence; `nil` where there is nothing.
    package var warning: String? {
        let warnings = DaemonFault.Part.allCases.filter(\.isWarning).compactMap { present[$0]?.message }
        return warnings.isEmpty ? nil : warnings.joined(separator: "; ")
    }

    /// Takes over what operators were told of before the daemon was started again.
    ///
    /// - Parameter causes: why, as they were told, where that is known.
    package mutating func recall(_ occasions: [DaemonOccasion], causes: [DaemonOccasion: String] = [:]) {
        for occasion in occasions {
            guard let trouble = Trouble(told: occasion, because: causes[occasion]) else { continue }
            present[trouble.fault.part] = trouble
        }
    }

    /// A part of the daemon is in trouble.
    ///
    /// - Returns: what the journal is to have, once for each trouble.
    package mutating func isMet(_ fault: DaemonFault, _ message: String, at now: Instant) -> JournalEntry? {
        if fault.part == .keyring { keyringAnswersSince = nil }
        guard let known = present[fault.part] else {
            present[fault.part] = Trouble(fault, since: now, message: message)
            return fault.entry(message)
        }
        // Which server it is about, and whether it is to come or has come: each is told for itself.
        if fault.part == .mailSignIn, known.fault != fault || known.message != message {
            present[fault.part] = Trouble(fault, since: now, message: message)
            return fault.entry(message)
        }
        present[fault.part]?.isMet(as: fault, message: message)
        // Mail that is delayed and then refused asks for somebody.
        return known.fault == .mailUnreachable && fault != known.fault ? fault.entry(message) : nil
    }

    /// A part of the daemon works; that trouble is over is told to those who were told of it.
    ///
    /// - Returns: what the journal is to have; `nil` where there was no trouble.
    package mutating func isOver(_ part: DaemonFault.Part, at now: Instant) -> JournalEntry? {
        if part == .keyring { keyringAnswersSince = keyringAnswersSince ?? now }
        guard let trouble = present.removeValue(forKey: part) else { return nil }
        if trouble.isTold { past.append(PastTrouble(fault: trouble.fault, since: trouble.since)) }
        return part.restored
    }

    /// The wall clock was set by so much.
    package mutating func clockWasSet(by step: TimeSpan) {
        for part in present.keys { present[part]?.clockWasSet(by: step) }
    }

    /// The trouble that operators are told of now, and when the next will have lasted long enough.
    ///
    /// - Parameter isClockDoubted: a date that a doubtful clock gives is of use in no mail but the one about the clock.
    package func toTell(at now: Instant, isClockDoubted: Bool) -> (due: [Trouble], next: Instant?) {
        let untold = DaemonFault.Part.allCases.filter { !isClockDoubted || $0 == .clock }.compactMap { part in
            present[part].flatMap { trouble in trouble.tellAt(now).map { (trouble: trouble, at: $0) } }
        }
        return (untold.filter { $0.at <= now }.map(\.trouble), untold.filter { $0.at > now }.map(\.at).min())
    }

    /// Operators have a notice of it, or will have one.
    package mutating func isTold(_ part: DaemonFault.Part) { present[part]?.isTold = true }

    /// What operators were told of, and not yet that it is over: the oldest first.
    package var overAndUntold: [PastTrouble] { past }

    /// Operators are told that it is over.
    package mutating func isTold(over trouble: PastTrouble) { past.removeAll { $0 == trouble } }

    /// Memory for a secret could not be locked; answers whether the journal has yet to say so.
    package mutating func isFirstOfMemory() -> Bool {
        defer { hasToldOfMemory = true }
        return !hasToldOfMemory
    }

    /// The ledger has failed.
    package mutating func ledgerFailed(at uptime: TimeSpan) { ledgerFailedAt = uptime }

    /// Whether the ledger has gone without failing for long.
    package func isLedgerQuiet(at uptime: TimeSpan) -> Bool {
        ledgerFailedAt.map { uptime - $0 >= Self.quietAfterFailure } ?? true
    }

    /// A change of the ledger has ended.
    package mutating func ledgerHasChanged() { mayHaveMovedSpace = true }

    /// Whether the ledger is to be asked for its space now: after a change, and not in an idle pass.
    package mutating func isSpaceToBeAsked() -> Bool {
        defer { mayHaveMovedSpace = false }
        return mayHaveMovedSpace
    }
}

/// Trouble that operators were told of, and not yet that it is over.
package struct PastTrouble: Hashable, Sendable {
    /// What was wrong.
    package var fault: DaemonFault
    /// Since when, as it was told.
    package var since: Instant
}
