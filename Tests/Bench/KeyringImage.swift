internal import COpenSSL
import Foundation
import KeyringProtocol
import SecretService
import SecureMemory

/// A file of gnome-keyring's with as many secrets as are wanted, made in one go.
///
/// gnome-keyring writes all of its file for each secret that it stores, so filling it with 10,000 takes half an hour.
/// The form is that of gkm-secret-binary.c: attributes hashed in the open, then everything else under AES-128-CBC,
/// whose key is an iterated SHA-256 of the master password.
struct KeyringImage {
    /// One secret.
    struct Item {
        var connection: String
        var version: String
        var secret: String
    }

    private static let ownVersion = "00000000-0000-0000-0000-000000000000"
    private static let iterations: UInt32 = 1_024
    private static let salt = [UInt8](1...8)

    /// The key of the fingerprints, which lies in the keyring as the worker would have put it there.
    private let fingerprintKey = (0..<32).map { _ in String(format: "%02x", UInt8.random(in: .min ... .max)) }.joined()
    private(set) var items: [Item] = []

    /// With the worker's own two items.
    init() {
        let canary = String(format: "%016llx", code(of: "leadkeeper canary"))
        items.append(Item(connection: "@fingerprint-key", version: Self.ownVersion, secret: fingerprintKey))
        items.append(Item(connection: "@canary", version: Self.ownVersion, secret: canary))
    }

    /// Adds a secret and answers its fingerprint, as the ledger has it.
    mutating func add(_ secret: String, of connection: String, version: String) -> [UInt8] {
        items.append(Item(connection: connection, version: version, secret: secret))
        let code = code(of: secret)
        return (0..<8).map { UInt8(truncatingIfNeeded: code >> UInt64(56 - 8 * $0)) }
    }

    /// Writes the file, which that master password opens.
    func write(to path: String, masterPassword: String) throws {
        var file = Bytes()
        file.raw("GnomeKeyring\n\r\0\n".utf8)
        // Versions, AES, MD5.
        file.raw([0, 0, 0, 0])
        file.text("login")
        for _ in 0..<2 { file.time() }
        // Neither locked when idle nor after a while.
        for number in [0, 0, Self.iterations] { file.number(number) }
        file.raw(Self.salt)
        for _ in 0..<4 { file.number(0) }
        file.number(UInt32(items.count))
        for (index, item) in items.enumerated() {
            file.number(UInt32(index + 1))
            file.number(0)
            file.attributes(item) { Self.hexadecimal(Self.digest(Array($0.utf8), EVP_md5())) }
        }
        let sealed = try Self.sealed(contents, masterPassword)
        file.number(UInt32(sealed.count))
        file.raw(sealed)
        try Data(file.bytes).write(to: URL(filePath: path))
    }

    /// What is encrypted: a digest of the rest, and of each item its label, secret, times and attributes.
    private var contents: [UInt8] {
        var plain = Bytes()
        for item in items {
            plain.text("leadkeeper: \(item.connection)")
            plain.text(item.secret)
            for _ in 0..<2 { plain.time() }
            plain.text(nil)
            for _ in 0..<4 { plain.number(0) }
            plain.attributes(item) { $0 }
            // Nobody is let in by name.
            plain.number(0)
        }
        plain.raw([UInt8](repeating: 0, count: (16 - plain.bytes.count % 16) % 16))
        return Self.digest(plain.bytes, EVP_md5()) + plain.bytes
    }

    private func code(of secret: String) -> UInt64 {
        AuthenticationCode.truncated(
            of: SecretBytes(copying: secret.utf8), key: SecretBytes(copying: fingerprintKey.utf8))
    }

    private static func digest(_ bytes: [UInt8], _ kind: OpaquePointer?) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        EVP_Digest(bytes, bytes.count, &digest, &length, kind, nil)
        return Array(digest.prefix(Int(length)))
    }

    /// egg_symkey_generate_simple: the digest's first half is the key, the other one begins the chain.
    private static func sealed(_ plain: [UInt8], _ masterPassword: String) throws -> [UInt8] {
        var key = digest(Array(masterPassword.utf8) + salt, EVP_sha256())
        for _ in 1..<iterations { key = digest(key, EVP_sha256()) }
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        var (sealed, count) = ([UInt8](repeating: 0, count: plain.count + 16), Int32(0))
        guard EVP_EncryptInit_ex(context, EVP_aes_128_cbc(), nil, key, Array(key.dropFirst(16))) == 1,
            EVP_CIPHER_CTX_set_padding(context, 0) == 1,
            EVP_EncryptUpdate(context, &sealed, &count, plain, Int32(plain.count)) == 1, Int(count) == plain.count
        else { throw CocoaError(.fileWriteUnknown) }
        return Array(sealed.prefix(plain.count))
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}

/// egg-buffer.c: numbers with the greatest byte first, and texts behind their lengths.
private struct Bytes {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ more: some Sequence<UInt8>) { bytes += more }

    mutating func number(_ number: UInt32) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }

    mutating func text(_ text: String?) {
        number(text.map { UInt32($0.utf8.count) } ?? .max)
        raw((text ?? "").utf8)
    }

    /// Now, in 64 bits.
    mutating func time() {
        number(0)
        number(UInt32(Date().timeIntervalSince1970))
    }

    mutating func attributes(_ item: KeyringImage.Item, _ form: (String) -> String) {
        let attributes = [
            ("connection", item.connection), ("version", item.version), ("xdg:schema", "org.leadkeeper.Credential"),
        ]
        number(UInt32(attributes.count))
        for (name, value) in attributes {
            text(name)
            number(0)
            text(form(value))
        }
    }
}
