package import Credentials
package import Ports

/// Trouble of one part of the daemon, from its first sign until it is over.
package struct Trouble: Hashable, Sendable {
    /// What is wrong.
    package private(set) var fault: DaemonFault
    /// Since when.
    package private(set) var since: Instant
    /// Why, for people.
    package private(set) var message: String
    /// How often it was met.
    package private(set) var count = 1
    /// Whether a notice to the operators has been put into the outbox.
    package var isTold = false

    /// Trouble that is met for the first time.
    package init(_ fault: DaemonFault, since: Instant, message: String) {
        self.fault = fault
        self.since = since
        self.message = message
    }

    /// Trouble that operators were told of before the daemon was started again, and why, where that is known.
    package init?(told occasion: DaemonOccasion, because cause: String? = nil) {
        guard let fault = occasion.fault else { return nil }
        self.init(fault, since: occasion.since, message: cause ?? "it began before the daemon was started again")
        isTold = true
    }

    /// It is met again, perhaps in another form.
    package mutating func isMet(as fault: DaemonFault, message: String) {
        self.fault = fault
        self.message = message
        count += 1
    }

    /// The wall clock was set by so much: what lasts for a minute lasts for a minute still.
    ///
    /// What was told keeps its name, of which the time is a part.
    package mutating func clockWasSet(by step: TimeSpan) {
        if !isTold { since = since + step }
    }

    /// When it is to be told; `nil` where it was, or has not been met often enough.
    ///
    /// What began "in the future" began on a clock that has been set back since, and is told at once.
    package func tellAt(_ now: Instant) -> Instant? {
        let patience = fault.patience
        guard !isTold, count >= patience.failures else { return nil }
        return since > now ? now : since + patience.span
    }

    /// Whether it has outlasted patience.
    package func isLasting(at now: Instant) -> Bool {
        isTold || tellAt(now).map { $0 <= now } == true
    }

    /// The trouble as the daemon's health has it.
    package func impairment(at now: Instant) -> HealthFacts.Impairment {
        HealthFacts.Impairment(fault, since: since, message: message, isLasting: isLasting(at: now))
    }

    /// The trouble in a few words; `nil` where it may still pass by itself.
    package func status(at now: Instant) -> String? {
        switch fault {
        case .keyringLocked, .keyringDegraded, .keyringUnreachable: "keyring: \(fault.sentence)"
        case .diskFull: "the disk is full"
        case .ledgerUnwritable: "the ledger cannot be written"
        case .mailRefused, .mailLimited: "mail cannot be sent"
        case .mailUnreachable: isLasting(at: now) ? "mail cannot be sent" : nil
        case .clockImplausible: "the clock is implausible"
        case .configurationRefused: "the configuration has faults; the old one is in use"
        case .configurationEmpty: "the configuration has no connections any more; those that it had are watched"
        case .settingsDoubtful: "the configuration has warnings"
        case .mailPasswordEnds, .mailPasswordOff: message
        }
    }
}

extension DaemonFault {
    /// What is wrong, as a clause about the part.
    package var sentence: String {
        switch self {
        case .keyringLocked: "it is locked"
        case .keyringDegraded: "it is not the keyring that the ledger knows"
        case .keyringUnreachable: "it does not answer"
        case .diskFull: "the disk is full"
        case .ledgerUnwritable: "it cannot be written"
        case .mailRefused: "the mail server turns the settings down"
        case .mailLimited: "the mail server takes no more for the time being"
        case .mailUnreachable: "the mail server takes no mail"
        case .clockImplausible: "it is not to be trusted"
        case .configurationRefused: "it has faults"
        case .configurationEmpty: "it has no connections any more"
        case .settingsDoubtful: "something in it is not right"
        case .mailPasswordEnds, .mailPasswordOff: "leadkeeper signs in to the mail server with a password"
        }
    }

    /// The first entry of the journal about it.
    package func entry(_ message: String) -> JournalEntry {
        switch self {
        case .keyringLocked, .keyringDegraded, .keyringUnreachable:
            JournalEntry(.keyringFailed, "failed to use the keyring: \(message)")
        case .diskFull: JournalEntry(.diskFull, "\(message); the ledger lives on its reserve")
        case .ledgerUnwritable: JournalEntry(.ledgerFailed, "failed to write the ledger: \(message)")
        case .mailRefused: JournalEntry(.mailFailed, "failed to send mail: \(message)")
        case .mailLimited:
            JournalEntry(.mailDelayed, "failed to send mail, waiting until the server takes more: \(message)")
        case .mailUnreachable: JournalEntry(.mailDelayed, "failed to send mail, trying again: \(message)")
        case .clockImplausible:
            JournalEntry(.clockImplausible, "the clock is not to be trusted, so mail waits: \(message)")
        case .configurationRefused:
            JournalEntry(.reloadFailed, "failed to reload, the old configuration stays in use: \(message)")
        case .configurationEmpty:
            JournalEntry(.configurationEmpty, "the connections that the ledger knows are watched on: \(message)")
        case .settingsDoubtful:
            JournalEntry(.settingsDoubtful, "something in the configuration is not right, going on: \(message)")
        case .mailPasswordEnds, .mailPasswordOff:
            JournalEntry(.mailPasswordEnds, "the way in which mail is sent does not last: \(message)")
        }
    }
}

extension DaemonFault.Part {
    /// The entry of the journal that says that trouble is over.
    package var restored: JournalEntry {
        switch self {
        case .keyring: JournalEntry(.keyringWorks, "the keyring can be used again")
        case .disk: JournalEntry(.diskHasRoom, "the disk has room again")
        case .ledger: JournalEntry(.ledgerWorks, "the ledger can be written again")
        case .mail: JournalEntry(.mailWorks, "the mail server takes mail again")
        case .clock: JournalEntry(.clockPlausible, "the clock is plausible again; mail goes out")
        case .configuration: JournalEntry(.configurationAccepted, "the configuration has no faults any more")
        case .settings: JournalEntry(.settingsRight, "the configuration has no warnings")
        case .mailSignIn:
            JournalEntry(.mailPasswordReplaced, "mail is no longer sent with a password that Microsoft turns off")
        }
    }
}
