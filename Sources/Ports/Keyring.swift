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
    /// There is no secret to be had, for that reason.
    case obstructed(KeyringObstacle)

    /// Why there is no secret to be had; `nil` where there is.
    public var obstacle: KeyringObstacle? {
        switch self {
        case .value, .intact: nil
        case .obstructed(let obstacle): obstacle
        }
    }
}

/// What the keyring answers when a secret is to be stored.
public enum KeyringStoreAnswer: Sendable {
    /// It is stored, read back and on the disk; the keyed hash tells it from any other.
    case stored(fingerprint: [UInt8])
    /// It is not a secret that can be kept: empty, longer than 4,096 bytes or not printable.
    case refused
    /// The disk did not take it; what was there before is unharmed.
    case notWritten
    /// The keyring cannot be used, for that reason; of one that did not answer nobody knows whether it has stored the
    /// secret.
    case obstructed(KeyringObstacle)

    /// Why the secret is not stored, in a clause; of one that is stored, what would be said if that were not known.
    public var cause: String {
        switch self {
        case .stored, .notWritten: "the keyring could not be written"
        case .refused: "a secret is 1 to 4096 bytes of printable text"
        case .obstructed(let obstacle): obstacle.sentence()
        }
    }

    /// Why the keyring cannot be used; `nil` where it can.
    public var obstacle: KeyringObstacle? {
        switch self {
        case .stored, .refused, .notWritten: nil
        case .obstructed(let obstacle): obstacle
        }
    }
}

/// What the keyring answers when a private key is to be made.
public enum KeyringKeyAnswer: Sendable {
    /// It is made, stored, read back and on the disk; its certificate, DER.
    case made(certificate: [UInt8], fingerprint: [UInt8])
    /// What is asked for is none that can be made.
    case refused
    /// The disk did not take it; what was there before is unharmed.
    case notWritten
    /// The keyring cannot be used, for that reason; nobody knows whether one was made.
    case obstructed(KeyringObstacle)

    /// Why the keyring cannot be used; `nil` where it can.
    public var obstacle: KeyringObstacle? {
        switch self {
        case .made, .refused, .notWritten: nil
        case .obstructed(let obstacle): obstacle
        }
    }
}

/// What the holder of a private key can state by it.
public enum KeyStatement: Hashable, Sendable {
    /// That an application asks for a token at that address: `https://HOST/DIRECTORY/oauth2/v2.0/token`.
    case signIn(endpoint: String, application: GUID)
    /// That it has the key, so that Microsoft Graph takes another one from it; the id is that of its object.
    case possession(of: GUID)
}

/// Where secrets are kept.
///
/// Nothing here blocks its caller's thread.
public protocol Keyring: Sendable {
    /// Reads a version's secret and compares it with the fingerprint that was made when it was stored.
    func read(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer
    /// Tells whether a version's secret is still the one that was stored, without sending it.
    func check(_ name: CredentialName, version: String, fingerprint: [UInt8]) async -> KeyringAnswer
    /// Tells the same of many, in their order.
    func check(_ items: [KeyringItem]) async -> [KeyringAnswer]
    /// Stores the secret of a new version; an existing one is never replaced.
    func store(_ name: CredentialName, version: String, label: String, secret: SharedSecret) async
        -> KeyringStoreAnswer
    /// Makes a private key as a new version, which is then stored and never handed out, and a certificate for it.
    func makeKey(
        _ name: CredentialName, version: String, label: String, commonName: String, notBefore: Instant,
        notAfter: Instant
    ) async -> KeyringKeyAnswer
    /// Builds a JSON web token that states that, signed by a version's private key: `value`, unless it is obstructed.
    ///
    /// - Parameter certificate: the key's, DER, which the token names.
    func assertion(
        of statement: KeyStatement, _ name: CredentialName, version: String, fingerprint: [UInt8],
        certificate: [UInt8]
    ) async -> KeyringAnswer
    /// Which program keeps the secrets; `nil` where that cannot be told now.
    func provider() async -> KeyringProvider?
    /// Removes a version's item.
    ///
    /// - Returns: whether it is gone; an item that was not there is gone.
    func remove(_ name: CredentialName, version: String) async -> Bool
}

/// One version's secret in the keyring, as it is asked for.
public struct KeyringItem: Hashable, Sendable {
    /// Whose it is.
    public let name: CredentialName
    /// The version.
    public let version: String
    /// The fingerprint that was made when it was stored.
    public let fingerprint: [UInt8]

    /// Names a version's secret.
    public init(_ name: CredentialName, version: String, fingerprint: [UInt8]) {
        (self.name, self.version, self.fingerprint) = (name, version, fingerprint)
    }
}

extension Keyring {
    /// Asks for one after the other.
    public func check(_ items: [KeyringItem]) async -> [KeyringAnswer] {
        var answers: [KeyringAnswer] = []
        for item in items {
            answers.append(await check(item.name, version: item.version, fingerprint: item.fingerprint))
        }
        return answers
    }
}
