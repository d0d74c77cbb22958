/// What can be wrong with the daemon itself, as opposed to a credential; the operators are told of it.
public enum DaemonFault: String, Hashable, Sendable, CaseIterable {
    /// The keyring is locked.
    case keyringLocked = "keyring-locked"
    /// The keyring is not the one that the ledger knows.
    case keyringDegraded = "keyring-degraded"
    /// The keyring does not answer, or not in time.
    case keyringUnreachable = "keyring-unreachable"
    /// The disk is full, and the ledger lives on its reserve.
    case diskFull = "disk-full"
    /// The ledger cannot be written.
    case ledgerUnwritable = "ledger-unwritable"
    /// The mail server turns us or our settings down: authentication, encryption, certificate, sender or relaying.
    case mailRefused = "mail-refused"
    /// The mail server cannot be reached, or takes nothing.
    case mailUnreachable = "mail-unreachable"
    /// A limit of the mail server on how much may be sent is reached.
    case mailLimited = "mail-limited"
    /// The clock is not to be trusted.
    case clockImplausible = "clock-implausible"
    /// A reload was asked for, and the configuration has faults.
    case configurationRefused = "configuration-refused"
    /// The configuration has no connections any more, and those that it had are watched on.
    case configurationEmpty = "configuration-empty"
    /// Something in the configuration is not right, and the nearest right value is used.
    case settingsDoubtful = "settings-doubtful"
    /// Microsoft is about to turn off the way in which leadkeeper signs in to the mail server.
    case mailPasswordEnds = "mail-password-ends"
    /// Microsoft has turned it off, unless the administrator has turned it on again.
    case mailPasswordOff = "mail-password-off"

    /// The parts of the daemon; each is in trouble or is not.
    public enum Part: String, Hashable, Sendable, CaseIterable {
        case keyring
        case disk
        case ledger
        case mail
        case clock
        case configuration
        case settings
        case mailSignIn = "mail-sign-in"

        /// Whether it is a warning: nothing has failed, so it is told and shown, and wakes nobody.
        public var isWarning: Bool {
            switch self {
            case .settings, .mailSignIn: true
            case .keyring, .disk, .ledger, .mail, .clock, .configuration: false
            }
        }
    }

    /// The part that is at fault.
    public var part: Part {
        switch self {
        case .keyringLocked, .keyringDegraded, .keyringUnreachable: .keyring
        case .diskFull: .disk
        case .ledgerUnwritable: .ledger
        case .mailRefused, .mailUnreachable, .mailLimited: .mail
        case .clockImplausible: .clock
        case .configurationRefused, .configurationEmpty: .configuration
        case .settingsDoubtful: .settings
        case .mailPasswordEnds, .mailPasswordOff: .mailSignIn
        }
    }

    /// How long the trouble has to last, and how often it has to be met, before it is told.
    ///
    /// A keyring is back within seconds when a unit was only started again, and a mail server when it was; a jump of
    /// the clock is looked into for fifteen minutes.
    public var patience: (span: TimeSpan, failures: Int) {
        switch self {
        case .keyringLocked, .keyringDegraded, .keyringUnreachable: (.minutes(3), 3)
        case .diskFull, .mailRefused, .mailLimited, .configurationRefused, .configurationEmpty, .settingsDoubtful,
            .mailPasswordEnds, .mailPasswordOff:
            (.seconds(0), 1)
        case .ledgerUnwritable: (.minutes(1), 2)
        case .mailUnreachable: (.hours(1), 3)
        case .clockImplausible: (.minutes(20), 2)
        }
    }
}
