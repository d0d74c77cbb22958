internal import KeyringHelpers
internal import KeyringProtocol
internal import SecretService
internal import SecureMemory

/// Private keys: made by the program that signs, kept as one line of base64, given to it alone, and handed out to nobody
/// else.
extension Keeper {
    /// Makes a key and stores it as `store` does, and answers a certificate for it.
    ///
    /// Where the key is there already, as after an answer that was lost, it gets another certificate.
    func makeKey(_ key: ItemKey, label: String, _ wish: CertificateWish) throws(Obstacle) -> Reply {
        try proveReady()
        let found = try secrets(of: attributes(of: key)).first { $0.bytes.count > 0 }
        // What is there and no key is another secret's, and given to nobody.
        if let found, !PrivateKeyForm.matches(found.bytes) { return .refused(.alreadyThere) }
        guard let made = try signing.certify(found, wish) else { return .refused(.alreadyThere) }
        let answer = try keep(key, label: label, secret: made.key)
        guard case .stored(let fingerprint) = answer else { return answer }
        return .made(certificate: made.certificate, fingerprint)
    }

    /// Has an assertion built and signed.
    func assert(
        _ key: ItemKey, expecting expected: Fingerprint, certificate: [UInt8], _ statement: Statement
    ) throws(Obstacle) -> Reply {
        let answer = try find(key, expecting: expected)
        guard case .value(let secret, _) = answer else { return answer }
        guard PrivateKeyForm.matches(secret.bytes) else { return .isNoPrivateKey }
        return switch try signing.assert(statement, by: secret, certificate: certificate) {
        case .success(let assertion): .assertion(assertion)
        case .failure(.isNoPrivateKey): .isNoPrivateKey
        case .failure(.isOfAnotherKey): .mismatched
        }
    }
}
