internal import Basics
internal import Glibc
internal import KeyringProtocol
internal import SecretService
internal import SecureMemory
internal import Unix

/// The worker's own two items: the key that fingerprints are made with, and the canary, which is a fingerprint itself.
///
/// The canary tells a keyring that was lost and made anew from one that never had a secret, which gnome-keyring does
/// not: where it finds no file, or one that it cannot read, it silently starts an empty one.
extension Keeper {
    /// Returns when the keyring may be believed and written: unlocked, not replaced, with the right canary.
    ///
    /// A keyring without any item gets its canary here, if the ledger knows of no secret.
    func proveReady() throws(Obstacle) {
        let (isLocked, isReplaced) = try ask { collection throws(SecretServiceError) in
            (try collection.isLocked(), try !collection.replacements().isEmpty)
        }
        guard !isReplaced, !directory.hasReplacement() else { throw .degraded(.replacedCollection) }
        guard !isLocked else { throw .library(.lockedCollection) }
        if try ownSecret(Self.canaryName) == nil {
            try makeCanary()
        }
        _ = try provenFingerprintKey()
    }

    /// The key, once the canary was seen to fit it.
    func provenFingerprintKey() throws(Obstacle) -> SharedSecret {
        guard let canary = try ownSecret(Self.canaryName) else { throw .degraded(.canaryMissing) }
        var known = fingerprintKey
        if known == nil { known = try ownSecret(Self.keyName) }
        guard let key = known, canary.bytes.isSame(as: Self.canary(for: key).bytes) else {
            throw .degraded(.canaryMismatched)
        }
        fingerprintKey = key
        return key
    }

    private static let keyName = "@fingerprint-key"
    private static let canaryName = "@canary"

    /// The version that the worker's own items carry, since each has one only.
    private static let ownVersion = "00000000-0000-0000-0000-000000000000"

    /// First the key, then the canary, so that a canary is never without its key; both may be repeated.
    private func makeCanary() throws(Obstacle) {
        guard !ledgerKnowsSecrets else { throw .degraded(.canaryMissing) }
        var own = 0
        for name in [Self.keyName, Self.canaryName] {
            own += try secrets(of: ownAttributes(name)).count
        }
        let all = try ask { collection throws(SecretServiceError) in try collection.count() }
        guard all == own else { throw .degraded(.unknownItems) }
        fingerprintKey = nil
        let key: SharedSecret
        if let unfinished = try ownSecret(Self.keyName) { key = unfinished } else { key = try Self.newKey() }
        try put(key, as: Self.keyName, label: "leadkeeper: key of the fingerprints")
        try put(Self.canary(for: key), as: Self.canaryName, label: "leadkeeper: canary")
        log("made the canary of a new keyring")
    }

    private func put(_ secret: SharedSecret, as name: String, label: String) throws(Obstacle) {
        let attributes = try ownAttributes(name)
        guard try ownSecret(name) == nil else { return }
        let isWritten = try write { collection throws(SecretServiceError) in
            // What is there is torn: a whole one would have been found.
            try collection.delete(attributes)
            try storing.create(attributes, label: label, secret: secret)
        }
        guard isWritten, try ownSecret(name)?.bytes.isSame(as: secret.bytes) == true, directory.sync() else {
            throw .doubt("failed to write \(name)")
        }
    }

    private func ownSecret(_ name: String) throws(Obstacle) -> SharedSecret? {
        try secrets(of: ownAttributes(name)).first { $0.bytes.count > 0 }
    }

    private func ownAttributes(_ name: String) throws(Obstacle) -> CredentialAttributes {
        guard let attributes = CredentialAttributes(connection: name, version: Self.ownVersion) else {
            throw .doubt("failed to name an item")
        }
        return attributes
    }

    private static func canary(for key: SharedSecret) -> SharedSecret {
        let code = AuthenticationCode.truncated(of: SecretBytes(copying: "leadkeeper canary".utf8), key: key.bytes)
        return SharedSecret(SecretBytes(copying: Fingerprint(code).description.utf8))
    }

    /// 32 random bytes in hexadecimal, printable as all secrets are; the digits themselves are the key.
    ///
    /// getentropy(3).
    private static func newKey() throws(Obstacle) -> SharedSecret {
        let random = SecretBytes(capacity: 32) { buffer in
            getentropy(buffer.baseAddress, buffer.count) == 0 ? buffer.count : 0
        }
        guard random.count == 32 else { throw .doubt("failed to get random bytes: \(errorText())") }
        return random.withBytes { bytes in
            let digits = SecretBytes(capacity: 64) { buffer in
                for (index, byte) in bytes.enumerated() {
                    (buffer[2 * index], buffer[2 * index + 1]) = byte.hexadecimalDigits()
                }
                return 64
            }
            return SharedSecret(digits)
        }
    }
}
