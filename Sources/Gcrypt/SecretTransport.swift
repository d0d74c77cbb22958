internal import CGcrypt
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

    private static let operation = "agree on a key with the keyring"

    /// How many bytes the numbers of the group have.
    private static let groupLength = 128
    private static let keyLength = 16

    /// What the service is told: a number of the group, the most significant byte first.
    public let publicNumber: [UInt8]

    private let prime: gcry_mpi_t
    private let privateNumber: gcry_mpi_t
    private var key: SecretBytes?

    /// Chooses a number; throws where libgcrypt cannot be used.
    public init() throws(GcryptError) {
        guard Gcrypt.fault == 0 else { throw GcryptError(Self.operation, Gcrypt.fault) }
        var read: gcry_mpi_t?
        let fault = unsafe gcry_mpi_scan(&read, GCRYMPI_FMT_HEX, Self.prime, 0, nil)
        guard fault == 0, let prime = unsafe read, let number = unsafe gcry_mpi_snew(1_024),
            let generator = unsafe gcry_mpi_set_ui(nil, 2), let result = unsafe gcry_mpi_new(1_024)
        else { throw GcryptError(Self.operation, fault) }
        defer {
            unsafe gcry_mpi_release(generator)
            unsafe gcry_mpi_release(result)
        }
        // One bit less than the prime has, so that it is below it.
        unsafe gcry_mpi_randomize(number, 1_023, GCRY_STRONG_RANDOM)
        unsafe gcry_mpi_powm(result, generator, number, prime)
        unsafe self.prime = prime
        unsafe privateNumber = number
        key = nil
        var bytes = [UInt8](repeating: 0, count: Self.groupLength)
        let isWritten = unsafe bytes.withUnsafeMutableBytes { unsafe Self.write(result, to: $0) }
        publicNumber = bytes
        guard isWritten else { throw GcryptError(Self.operation) }
    }

    deinit {
        unsafe gcry_mpi_release(prime)
        unsafe gcry_mpi_release(privateNumber)
    }

    /// Derives the key from the number that the service answered with; throws for what is no number of the group.
    public func agree(with serviceNumber: [UInt8]) throws(GcryptError) {
        var read: gcry_mpi_t?
        guard serviceNumber.count <= Self.groupLength,
            unsafe gcry_mpi_scan(&read, GCRYMPI_FMT_USG, serviceNumber, serviceNumber.count, nil) == 0,
            let peer = unsafe read
        else { throw GcryptError(Self.operation) }
        defer { unsafe gcry_mpi_release(peer) }
        guard unsafe gcry_mpi_cmp_ui(peer, 1) > 0, unsafe gcry_mpi_cmp(peer, prime) < 0,
            let shared = unsafe gcry_mpi_snew(1_024)
        else { throw GcryptError(Self.operation) }
        // Releasing a number that lies in locked memory wipes it.
        defer { unsafe gcry_mpi_release(shared) }
        unsafe gcry_mpi_powm(shared, peer, privateNumber, prime)
        // The secret is as long as the prime, with zeros in front where the number is shorter.
        let material = unsafe SecretBytes(capacity: Self.groupLength) { buffer in
            unsafe Self.write(shared, to: buffer) ? Self.groupLength : 0
        }
        guard material.count == Self.groupLength else { throw GcryptError(Self.operation) }
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
        guard key != nil, vector.count == Self.keyLength, bytes.count > 0, bytes.count.isMultiple(of: Self.keyLength)
        else { return nil }
        var opened: gcry_cipher_hd_t?
        guard
            unsafe gcry_cipher_open(
                &opened, Int32(GCRY_CIPHER_AES.rawValue), Int32(GCRY_CIPHER_MODE_CBC.rawValue),
                GCRY_CIPHER_SECURE.rawValue) == 0, let cipher = unsafe opened
        else { return nil }
        // Wipes the key that it was given.
        defer { unsafe gcry_cipher_close(cipher) }
        var isWhole = false
        let secret = unsafe SecretBytes(capacity: bytes.count) { buffer -> Int in
            let isReady = unsafe key?.withBytes { unsafe gcry_cipher_setkey(cipher, $0.baseAddress, $0.count) == 0 }
            guard isReady == true, unsafe gcry_cipher_setiv(cipher, vector, vector.count) == 0,
                unsafe gcry_cipher_decrypt(cipher, buffer.baseAddress, buffer.count, bytes.baseAddress, bytes.count)
                    == 0,
                let count = unsafe Self.unpadded(UnsafeRawBufferPointer(buffer))
            else { return 0 }
            isWhole = true
            return count
        }
        guard isWhole else { return nil }
        return secret
    }

    /// How many bytes there are before the padding, which says in each of its bytes how many it has; `nil` where there
    /// is none.
    ///
    /// RFC 5652 §6.3.
    private static func unpadded(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let last = unsafe bytes.last, (1...UInt8(keyLength)).contains(last),
            unsafe bytes.suffix(Int(last)).allSatisfy({ $0 == last })
        else { return nil }
        return bytes.count - Int(last)
    }

    /// Writes a number at the end of `buffer`, which is all zero in front of it; `false` where it has no room.
    private static func write(_ number: gcry_mpi_t, to buffer: UnsafeMutableRawBufferPointer) -> Bool {
        let length = Int(unsafe gcry_mpi_get_nbits(number) + 7) / 8
        guard length <= buffer.count else { return false }
        unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0)
        guard length > 0 else { return true }
        let end = unsafe buffer.baseAddress?.advanced(by: buffer.count - length)
            .assumingMemoryBound(to: UInt8.self)
        return unsafe gcry_mpi_print(GCRYMPI_FMT_USG, end, length, nil, number) == 0
    }

    /// The second Oakley group: RFC 2409 §6.2.
    private static let prime = """
        FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD\
        EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
        EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF
        """
}
