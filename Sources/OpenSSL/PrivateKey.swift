internal import COpenSSL
public import SecureMemory

/// A private key of RSA, in memory of OpenSSL's that is wiped in the end, and locked where the program has asked for
/// that.
///
/// It blocks the calling thread: making one takes a second or two, the rest some milliseconds. OpenSSL's `EVP_PKEY`.
@safe public final class PrivateKey {
    /// The lengths that are accepted, in bits: what Entra takes for an application's certificate.
    public static let lengths = 2_048...4_096

    /// The longest line that is read as a key: more than the longest secret of the keyring.
    private static let longestLine = 8_192

    /// OpenSSL's key, freed in the end.
    let handle: OpaquePointer

    /// Makes a new key of so many bits.
    ///
    /// EVP_PKEY_keygen(3).
    public init(bits: Int) throws(OpenSSLError) {
        guard Self.lengths.contains(bits) else { throw OpenSSLError("make a key", "it would have \(bits) bits") }
        guard let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil) else { throw OpenSSLError("make a key") }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) > 0,
            unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) > 0,
            unsafe EVP_PKEY_keygen(context, &made) > 0, let made = unsafe made
        else { throw OpenSSLError("make a key") }
        unsafe handle = made
    }

    /// Reads one line of base64 that holds a PKCS#8 structure, as `base64` writes it.
    ///
    /// d2i_PKCS8_PRIV_KEY_INFO(3), RFC 5208. Throws for everything else: other text, another kind of key, bytes behind
    /// it.
    public init(base64 line: borrowing SecretBytes) throws(OpenSSLError) {
        guard (4...Self.longestLine).contains(line.count), line.count.isMultiple(of: 4) else {
            throw OpenSSLError("read a key", "it is no base64")
        }
        let structure = unsafe SecretBytes(capacity: line.count / 4 * 3) { structure in
            unsafe line.withBytes { line in
                let count = unsafe EVP_DecodeBlock(
                    structure.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    line.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(line.count))
                // What stands for the padding at the end is decoded to zeros.
                let padding = unsafe line.suffix(2).count { $0 == UInt8(ascii: "=") }
                return max(0, Int(count) - padding)
            }
        }
        guard let key = unsafe structure.withBytes({ structure in unsafe Self.key(in: structure) }) else {
            throw OpenSSLError("read a key")
        }
        guard unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else {
            unsafe EVP_PKEY_free(key)
            throw OpenSSLError("read a key", "it is none of RSA")
        }
        unsafe handle = key
    }

    deinit {
        unsafe EVP_PKEY_free(handle)
    }

    private static func key(in structure: UnsafeRawBufferPointer) -> OpaquePointer? {
        guard let start = unsafe structure.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
        var position: UnsafePointer<UInt8>? = unsafe start
        guard let information = unsafe d2i_PKCS8_PRIV_KEY_INFO(nil, &position, structure.count) else { return nil }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(information) }
        guard unsafe position == start + structure.count else { return nil }
        return unsafe EVP_PKCS82PKEY(information)
    }

    /// One line of base64 that holds the key as a PKCS#8 structure, unencrypted.
    ///
    /// i2d_PKCS8_PRIV_KEY_INFO(3), RFC 5208.
    public func base64() throws(OpenSSLError) -> SecretBytes {
        guard let information = unsafe EVP_PKEY2PKCS8(handle) else { throw OpenSSLError("write a key") }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(information) }
        let length = Int(unsafe i2d_PKCS8_PRIV_KEY_INFO(information, nil))
        guard length > 0 else { throw OpenSSLError("write a key") }
        let structure = unsafe SecretBytes(capacity: length) { structure in
            var position = unsafe structure.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe Int(i2d_PKCS8_PRIV_KEY_INFO(information, &position))
        }
        // One more byte, since the encoder ends its line with NUL.
        return unsafe SecretBytes(capacity: (structure.count + 2) / 3 * 4 + 1) { line in
            unsafe structure.withBytes { structure in
                unsafe Int(
                    EVP_EncodeBlock(
                        line.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        structure.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(structure.count)))
            }
        }
    }

    /// Signs by RSASSA-PSS with SHA-256, whose salt is as long as the digest: PS256 of RFC 7518 §3.5.
    ///
    /// EVP_DigestSign(3).
    public func signature(of message: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else { throw OpenSSLError("sign") }
        defer { unsafe EVP_MD_CTX_free(context) }
        var settings: OpaquePointer?
        var count = Int(unsafe EVP_PKEY_get_size(handle))
        var signature = [UInt8](repeating: 0, count: max(0, count))
        guard unsafe EVP_DigestSignInit(context, &settings, EVP_sha256(), nil, handle) > 0,
            unsafe EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) > 0,
            unsafe EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) > 0,
            unsafe EVP_DigestSign(context, &signature, &count, message, message.count) > 0
        else { throw OpenSSLError("sign") }
        return Array(signature.prefix(count))
    }

    /// Has the private numbers of all keys kept in locked memory that is left out of core dumps, once in a process: for a
    /// program to ask for before it makes or reads a key.
    ///
    /// There is room for a few keys at a time, as a program needs that signs one thing after the other; whatever else
    /// in the process has a key by OpenSSL, such as a server of TLS, takes of it, and fails where it is used up.
    /// CRYPTO_secure_malloc_init(3): where the limit on locked memory is reached it is there all the same, unlocked,
    /// and a process that is undumpable keeps it out of core files either way.
    public static func keepInLockedMemory() { _ = isPrepared }

    private static let isPrepared = CRYPTO_secure_malloc_init(1 << 16, 32) > 0
}
