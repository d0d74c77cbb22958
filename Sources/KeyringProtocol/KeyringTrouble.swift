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
    /// It is a private key: the worker makes its own, and would give none of them away again.
    case privateKey = 7
}
