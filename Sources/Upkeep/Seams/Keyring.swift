public import Credentials
public import SecureMemory

/// What the keyring answers when a secret is asked for.
///
/// Only `value` may be used, and only `absent` may be filled.
public enum KeyringAnswer: Sendable {
    /// The secret, and it is the one that was stored.
    case value(SharedSecret)
    /// It is there and is the one that was stored; asked for by `check`, which does not send it.
    case intact
    /// The collection is open and has no such item.
    case absent
    /// There is an item without a secret: a store that a crash cut in two.
    case torn
    /// There is a secret, and it is not the one that was stored.
    case mismatched
    /// The collection is locked.
    case locked
    /// The collection is not the one that the ledger knows; nothing is written to it.
    case degraded
    /// The worker, the bus or the secret service did not answer.
    case unreachable
    /// No answer within the deadline.
    case timedOut
}

/// What the keyring answers when a secret is to be stored.
public enum KeyringStoreAnswer: Sendable {
    /// It is stored, read back and on the disk; the keyed hash tells it from any other.
    case stored(fingerprint: [UInt8])
    /// It is not a secret that can be kept: empty, longer than 4,096 bytes or not printable.
    case refused
    /// The disk did not take it; what was there before is unharmed.
    case notWritten
    /// The collection is locked.
    case locked
    /// The collection is not the one that the ledger knows.
    case degraded
    /// The worker, the bus or the secret service did not answer; it may or may not have been stored.
    case unreachable
    /// No answer within the deadline; it may or may not have been stored.
    case timedOut
}

/// Where secrets are kept.
///
/// Nothing here blocks its caller's thread.
public protocol Keyring: Sendable {
    /// Reads a version's secret and compares it with the fingerprint that was made when it was stored.
    func read(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer
    /// Tells whether a version's secret is still the one that was stored, without sending it.
    func check(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer
    /// Stores the secret of a new version; an existing one is never replaced.
    func store(_ name: CredentialName, version: String, label: String, secret: SharedSecret) async
        -> KeyringStoreAnswer
    /// Removes a version's item.
    ///
    /// - Returns: whether it is gone; an item that was not there is gone.
    func remove(_ name: CredentialName, version: String) async -> Bool
}
