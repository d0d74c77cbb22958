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
    /// Make a private key, keep it, and answer a certificate for it; the same again for a key that is there.
    ///
    /// No request has the key handed out.
    case makeKey(ItemKey, label: String, CertificateWish)
    /// Build an assertion of that statement and sign it with a key, if it is the expected one and the certificate's.
    case assert(ItemKey, expecting: Fingerprint, certificate: [UInt8], Statement)
    /// Tell which program keeps the secrets, and its version.
    case provider
}

extension Request {
    /// How many lookups are asked and answered together at most.
    public static let mostTogether = 64

    /// The item that is looked up, and which secret it is to hold; `nil` for a request that is no lookup.
    ///
    /// Lookups change nothing, so that many may be answered together.
    public var lookup: (key: ItemKey, expected: Fingerprint?)? {
        switch self {
        case .read(let key, let expected), .check(let key, let expected): (key, expected)
        case .open, .store, .remove, .makeKey, .assert, .provider: nil
        }
    }

    /// How much longer than others it may take: a key is found by trying numbers, which is seconds on a bad day.
    public var patience: Duration {
        switch self {
        case .makeKey: .seconds(30)
        case .open, .store, .read, .check, .remove, .assert, .provider: .zero
        }
    }
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
    /// To `makeKey`: the certificate, DER, and the key's fingerprint.
    case made(certificate: [UInt8], Fingerprint)
    /// To `assert`: the assertion, a signed JSON web token.
    case assertion(SharedSecret)
    /// To `read`: it is a private key, which never leaves the worker.
    case isPrivateKey
    /// To `assert`: it is a secret, and no private key.
    case isNoPrivateKey
    /// To `provider`: short words without control characters; `nil` for what cannot be told.
    case provider(name: String?, version: String?)
    /// To all of them.
    case unavailable(KeyringTrouble)
}
