internal import COpenSSL
public import SecureMemory

/// HMAC-SHA256 (RFC 2104) of secret bytes, of which no copy is left behind.
///
/// HMAC(3).
public enum MessageCode {
    /// How many bytes a code has.
    static let length = 32

    /// The first 64 bits of the code of a secret, the most significant byte first.
    public static func truncated(of message: borrowing SecretBytes, key: borrowing SecretBytes) -> UInt64 {
        unsafe key.withBytes { key in
            unsafe message.withBytes { message in
                var code = [UInt8](repeating: 0, count: length)
                unsafe code.withUnsafeMutableBytes { unsafe write(of: message, key: key, into: $0) }
                return code.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            }
        }
    }

    /// Writes the code of bytes, all of it.
    static func write(
        of message: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, into code: UnsafeMutableRawBufferPointer
    ) {
        var count: UInt32 = 0
        let written = unsafe HMAC(
            EVP_sha256(), key.baseAddress, Int32(key.count), message.baseAddress?.assumingMemoryBound(to: UInt8.self),
            message.count, code.baseAddress?.assumingMemoryBound(to: UInt8.self), &count)
        guard unsafe written != nil, count == length else { preconditionFailure("OpenSSL has no SHA-256") }
    }
}
