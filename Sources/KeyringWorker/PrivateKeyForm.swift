internal import Basics
internal import KeyringProtocol
internal import SecureMemory

/// What tells a private key from all other secrets, without reading it as one.
///
/// One line of base64 that holds a PKCS#8 structure of a key of RSA, RFC 5208: a sequence that names
/// `rsaEncryption`, 1.2.840.113549.1.1.1, near its beginning. Whatever OpenSSL reads as a key is of that form; no client
/// secret and no password can be, since the structure has hundreds of bytes.
enum PrivateKeyForm {
    private static let sequence: UInt8 = 0x30
    private static let rsaEncryption: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
    /// How much of it is looked at, in bytes: the name comes after a length, a version and two lengths.
    private static let window = 64

    /// Whether a secret is of that form, whoever has put it there.
    static func matches(_ secret: borrowing SecretBytes) -> Bool {
        let start = SecretBytes(capacity: window) { start in
            secret.withBytes { decode($0, into: start) }
        }
        return start.withBytes { bytes in
            guard bytes.first == sequence else { return false }
            return bytes.indices.contains { bytes[$0...].starts(with: rsaEncryption) }
        }
    }

    /// Decodes base64 until the room is full or something else comes, and answers how many bytes that makes.
    private static func decode(_ text: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> Int {
        var (count, bits, held) = (0, 0, 0)
        for character in text.drop(while: { $0 == UInt8(ascii: " ") }) {
            guard count < room.count, let digit = Base64.value(of: character) else { break }
            bits = (bits << 6 | digit) & 0xFFFF
            held += 6
            guard held >= 8 else { continue }
            held -= 8
            room[count] = UInt8(truncatingIfNeeded: bits >> held)
            count += 1
        }
        return count
    }
}
