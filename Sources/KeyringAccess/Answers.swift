public import KeyringProtocol
public import SecureMemory

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
    /// The item holds a private key, which never leaves the worker.
    case isPrivateKey
    /// No answer.
    case unavailable(KeyringTrouble)
}

/// The answer to making a private key.
public enum KeyAnswer: Hashable, Sendable {
    /// The key is in the keyring, was read back, and its directory is synced; its certificate, DER.
    case made(certificate: [UInt8], Fingerprint)
    /// It was not made, and another attempt would fail the same way, but for `notWritten`.
    case refused(StoreRefusal)
    /// It is not known whether it was made; asking again is safe.
    case unavailable(KeyringTrouble)
}

/// The answer to asking for an assertion.
public enum AssertionAnswer: Sendable {
    /// The assertion, a signed JSON web token.
    case assertion(SharedSecret)
    /// See `ReadAnswer.absent`.
    case absent
    /// See `ReadAnswer.torn`.
    case torn
    /// See `ReadAnswer.mismatched`; or the certificate is another key's.
    case mismatched
    /// The item holds a secret, and no private key.
    case isNoPrivateKey
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
