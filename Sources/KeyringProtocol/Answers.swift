public import SecureMemory

/// Why the keyring could give no answer about a secret; each says something else to do.
public enum KeyringTrouble: Hashable, Sendable {
    /// Its collection is locked: the master password did not fit, or nobody unlocked it.
    case locked
    /// The worker, the bus or the keyring daemon is not there.
    case unreachable
    /// They did not answer before the deadline.
    case timedOut
    /// It answers, but it is not the keyring that it was; nothing is written to it.
    case degraded(Degradation)
}

/// What shows that a keyring is not the one that the ledger knows.
public enum Degradation: UInt8, Hashable, Sendable, CaseIterable {
    /// The ledger knows secrets, and the keyring has no canary: it was lost and made anew, empty.
    case canaryMissing = 1
    /// The canary does not fit the key of the fingerprints: parts of it are of another age.
    case canaryMismatched = 2
    /// The ledger knows nothing, and the keyring has secrets but no canary.
    case unknownItems = 3
    /// There is a second `login` collection: the keyring daemon could not read the first.
    case replacedCollection = 4
}

/// Whether the keyring can be used.
public enum KeyringState: Hashable, Sendable {
    /// It is unlocked and its canary is the right one.
    case ready
    /// It cannot be used, or not be written.
    case unavailable(KeyringTrouble)
}

/// The answer to reading a secret; only `value` may be used, only `absent` may be filled.
public enum ReadAnswer: Sendable {
    /// The secret, and its fingerprint.
    case value(SharedSecret, Fingerprint)
    /// There is no such item, in a keyring that is unlocked and has its canary.
    case absent
    /// The item is there and empty: the keyring died while it wrote.
    case torn
    /// The item holds another secret than the one whose fingerprint was expected.
    case mismatched
    /// No answer.
    case unavailable(KeyringTrouble)
}

/// The answer to checking a secret, without it.
public enum CheckAnswer: Hashable, Sendable {
    /// It is there; its fingerprint.
    case value(Fingerprint)
    /// See `ReadAnswer.absent`.
    case absent
    /// See `ReadAnswer.torn`.
    case torn
    /// See `ReadAnswer.mismatched`.
    case mismatched
    /// No answer.
    case unavailable(KeyringTrouble)
}

/// The answer to storing a secret.
public enum StoreAnswer: Hashable, Sendable {
    /// It is in the keyring, was read back, and its directory is synced.
    ///
    /// Also when just this secret was there already, as after an answer that was lost.
    case stored(Fingerprint)
    /// It will not be stored, and another attempt with the same would fail the same way, but for `notWritten`.
    case refused(StoreRefusal)
    /// It is not known whether it was stored; asking again is safe.
    case unavailable(KeyringTrouble)
}

/// Why a secret was not stored.
public enum StoreRefusal: UInt8, Hashable, Sendable, CaseIterable {
    /// It has no bytes.
    case empty = 1
    /// It has more than 4,096 bytes.
    case tooLong = 2
    /// It is not UTF-8, or has control characters.
    case notPrintable = 3
    /// The label is longer than 255 bytes, or has control characters.
    case badLabel = 4
    /// This version is there with another secret, and is never replaced.
    case alreadyThere = 5
    /// The keyring could not write its file: its disk is full or broken.
    case notWritten = 6
}

/// The answer to removing a secret.
public enum RemoveAnswer: Hashable, Sendable {
    /// It was there and is not any more.
    case removed
    /// It was not there, perhaps because an earlier attempt whose answer was lost has removed it.
    case absent
    /// The keyring could not write its file.
    case notWritten
    /// It is not known whether it was removed; asking again is safe.
    case unavailable(KeyringTrouble)
}
