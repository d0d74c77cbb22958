public import SecureMemory

/// What the daemon asks of the worker.
public enum Request: Sendable {
    /// The first request on a connection, and the question for the state: may the worker make a canary?
    ///
    /// It may when the ledger knows of no secret yet.
    case open(ledgerKnowsSecrets: Bool)
    /// Store a secret that must not be there yet.
    case store(ItemKey, label: String, SharedSecret)
    /// Hand out a secret, if it is the expected one.
    case read(ItemKey, expecting: Fingerprint?)
    /// Tell what `read` would, without handing it out.
    case check(ItemKey, expecting: Fingerprint?)
    /// Remove a secret.
    case remove(ItemKey)
}

/// What the worker answers.
public enum Reply: Sendable {
    /// To `open`.
    case ready
    /// To `store`.
    case stored(Fingerprint)
    /// To `store`.
    case refused(StoreRefusal)
    /// To `read`.
    case value(SharedSecret, Fingerprint)
    /// To `check`.
    case matched(Fingerprint)
    /// To `read`, `check` and `remove`.
    case absent
    /// To `read` and `check`.
    case torn
    /// To `read` and `check`.
    case mismatched
    /// To `remove`.
    case removed
    /// To `remove`.
    case notWritten
    /// To all of them.
    case unavailable(KeyringTrouble)
}
