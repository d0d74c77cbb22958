internal import COpenSSL
public import SecureMemory

/// How secrets travel on a bus so that it sees none of them: `dh-ietf1024-sha256-aes128-cbc-pkcs7` of the Secret
/// Service API.
///
/// A key is agreed by Diffie-Hellman in the 1,024-bit group of RFC 2409 §6.2, derived by HKDF (RFC 5869), and used for
/// AES in CBC. It keeps a secret out of the memory of the bus, not from somebody who may talk on it.
/// https://specifications.freedesktop.org/secret-service-spec/latest/transfer-secrets.html
@safe public final class SecretTransport {
    /// The name of the algorithm in the Secret Service API.
    public static let algorithm = "dh-ietf1024-sha256-aes128-cbc-pkcs7"

    /// How many bytes the numbers of the group have.
    private static let groupLength = 128
    private static let keyLength = 16

    /// What the service is told: a number of the group, the most significant byte first.
    public let publicNumber: [UInt8]

    private let prime: OpaquePointer
    private let privateNumber: OpaquePointer
    private let context: OpaquePointer
    private var key: SecretBytes?

    /// Chooses a number; throws where OpenSSL has no more memory or no random bytes.
    public init() throws(OpenSSLError) {
        let operation = "agree on a key with the keyring"
        guard let prime = unsafe BN_get_rfc2409_prime_1024(nil), let number = unsafe BN_secure_new(),
            let generator = unsafe BN_new(), let result = unsafe BN_new(), let context = unsafe BN_CTX_secure_new()
        else { throw OpenSSLError(operation) }
        unsafe self.prime = prime
        unsafe privateNumber = number
        unsafe self.context = context
        key = nil
        defer {
            unsafe BN_free(generator)
            unsafe BN_free(result)
        }
        var bytes = [UInt8](repeating: 0, count: Self.groupLength)
        unsafe BN_set_flags(number, BN_FLG_CONSTTIME)
        guard unsafe BN_set_word(generator, 2) > 0, unsafe BN_priv_rand_range(number, prime) > 0,
            unsafe BN_mod_exp(result, generator, number, prime, context) > 0,
            unsafe BN_bn2binpad(result, &bytes, Int32(bytes.count)) > 0
        else {
            publicNumber = []
            throw OpenSSLError(operation)
        }
        publicNumber = bytes
    }

    deinit {
        unsafe BN_free(prime)
        unsafe BN_clear_free(privateNumber)
        unsafe BN_CTX_free(context)
    }

    /// Derives the key from the number that the service answered with; throws for what is no number of the group.
    public func agree(with serviceNumber: [UInt8]) throws(OpenSSLError) {
        let operation = "agree on a key with the keyring"
        guard serviceNumber.count <= Self.groupLength, let peer = unsafe BN_new(),
            let shared = unsafe BN_secure_new()
        else { throw OpenSSLError(operation) }
        defer {
            unsafe BN_free(peer)
            unsafe BN_clear_free(shared)
        }
        guard unsafe BN_bin2bn(serviceNumber, Int32(serviceNumber.count), peer) != nil,
            unsafe BN_is_zero(peer) == 0, unsafe BN_is_one(peer) == 0, unsafe BN_cmp(peer, prime) < 0,
            unsafe BN_mod_exp(shared, peer, privateNumber, prime, context) > 0
        else { throw OpenSSLError(operation) }
        // The secret is as long as the prime, with zeros in front where the number is shorter.
        let material = unsafe SecretBytes(capacity: Self.groupLength) { buffer in
            unsafe Int(
                BN_bn2binpad(
                    shared, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(buffer.count)))
        }
        // HKDF without salt and information: its first block, of which AES takes the half.
        let extracted = unsafe SecretBytes(capacity: MessageCode.length) { code in
            let salt = [UInt8](repeating: 0, count: MessageCode.length)
            unsafe salt.withUnsafeBytes { salt in
                unsafe material.withBytes { unsafe MessageCode.write(of: $0, key: salt, into: code) }
            }
            return MessageCode.length
        }
        key = unsafe SecretBytes(capacity: MessageCode.length) { code in
            let first: [UInt8] = [1]
            unsafe first.withUnsafeBytes { first in
                unsafe extracted.withBytes { unsafe MessageCode.write(of: first, key: $0, into: code) }
            }
            return Self.keyLength
        }
    }

    /// Decrypts what came with that initialization vector; `nil` for what was not encrypted with this key.
    public func decrypt(_ bytes: UnsafeRawBufferPointer, vector: [UInt8]) -> SecretBytes? {
        guard key != nil, vector.count == Self.keyLength, bytes.count > 0, bytes.count.isMultiple(of: Self.keyLength),
            let cipher = unsafe EVP_CIPHER_CTX_new()
        else { return nil }
        defer {
            // Wipes the key that it was given.
            unsafe EVP_CIPHER_CTX_free(cipher)
            ERR_clear_error()
        }
        let input = unsafe bytes.assumingMemoryBound(to: UInt8.self)
        var isWhole = false
        let secret = unsafe SecretBytes(capacity: bytes.count) { buffer -> Int in
            guard let output = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
            var (count, rest): (Int32, Int32) = (0, 0)
            let isReady =
                unsafe key?.withBytes { key in
                    unsafe EVP_DecryptInit_ex(
                        cipher, EVP_aes_128_cbc(), nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self), vector)
                } ?? 0
            guard isReady > 0,
                unsafe EVP_DecryptUpdate(cipher, output, &count, input.baseAddress, Int32(bytes.count)) > 0,
                unsafe EVP_DecryptFinal_ex(cipher, output + Int(count), &rest) > 0
            else { return 0 }
            isWhole = true
            return Int(count + rest)
        }
        guard isWhole else { return nil }
        return secret
    }
}
