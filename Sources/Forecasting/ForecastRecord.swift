internal import Credentials
internal import Ports
internal import Synchronization

/// What happens in a forecast, as it is seen at the edges of the engine: by whoever probes, sends, and keeps the
/// journal.
final class ForecastRecord: Sendable {
    private struct State {
        var entries: [ForecastEntry] = []
        /// The connections of which something changed since it was asked last.
        var changed: Set<CredentialName> = []
        /// What each draft is about, by the number in its place.
        var drafts: [Int: [Draft]] = [:]
        var lastDraft = 0
    }

    /// What one notice is about.
    struct Draft {
        var kind: NoticeKind
        var connection: CredentialName?
        var message: String
    }

    private let clock: AssumedClock
    /// How many entries there may be.
    let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: how many entries there may be at most; more are not kept.
    init(clock: AssumedClock, limit: Int) { (self.clock, self.limit) = (clock, limit) }

    /// Whether there are more entries than may be kept.
    var isFull: Bool { state.withLock { $0.entries.count >= limit } }

    func add(_ entry: ForecastEntry) {
        state.withLock { if $0.entries.count < limit { $0.entries.append(entry) } }
    }

    /// All entries, in the order of their moments.
    var entries: [ForecastEntry] {
        state.withLock { state in
            state.entries.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
                .map(\.element)
        }
    }

    /// Keeps what a notice is about; the number stands in the mail.
    func keep(_ drafts: [Draft]) -> Int {
        state.withLock { state in
            state.lastDraft += 1
            state.drafts[state.lastDraft] = drafts
            return state.lastDraft
        }
    }

    /// A mail, or a message, was taken by whoever takes it for that recipient.
    func delivered(_ message: [UInt8], to recipient: String) {
        let now = clock.now()
        state.withLock { state in
            let drafts = Int(String(decoding: message, as: UTF8.self)).flatMap { state.drafts[$0] } ?? []
            for draft in drafts where state.entries.count < limit {
                state.entries.append(
                    ForecastEntry(
                        at: now, kind: .notice, connection: draft.connection, recipients: [recipient],
                        notice: draft.kind.word, message: draft.message))
            }
        }
    }

    /// The connections of which something has changed since this was asked last.
    func takeChanged() -> Set<CredentialName> {
        state.withLock { state in
            defer { state.changed = [] }
            return state.changed
        }
    }
}

extension ForecastRecord: Journal {
    func write(_ entry: JournalEntry) {
        let now = clock.now()
        if let name = entry.credential { state.withLock { _ = $0.changed.insert(name) } }
        guard let kind = entry.kind.forecastKind else { return }
        add(ForecastEntry(at: now, kind: kind, connection: entry.credential, message: entry.message))
    }
}

extension EventKind {
    /// What kind of thing ahead it is; `nil` for what a forecast does not tell, or tells otherwise.
    fileprivate var forecastKind: ForecastEntry.Kind? {
        switch self {
        case .rotationBegun, .rotationEnded, .rotationStuck, .rotationsHeld, .secretMinted, .secretStaged,
            .secretProven, .secretRetired, .secretGivenUp, .mintUncertain:
            .rotation
        case .handOffAsked, .handOffSeen, .handOffVouched, .handOffConfirmed, .handedOff: .handOff
        case .credentialRefused, .credentialProven, .credentialUnchecked, .secretLost, .clockImplausible, .ledgerFailed,
            .mailFailed, .mailWorks, .alertPathsDown, .alertPathsWork, .passwordMayStop:
            .trouble
        case .ready, .reloaded, .stopped, .stoppedEarly, .startFailed, .configurationFault, .configurationWarning,
            .connectionGone, .recovered, .backupBegun, .ledgerPutBack, .ledgerConflict, .memoryNotLocked,
            .clockStepped, .clockAwaited, .clockNotAwaited, .agendaMissed, .daemonImpaired, .daemonRestored,
            .keyringFailed, .keyringWorks, .diskFull, .diskHasRoom, .ledgerWorks, .mailDelayed, .channelFailed,
            .channelWorks, .alertCallFailed, .clockPlausible, .reloadFailed, .configurationEmpty,
            .configurationAccepted, .settingsDoubtful, .settingsRight, .mailPasswordEnds, .mailPasswordReplaced,
            .heartbeatGiven, .heartbeatWithheld, .heartbeatFailed, .publishFailed, .publishWorks, .leadSlow,
            .credentialLapses, .credentialLapsed, .credentialEndDoubted, .credentialRefusedLasting,
            .credentialUncheckedLasting, .credentialWorksAgain, .handOffDue, .credentialRotated, .calendarEntryRemoved,
            .noticeRaised, .noticeTest, .noticeAccepted, .noticeRefused, .noticeDelayed, .credentialEscalated,
            .leadsSilent, .noticesSnoozed, .snoozeEnded, .noticesAcknowledged, .acknowledgementEnded, .noticesHeld,
            .noticesReleased, .secretStored, .secretOnTrial, .secretRefused, .secretNotStored, .secretUndone,
            .secretRemoved, .secretShown, .secretMoved, .rotationResumed, .handOffShown, .oldSecretUsed,
            .retirementOrdered, .keyAdopted, .keyRemoved, .keyVanished, .windowLearned, .windowDisagrees,
            .foreignKeySeen, .foreignKeyRenamed, .foreignKeyGone, .foreignKeyLapses, .changedElsewhere, .changerKnown,
            .listingFailed, .offerAgrees, .offerDrifted, .offerNotRead, .signInsNotRead, .leadsMissed, .leadsResumed,
            .leadsNotRead:
            nil
        }
    }
}
