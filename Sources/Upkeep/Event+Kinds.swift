internal import Bookkeeping

extension Event.Kind {
    static let backupBegun = Event.Kind(rawValue: "backup-begun")
    static let credentialProven = Event.Kind(rawValue: "credential-proven")
    static let credentialRefused = Event.Kind(rawValue: "credential-refused")
    static let credentialUnchecked = Event.Kind(rawValue: "credential-unchecked")
    static let noticeAccepted = Event.Kind(rawValue: "notice-accepted")
    static let noticeRaised = Event.Kind(rawValue: "notice-raised")
    static let noticeRefused = Event.Kind(rawValue: "notice-refused")
    static let noticeTest = Event.Kind(rawValue: "notice-test")
    static let daemonImpaired = Event.Kind(rawValue: "daemon-impaired")
    static let daemonRestored = Event.Kind(rawValue: "daemon-restored")
    static let ledgerPutBack = Event.Kind(rawValue: "ledger-put-back")
    static let ledgerWorks = Event.Kind(rawValue: "ledger-works")
    static let secretLost = Event.Kind(rawValue: "secret-lost")
    static let secretNotStored = Event.Kind(rawValue: "secret-not-stored")
    static let secretRemoved = Event.Kind(rawValue: "secret-removed")
    static let secretShown = Event.Kind(rawValue: "secret-shown")
    static let secretStored = Event.Kind(rawValue: "secret-stored")
}
