internal import Glibc
internal import KeyringProtocol
internal import OpenSSL
internal import SecretService
internal import SecureMemory

/// Private keys: made here, kept as one line of base64, used here, and handed out to nobody.
extension Keeper {
    /// How long a new key is, in bits: what NIST SP 800-57 counts on until after 2030.
    private static let keyLength = 3_072

    /// Whether an item of the keyring is a private key, whoever has put it there.
    ///
    /// No client secret and no password can be taken for one: the structure has hundreds of bytes and a form of its
    /// own.
    static func isPrivateKey(_ secret: borrowing SecretBytes) -> Bool {
        (try? PrivateKey(base64: secret)) != nil
    }

    /// Makes a key and stores it as `store` does, and answers a certificate for it.
    ///
    /// Where the key is there already, as after an answer that was lost, it gets another certificate.
    func makeKey(_ key: ItemKey, label: String, _ wish: CertificateWish) throws(Obstacle) -> Reply {
        try proveReady()
        let found = try secrets(of: attributes(of: key)).filter { $0.bytes.count > 0 }
        do {
            let made: PrivateKey
            if let line = found.first {
                // What is there and no key is another secret's.
                guard let known = try? PrivateKey(base64: line.bytes) else { return .refused(.alreadyThere) }
                made = known
            } else {
                made = try PrivateKey(bits: Self.keyLength)
            }
            let certificate = try Certificate(
                of: made, commonName: wish.commonName, notBefore: wish.notBefore, notAfter: wish.notAfter)
            let answer = try keep(key, label: label, secret: SharedSecret(try made.base64()))
            guard case .stored(let fingerprint) = answer else { return answer }
            return .made(certificate: certificate.der, fingerprint)
        } catch let obstacle as Obstacle {
            throw obstacle
        } catch {
            throw .doubt("\(error)")
        }
    }

    /// Builds an assertion and signs it.
    func assert(
        _ key: ItemKey, expecting expected: Fingerprint, certificate der: [UInt8], _ statement: Statement
    ) throws(Obstacle) -> Reply {
        let answer = try find(key, expecting: expected)
        guard case .value(let secret, _) = answer else { return answer }
        guard let made = try? PrivateKey(base64: secret.bytes) else { return .isNoPrivateKey }
        guard let certificate = Certificate(der: der), certificate.belongs(to: made) else { return .mismatched }
        do {
            let assertion = try Assertion(statement, at: Int64(time(nil)))
            return .assertion(SharedSecret(SecretBytes(copying: try assertion.signed(by: made, certificate).utf8)))
        } catch {
            throw .doubt("\(error)")
        }
    }
}
