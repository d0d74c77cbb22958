/// What kind of thing happened: the row behind an entry of the journal and an event of the ledger's history.
///
/// A new kind is a case and its row here, and, where a person may act upon it, an entry under its id in each message
/// catalog.
public enum EventKind: Hashable, Sendable, CaseIterable {
    // The daemon itself.
    case ready, reloaded, stopped, stoppedEarly, startFailed, configurationFault, configurationWarning,
        connectionGone, recovered, backupBegun, ledgerPutBack, ledgerConflict, memoryNotLocked, clockStepped,
        clockAwaited, clockNotAwaited, agendaMissed
    // Trouble of the daemon, and its end.
    case daemonImpaired, daemonRestored, keyringFailed, keyringWorks, diskFull, diskHasRoom, ledgerFailed,
        ledgerWorks, mailFailed, mailDelayed, mailWorks, channelFailed, channelWorks, alertPathsDown, alertPathsWork,
        alertCallFailed, clockImplausible, clockPlausible, reloadFailed,
        configurationEmpty, configurationAccepted, settingsDoubtful, settingsRight, mailPasswordEnds,
        mailPasswordReplaced, heartbeatGiven, heartbeatWithheld, heartbeatFailed, publishFailed, publishWorks
    // Probes.
    case credentialProven, credentialRefused, credentialUnchecked, leadSlow
    // What people are told of, and whether it reaches them.
    case credentialLapses, credentialLapsed, credentialEndDoubted, credentialRefusedLasting,
        credentialUncheckedLasting, credentialWorksAgain, handOffDue, credentialRotated, calendarEntryRemoved,
        noticeRaised, noticeTest, noticeAccepted, noticeRefused, noticeDelayed, credentialEscalated, leadsSilent
    // What people answer to it.
    case noticesSnoozed, snoozeEnded, noticesAcknowledged, acknowledgementEnded, noticesHeld, noticesReleased
    // Secrets that people bring.
    case secretStored, secretOnTrial, secretRefused, secretNotStored, secretUndone, secretRemoved, secretShown,
        secretLost, secretMoved
    // Rotations and hand-offs.
    case rotationBegun, rotationEnded, rotationResumed, rotationStuck, rotationsHeld, secretMinted, secretStaged,
        secretProven, secretRetired, secretGivenUp, mintUncertain, handOffAsked, handOffShown, handOffSeen,
        handOffVouched, handOffConfirmed, handedOff, oldSecretUsed, retirementOrdered
    // What the application and the offer have.
    case keyAdopted, keyRemoved, keyVanished, windowLearned, windowDisagrees, passwordMayStop, foreignKeySeen,
        foreignKeyRenamed, foreignKeyGone, foreignKeyLapses, changedElsewhere, changerKnown, listingFailed,
        offerAgrees, offerDrifted, offerNotRead, signInsNotRead
    // The leads that the marketplace writes.
    case leadsMissed, leadsResumed, leadsNotRead
}

extension EventKind {
    /// How much it matters, with the numbers of syslog(3).
    public enum Priority: Int32, Hashable, Sendable {
        case emergency = 0
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
    }

    /// Where it is told.
    public enum Place: Hashable, Sendable {
        case journal, history, both
    }

    /// What is fixed of a kind: words and ids are promised names, of which catalogs and people's filters are made.
    private struct Row {
        var word: String
        var priority: Priority
        var place: Place
        var messageID: String?

        init(_ word: String, _ priority: Priority, _ place: Place, id: String? = nil) {
            self.word = word
            self.priority = priority
            self.place = place
            self.messageID = id
        }
    }

    /// The stable word for it, such as `secret-stored`: `LEADKEEPER_EVENT` in the journal, the event's kind in the
    /// history.
    public var word: String { row.word }

    /// How much it matters in the journal.
    public var priority: Priority { row.priority }

    /// Whether the journal has it.
    public var isInJournal: Bool { row.place != .history }

    /// Whether the ledger's history has it.
    public var isInHistory: Bool { row.place != .journal }

    /// The id under which the message catalogs explain it, where a person may act upon it; sd_journal_send(3).
    public var messageID: String? { row.messageID }

    /// The kind of that word in the ledger's history; `nil` for a word that this release does not have.
    public init?(historyWord word: String) {
        guard let kind = Self.byHistoryWord[word] else { return nil }
        self = kind
    }

    private static let byHistoryWord = Dictionary(
        uniqueKeysWithValues: allCases.filter(\.isInHistory).map { ($0.word, $0) })

    private var row: Row {
        switch self {
        case .ready: Row("ready", .info, .journal)
        case .reloaded: Row("reloaded", .notice, .journal)
        case .stopped: Row("stopped", .info, .journal)
        case .stoppedEarly: Row("stopped", .warning, .journal)
        case .startFailed: Row("start-failed", .error, .journal, id: "350a704ae4e841c79512e116dc53a9a8")
        case .configurationFault: Row("configuration-fault", .error, .journal)
        case .configurationWarning: Row("configuration-warning", .warning, .journal)
        case .connectionGone: Row("connection-gone", .notice, .journal)
        case .recovered: Row("recovered", .info, .journal)
        case .backupBegun: Row("backup-begun", .info, .both)
        case .ledgerPutBack: Row("ledger-put-back", .warning, .both, id: "aa984ead13874dd9ad5691270bd233cb")
        case .ledgerConflict: Row("ledger-conflict", .error, .journal)
        case .memoryNotLocked: Row("memory-not-locked", .warning, .journal, id: "cc9b6b93911a4522818b94a8353e6cf6")
        case .clockStepped: Row("clock-stepped", .warning, .journal)
        case .clockAwaited: Row("clock-awaited", .notice, .journal)
        case .clockNotAwaited: Row("clock-not-awaited", .notice, .journal)
        case .agendaMissed: Row("agenda-missed", .warning, .journal)
        case .daemonImpaired: Row("daemon-impaired", .warning, .history)
        case .daemonRestored: Row("daemon-restored", .notice, .history)
        case .keyringFailed: Row("keyring-failed", .error, .journal, id: "233a5ef4ae5645a9b6ae688c5a3d5b17")
        case .keyringWorks: Row("keyring-works", .notice, .journal)
        case .diskFull: Row("disk-full", .error, .journal, id: "fb7abff7dcfb40d5a5e8f3594000c015")
        case .diskHasRoom: Row("disk-has-room", .notice, .journal)
        case .ledgerFailed: Row("ledger-failed", .error, .journal, id: "3788dfb9c57f4247b81f1a7e82f55a3a")
        case .ledgerWorks: Row("ledger-works", .notice, .both)
        case .mailFailed: Row("mail-failed", .error, .journal, id: "e5a831845df447c5a795351a47aaaac6")
        case .mailDelayed: Row("mail-delayed", .warning, .journal, id: "05d056832b874d9ebe72f7864472458a")
        case .mailWorks: Row("mail-works", .notice, .journal)
        case .channelFailed: Row("channel-failed", .warning, .journal, id: "7b3c5f0f1d2e4a93a6c1e85d40b7f216")
        case .channelWorks: Row("channel-works", .notice, .journal)
        case .alertPathsDown: Row("alert-paths-down", .emergency, .both, id: "4d0b8f3a6e2c4c1f9a57b3d8e1f60c92")
        case .alertPathsWork: Row("alert-paths-work", .notice, .both)
        case .alertCallFailed: Row("alert-call-failed", .warning, .journal, id: "a9e35c7d12f84b06b8c4d5e0f7236a1b")
        case .clockImplausible: Row("clock-implausible", .warning, .journal, id: "c55f93f3cc9a4d18b3c05a34714a0eba")
        case .clockPlausible: Row("clock-plausible", .notice, .journal)
        case .reloadFailed: Row("reload-failed", .error, .journal, id: "b2b0a71303364149b32eba857ea4097a")
        case .configurationEmpty: Row("configuration-empty", .error, .journal, id: "8f3c1c0a5d0b4b0e9f4d6c1d8f2a7be3")
        case .configurationAccepted: Row("configuration-accepted", .notice, .journal)
        case .settingsDoubtful: Row("settings-doubtful", .warning, .journal, id: "d2a96c6d41f24d5a8c0f3be5b7f19c64")
        case .settingsRight: Row("settings-right", .notice, .journal)
        case .mailPasswordEnds: Row("mail-password-ends", .warning, .journal, id: "5e1f7a0c94d24b6ba3d8c06f27b1e953")
        case .mailPasswordReplaced: Row("mail-password-replaced", .notice, .journal)
        case .heartbeatGiven: Row("heartbeat-given", .notice, .journal)
        case .heartbeatWithheld: Row("heartbeat-withheld", .warning, .journal, id: "1c9a6a4f7d0e4b7f9f53c2b8e6d4a017")
        case .heartbeatFailed: Row("heartbeat-failed", .warning, .journal, id: "e07b5b1d6a3c4c0c8d29f4a1c35e7b86")
        case .publishFailed:
            Row("publish-failed", .warning, .journal, id: "7d1f0a4c5b2e4a6f9c83e1d0b7a25f64")
        case .publishWorks: Row("publish-works", .info, .journal)
        case .credentialProven: Row("credential-proven", .notice, .both)
        case .credentialRefused: Row("credential-refused", .error, .both, id: "b5079db3f03445ed9a08dec17ec7613c")
        case .credentialUnchecked: Row("credential-unchecked", .warning, .both, id: "82d65245b06e473fb1ce2f8c4509cd03")
        case .leadSlow: Row("lead-slow", .warning, .journal, id: "3a0d2f6be1c84f6c9a51d0a7c3be94d2")
        case .credentialLapses: Row("credential-lapses", .warning, .journal, id: "5f4ae7b5c5c9481396757fc6bee133d7")
        case .credentialLapsed: Row("credential-lapsed", .error, .journal, id: "04eb83c56c404d9682a5b700b45ae53f")
        case .credentialEndDoubted:
            Row("credential-end-doubted", .warning, .journal, id: "6fc54eb5581e3df47a382c818d4c7fe9")
        case .credentialRefusedLasting:
            Row("credential-refused-lasting", .error, .journal, id: "07ed70627cc942fc8cacc903fda57748")
        case .credentialUncheckedLasting:
            Row("credential-unchecked-lasting", .warning, .journal, id: "cbdb37ce2b3b4b39851eafa6e8544c4c")
        case .credentialWorksAgain:
            Row("credential-works-again", .notice, .journal, id: "dd818303984f4b5bb95fb822ab02adc0")
        case .handOffDue: Row("hand-off-due", .warning, .journal, id: "59bd5efcfd5a48bfb43d4277dc8d22e6")
        case .credentialRotated: Row("credential-rotated", .notice, .journal)
        case .calendarEntryRemoved: Row("calendar-entry-removed", .info, .journal)
        case .noticeRaised: Row("notice-raised", .info, .history)
        case .noticeTest: Row("notice-test", .info, .both)
        case .noticeAccepted: Row("notice-accepted", .info, .both)
        case .noticeRefused: Row("notice-refused", .error, .both, id: "6b3d35850e974fa1b7ab6d1e95a8c8e2")
        case .noticeDelayed: Row("notice-delayed", .warning, .both, id: "2f8c1d6be0a94a3c9a57c1e0d4b7f563")
        case .credentialEscalated:
            Row("credential-escalated", .warning, .journal, id: "8c1de8a07a4d4d2b9b3a0a5f0c6de1f7")
        case .noticesSnoozed: Row("notices-snoozed", .notice, .both, id: "e2b6f0c4d1a84b36a7c95f2e8d013b69")
        case .snoozeEnded: Row("snooze-ended", .info, .both)
        case .noticesAcknowledged: Row("notices-acknowledged", .notice, .both)
        case .acknowledgementEnded: Row("acknowledgement-ended", .info, .both)
        case .noticesHeld: Row("notices-held", .notice, .both, id: "5d94c3e7b2f0416c8e6a1d7f30b8a254")
        case .noticesReleased: Row("notices-released", .notice, .both)
        case .secretStored: Row("secret-stored", .notice, .both)
        case .secretOnTrial: Row("secret-on-trial", .notice, .both)
        case .secretRefused: Row("secret-refused", .error, .both, id: "a4c1f0d2f1f5471b9f0c3f1c6d7e2b58")
        case .secretNotStored: Row("secret-not-stored", .warning, .both, id: "2411e39f6d3848f3b57a8e92d30a7fe0")
        case .secretUndone: Row("secret-undone", .notice, .both)
        case .secretRemoved: Row("secret-removed", .notice, .both)
        case .secretShown: Row("secret-shown", .notice, .both)
        case .secretLost: Row("secret-lost", .error, .both, id: "b17900336344496997cf008828f6f1af")
        case .secretMoved: Row("secret-moved", .notice, .both)
        case .rotationBegun: Row("rotation-begun", .notice, .both)
        case .rotationEnded: Row("rotation-ended", .notice, .both)
        case .rotationResumed: Row("rotation-resumed", .info, .both)
        case .rotationStuck: Row("rotation-stuck", .warning, .both, id: "f9eddbeab24f4a2caeb7bd955564adf0")
        case .rotationsHeld: Row("rotations-held", .warning, .journal, id: "ed0550a91b1a4e3fae89eb222e92deef")
        case .secretMinted: Row("secret-minted", .notice, .both)
        case .secretStaged: Row("secret-staged", .notice, .both)
        case .secretProven: Row("secret-proven", .notice, .both)
        case .secretRetired: Row("secret-retired", .notice, .both)
        case .secretGivenUp: Row("secret-given-up", .notice, .both)
        case .mintUncertain: Row("mint-uncertain", .info, .both)
        case .handOffAsked: Row("hand-off-asked", .warning, .both)
        case .handOffShown: Row("hand-off-shown", .notice, .both)
        case .handOffSeen: Row("hand-off-seen", .notice, .both)
        case .handOffVouched: Row("hand-off-vouched", .notice, .both)
        case .handOffConfirmed: Row("hand-off-confirmed", .notice, .both)
        case .handedOff: Row("handed-off", .notice, .both)
        case .oldSecretUsed: Row("old-secret-used", .warning, .both, id: "6d1f4be27a8c4f0e93b5c7a2d80e4f19")
        case .retirementOrdered: Row("retirement-ordered", .notice, .both)
        case .keyAdopted: Row("key-adopted", .notice, .both)
        case .keyRemoved: Row("key-removed", .notice, .both)
        case .keyVanished: Row("key-vanished", .error, .both, id: "447982ad252840168413ac89fdaa75cf")
        case .windowLearned: Row("window-learned", .notice, .both)
        case .windowDisagrees: Row("window-disagrees", .warning, .both, id: "a01da90780c1425394ad837dca9dabf7")
        case .passwordMayStop: Row("password-may-stop", .warning, .both, id: "b04e297f84ff4a14b1193822d7cacf18")
        case .changedElsewhere: Row("changed-elsewhere", .warning, .both, id: "81ee771dd5bf425e96461d5cf526e89a")
        case .changerKnown: Row("changer-known", .notice, .both)
        case .foreignKeyRenamed: Row("foreign-key-renamed", .notice, .both)
        case .foreignKeyGone: Row("foreign-key-gone", .notice, .both)
        case .foreignKeySeen: Row("foreign-key-seen", .notice, .both)
        case .foreignKeyLapses: Row("foreign-key-lapses", .warning, .both, id: "0d0240e5dc6742b782404d03937b6605")
        case .listingFailed: Row("listing-failed", .info, .journal)
        case .offerAgrees: Row("offer-agrees", .notice, .both)
        case .offerDrifted: Row("offer-drifted", .warning, .both, id: "886eaf277ec541338a1d9fb636e151b1")
        case .offerNotRead: Row("offer-not-read", .info, .journal)
        case .signInsNotRead: Row("sign-ins-not-read", .info, .journal)
        case .leadsSilent: Row("leads-silent", .warning, .journal, id: "7e4d1c5a90b34f7d8c62a1f5e3d80b49")
        case .leadsMissed: Row("leads-missed", .warning, .history)
        case .leadsResumed: Row("leads-resumed", .notice, .both)
        case .leadsNotRead: Row("leads-not-read", .info, .journal)
        }
    }
}
