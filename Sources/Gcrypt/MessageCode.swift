internal import CGcrypt
public import SecureMemory

/// HMAC-SHA256 (RFC 2104) of secret bytes, of which no copy is left behind.
///
/// `gcry_md_hash_buffers`, which wipes what it has worked with.
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
        guard Gcrypt.fault == 0 else { preconditionFailure("libgcrypt cannot be used") }
        // The key is the first of the buffers.
        let buffers = unsafe [key, message].map { bytes in
            var buffer = unsafe gcry_buffer_t()
            unsafe (buffer.data, buffer.len) = (UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
            return unsafe buffer
        }
        let error = unsafe gcry_md_hash_buffers(
            Int32(GCRY_MD_SHA256.rawValue), GCRY_MD_FLAG_HMAC.rawValue, code.baseAddress, buffers,
            Int32(buffers.count))
        guard error == 0 else { preconditionFailure("libgcrypt has no SHA-256") }
    }
}
